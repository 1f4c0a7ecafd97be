extension Page {
    /// The page's main script: customers, the composer, and the reading of the log.
    static let script = #"""
        import { ChatView, element } from '/sandbox/chat-view.js';
        import { addLine, isTyping, items, newChat } from '/sandbox/timeline.js';
        import { address, addresses, detailsOf } from '/sandbox/providers.js';

        const customers = [
          { key: 'noa', name: 'נועה', about: '054-555-0101', phone: '972545550101' },
          { key: 'daniel', name: 'Daniel', about: '052-555-0102', phone: '972525550102' },
          { key: 'amir', name: 'Amir', about: '050-555-0103', phone: '972505550103' },
          { key: 'yael', name: 'יעל', about: 'hides her phone number', lid: '88123456789012', phone: '972505550104' },
        ];
        const suggestions = ['שלום', 'דירת 3 חדרים בתל אביב עד 7000', 'What are your opening hours?'];
        const pollEvery = 300, pollAfterTrouble = 1500;

        const byId = (id) => document.getElementById(id);
        const view = new ChatView(byId('messages'), byId('scroller'), (item) => post(chosen, item.text, item));
        const state = new Map();
        const providers = [...byId('provider').options].map((option) => option.value);
        let provider = providers[0];
        let chosen = customers[0];
        let last = 0, base = null;

        function forgetAll() {
          last = 0;
          for (const customer of customers) {
            for (const name of providers) {
              const place = placeOf(name, address(customer, name));
              const pending = state.get(place)?.pending ?? [];
              state.set(place, { customer, provider: name, events: newChat(), pending, unread: 0 });
            }
          }
          view.clear();
        }

        // A chat is known by provider and address: the gateways share their addresses.
        function placeOf(name, chat) { return (name === 'sms' ? 'twilio' : name) + ' ' + chat; }

        function chatOf(customer) { return state.get(placeOf(provider, address(customer, provider))); }

        // Showing.

        function drawCustomers() {
          byId('customers').replaceChildren(...customers.map((customer, index) => {
            const button = element('button', 'customer');
            button.type = 'button';
            button.dataset.key = customer.key;
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
            const customer = customers.find((other) => other.key === button.dataset.key);
            const { events, pending } = chatOf(customer);
            const unread = [...state.values()].filter((chat) => chat.customer === customer)
              .reduce((sum, chat) => sum + chat.unread, 0);
            button.setAttribute('aria-current', String(customer === chosen));
            button.querySelector('.customer-last').textContent = items(events, pending).at(-1)?.text || customer.about;
            const count = button.querySelector('.unread');
            count.hidden = unread === 0;
            count.textContent = unread;
            count.setAttribute('aria-label', unread + ' unread');
          }
        }

        function showChat(toEnd) {
          const { events, pending } = chatOf(chosen);
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
          chatOf(chosen).unread = 0;
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

        /// The id of a message that is posted again stays; Meta and Twilio give ids of their own.
        async function post(customer, text, again = null) {
          const chat = chatOf(customer);
          const kind = again?.kind ?? byId('kind').value;
          const owner = again?.owner ?? kind === 'owner';
          const message = {
            id: again?.id ?? newId(), text, kind: owner ? 'text' : kind, owner, at: Date.now() / 1000, state: 'posting',
            reason: null,
          };
          chat.pending = [...chat.pending.filter((other) => other.id !== message.id), message];
          show(true);
          try {
            const answer = await fetch('/sandbox/chat', {
              method: 'POST', headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({
                provider: provider === 'sms' ? 'twilio' : provider, chat: address(customer, provider),
                name: customer.name, kind: message.kind, from_me: owner, ...detailsOf(message, chat.events),
                ...(['gateway', 'evolution', 'gowa', 'sandbox'].includes(provider) ? { id: message.id } : {}),
              }),
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
            const chats = addresses(customers, providers).join(',');
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

        /// Lines of the model name no provider: they are told to every chat of that address.
        function take(line) {
          for (const name of line.provider ? [line.provider] : providers) {
            const chat = state.get(placeOf(name, line.chat));
            if (!chat) continue;
            addLine(chat.events, line);
            if (line.kind === 'message' && !line.duplicate && chat !== chatOf(chosen) && !reloaded) chat.unread += 1;
          }
        }

        async function poll() {
          let wait = pollEvery;
          if (!document.hidden) {
            try {
              await read();
              if (reloaded) { reloaded = false; view.scrollToEnd(); }
              byId('trouble').hidden = true;
              byId('typing').hidden = !isTyping(chatOf(chosen).events, Date.now() / 1000);
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
          const kind = byId('kind').value;
          if (written || !['text', 'owner', 'edit', 'button', 'list'].includes(kind)) post(chosen, written);
          byId('kind').value = 'text';
        });

        byId('provider').addEventListener('change', (event) => {
          provider = event.target.value;
          choose();
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
          button.addEventListener('click', () => post(chosen, suggestion, { kind: 'text', owner: false, id: newId() }));
          return button;
        }));

        window.addEventListener('hashchange', choose);
        forgetAll();
        drawCustomers();
        choose();
        poll();

        """#
}
