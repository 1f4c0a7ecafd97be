extension Page {
    /// The page's main script: customers, the composer, and the reading of the log.
    static let script = #"""
        import { ChatView, element } from '/sandbox/chat-view.js';
        import { addLine, isTyping, items, newChat } from '/sandbox/timeline.js';

        const customers = [
          { key: 'noa', name: 'נועה', about: '054-555-0101', chat: '972545550101@s.whatsapp.net' },
          { key: 'daniel', name: 'Daniel', about: '052-555-0102', chat: '972525550102@s.whatsapp.net' },
          { key: 'amir', name: 'Amir', about: '050-555-0103', chat: '972505550103@s.whatsapp.net' },
          { key: 'yael', name: 'יעל', about: 'hides her phone number (a LID)', chat: '88123456789012@lid' },
        ];
        const suggestions = ['שלום', 'דירת 3 חדרים בתל אביב עד 7000', 'What are your opening hours?'];
        const pollEvery = 300, pollAfterTrouble = 1500;

        const byId = (id) => document.getElementById(id);
        const view = new ChatView(byId('messages'), byId('scroller'), (item) => post(chosen, item.text, item.id));
        const state = new Map();
        let chosen = customers[0];
        let last = 0, base = null;

        function forgetAll() {
          last = 0;
          for (const customer of customers) {
            const pending = state.get(customer.chat)?.pending ?? [];
            state.set(customer.chat, { events: newChat(), pending, unread: 0 });
          }
          view.clear();
        }

        // Showing.

        function drawCustomers() {
          byId('customers').replaceChildren(...customers.map((customer, index) => {
            const button = element('button', 'customer');
            button.type = 'button';
            button.dataset.chat = customer.chat;
            const picture = element('span', 'picture picture-' + index, customer.name[0]);
            picture.setAttribute('aria-hidden', 'true');
            const name = element('span', 'customer-name', customer.name);
            const text = element('span', 'customer-text');
            const unread = element('span', 'unread');
            unread.hidden = true;
            const latest = element('span', 'customer-last', customer.about);
            name.dir = latest.dir = 'auto';
            text.append(name, latest);
            button.append(picture, text, unread);
            button.addEventListener('click', () => { location.hash = customer.key; });
            const entry = element('li');
            entry.append(button);
            return entry;
          }));
        }

        function showCustomers() {
          for (const button of byId('customers').querySelectorAll('button')) {
            const { events, pending, unread } = state.get(button.dataset.chat);
            button.setAttribute('aria-current', String(button.dataset.chat === chosen.chat));
            const { about } = customers.find((customer) => customer.chat === button.dataset.chat);
            button.querySelector('.customer-last').textContent = items(events, pending).at(-1)?.text ?? about;
            const count = button.querySelector('.unread');
            count.hidden = unread === 0;
            count.textContent = unread;
            count.setAttribute('aria-label', unread + ' unread');
          }
        }

        function showChat(toEnd) {
          const { events, pending } = state.get(chosen.chat);
          const list = items(events, pending);
          const atEnd = view.show(list);
          byId('welcome').hidden = list.length > 0;
          byId('typing').hidden = !isTyping(events, Date.now() / 1000);
          if (toEnd || atEnd) view.scrollToEnd();
        }

        function show(toEnd) {
          showChat(toEnd);
          showCustomers();
        }

        function choose() {
          chosen = customers.find((customer) => '#' + customer.key === location.hash) || customers[0];
          state.get(chosen.chat).unread = 0;
          byId('customer-name').textContent = chosen.name;
          byId('customer-about').textContent = chosen.about;
          byId('customer-picture').textContent = chosen.name[0];
          byId('customer-picture').className = 'picture picture-' + customers.indexOf(chosen);
          view.clear();
          show(true);
        }

        // Posting.

        function newId() {
          const bytes = crypto.getRandomValues(new Uint8Array(9));
          return '3EB0' + [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('').toUpperCase();
        }

        async function post(customer, text, id = newId()) {
          const chat = state.get(customer.chat);
          const message = { id, text, at: Date.now() / 1000, state: 'posting', reason: null };
          chat.pending = [...chat.pending.filter((other) => other.id !== id), message];
          show(true);
          try {
            const answer = await fetch('/sandbox/chat', {
              method: 'POST', headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ chat: customer.chat, name: customer.name, text, id }),
            });
            if (!answer.ok) throw new Error((await answer.json()).error);
            await read().catch(() => {}); // if it fails, the next poll tells
            chat.pending = chat.pending.filter((other) => other !== message);
          } catch (error) {
            message.state = 'refused';
            message.reason = error.message || 'the sandbox did not answer';
          }
          show(false);
        }

        // Reading the log.

        async function read() {
          let more = true;
          while (more) {
            const chats = customers.map((customer) => customer.chat).join(',');
            const asked = last;
            const answer = await fetch(`/sandbox/log?since=${asked}&chat=${encodeURIComponent(chats)}`);
            if (!answer.ok) throw new Error('status ' + answer.status);
            const lines = (await answer.text()).split('\n').filter((line) => line);
            if (asked !== last) continue; // another reading has gone on meanwhile
            const [newLast, newBase] = ['X-Log-Last', 'X-Log-Base'].map((name) => Number(answer.headers.get(name)));
            if (newLast < last || (base !== null && newBase !== base)) {
              base = newBase;
              forgetAll();
              show(true);
              continue;
            }
            base = newBase;
            more = newLast > last;
            last = newLast;
            lines.map((line) => JSON.parse(line)).forEach(take);
            if (lines.length > 0) show(false);
          }
        }

        let reloaded = true;

        function take(line) {
          const chat = state.get(line.chat);
          if (!chat) return;
          addLine(chat.events, line);
          if (line.kind === 'message' && !line.duplicate && line.chat !== chosen.chat && !reloaded) chat.unread += 1;
        }

        async function poll() {
          let wait = pollEvery;
          if (!document.hidden) {
            try {
              await read();
              if (reloaded) { reloaded = false; view.scrollToEnd(); }
              byId('trouble').hidden = true;
              byId('typing').hidden = !isTyping(state.get(chosen.chat).events, Date.now() / 1000);
            } catch {
              byId('trouble').hidden = false;
              wait = pollAfterTrouble;
            }
          }
          setTimeout(poll, wait);
        }

        // The composer.

        const text = byId('text');

        byId('composer').addEventListener('submit', (event) => {
          event.preventDefault();
          const written = text.value.trim();
          text.value = '';
          text.focus();
          if (written) post(chosen, written);
        });

        text.addEventListener('keydown', (event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          byId('composer').requestSubmit();
        });

        byId('suggestions').append(...suggestions.map((suggestion) => {
          const button = element('button', '', suggestion);
          button.type = 'button';
          button.dir = 'auto';
          button.addEventListener('click', () => post(chosen, suggestion));
          return button;
        }));

        window.addEventListener('hashchange', choose);
        forgetAll();
        drawCustomers();
        choose();
        poll();

        """#
}
