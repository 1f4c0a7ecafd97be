extension Page {
    /// The script that shows a conversation. Texts are only ever set as text, never as markup.
    static let chatViewScript = #"""
        const marks = {
          posting: ['✓', 'posted'], stored: ['✓✓', 'stored by the assistant'], read: ['✓✓', 'read'],
          refused: ['!', 'refused'], sent: ['✓', 'sent'], delivered: ['✓✓', 'delivered'], failed: ['!', 'failed'],
        };

        /// What is said above a message that is more, or other, than words.
        const kinds = {
          image: 'picture', audio: 'audio file', voice: 'voice note', video: 'video', document: 'document',
          sticker: 'sticker', location: 'place', contact: 'contact card', button: 'button pressed',
          list: 'row chosen', reaction: 'reaction', edit: 'edited', deletion: 'message taken back', order: 'order',
          system: 'changed number', unsupported: 'something unreadable', template: 'template',
        };

        /// Phone numbers, and ranges such as 09:00-17:00, keep their order in a right-to-left sentence, and stay on
        /// one line, only as runs of their own.
        const numbers = /(\+?\d[\d\u2011 -]{6,18}\d|\d[\d:.,]{0,8}-[\d:.,]{0,8}\d)/;

        const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });
        const milliseconds = new Intl.NumberFormat('en');

        export function element(name, className, text) {
          const made = document.createElement(name);
          if (className) made.className = className;
          if (text !== undefined) made.textContent = text;
          return made;
        }

        /// The list of a conversation's messages. Elements stay while their message does, so that a screen reader
        /// announces just what is new.
        export class ChatView {
          constructor(list, scroller, retry) {
            this.list = list;
            this.scroller = scroller;
            this.retry = retry;
            this.shown = new Map();
          }

          clear() {
            this.shown.clear();
            this.list.replaceChildren();
          }

          show(items) {
            const atEnd = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 80;
            const ids = new Set(items.map((item) => item.id));
            for (const [id, entry] of this.shown) {
              if (!ids.has(id)) { entry.element.remove(); this.shown.delete(id); }
            }
            items.forEach((item, index) => {
              const entry = this.entry(item);
              const place = this.list.children[index];
              if (place !== entry.element) this.list.insertBefore(entry.element, place || null);
            });
            return atEnd;
          }

          scrollToEnd() { this.scroller.scrollTop = this.scroller.scrollHeight; }

          entry(item) {
            const state = JSON.stringify([item.state, item.reason, item.stages]);
            let entry = this.shown.get(item.id);
            if (!entry) {
              entry = { element: element('li', 'message ' + (item.own ? 'own' : 'other')), state: null };
              entry.element.append(this.bubble(item));
              this.shown.set(item.id, entry);
            }
            if (entry.state !== state) {
              entry.state = state;
              this.update(entry.element, item);
            }
            return entry;
          }

          bubble(item) {
            const bubble = element('div', 'bubble');
            bubble.append(element('span', 'unseen', item.own ? 'You:' : item.owner ? 'The owner:' : 'Assistant:'));
            const label = [item.owner && 'the owner’s phone', kinds[item.kind]].filter(Boolean).join(' · ');
            if (label) bubble.append(element('div', 'kind', label));
            const body = element('div', 'body');
            body.dir = 'auto';
            item.text.split(numbers).forEach((part, index) => {
              if (index % 2 === 0) { body.append(part); return; }
              const number = element('bdi', '', part);
              number.dir = 'ltr';
              body.append(number);
            });
            const facts = element('div', 'facts');
            const time = element('time', '', clock.format(item.at * 1000));
            time.dateTime = new Date(item.at * 1000).toISOString();
            facts.append(time);
            facts.append(element('span', 'ticks'));
            bubble.append(body, facts);
            return bubble;
          }

          update(message, item) {
            while (message.children.length > 1) message.lastChild.remove();
            const [sign, meaning] = marks[item.state] || ['', ''];
            const ticks = message.querySelector('.ticks');
            ticks.hidden = sign === '';
            ticks.className = 'ticks ' + item.state;
            ticks.textContent = sign;
            ticks.title = meaning;
            ticks.setAttribute('role', 'img');
            ticks.setAttribute('aria-label', meaning);
            if (item.stages && item.stages.length > 0) message.append(this.stages(item.stages));
            if (item.state === 'refused') message.append(this.refusal(item));
          }

          refusal(item) {
            const line = element('p', 'refusal', 'Not delivered: ' + item.reason);
            const button = element('button', '', 'Try again');
            button.type = 'button';
            button.addEventListener('click', () => this.retry(item));
            line.append(button);
            return line;
          }

          stages(stages) {
            const list = element('dl', 'stages');
            list.title = 'Counted from the moment the oldest message that this answers was posted';
            for (const [name, value] of stages) {
              const stage = element('div');
              stage.append(element('dt', '', name + ' '), element('dd', '', milliseconds.format(value) + ' ms'));
              list.append(stage);
            }
            return list;
          }
        }

        """#
}
