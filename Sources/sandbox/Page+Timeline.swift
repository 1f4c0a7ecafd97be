extension Page {
    /// The script that makes conversations out of the log's lines. It touches neither the page nor the network.
    static let timelineScript = #"""
        // A conversation is a list of items, oldest first: what the customer posted and what the assistant sent.
        // All times are the log's: seconds since 1970.

        const typingLasts = 25; // WhatsApp hides the indicator by itself after about this long.

        /// The events of one chat, as the log told them.
        export function newChat() {
          return { posted: new Map(), sent: [], typing: [], model: [], reports: new Map() };
        }

        /// Adds one line of the log to its chat.
        export function addLine(chat, line) {
          switch (line.kind) {
            case 'inbound': chat.posted.set(line.id, line); break;
            case 'message': if (!line.duplicate) chat.sent.push(line); break;
            case 'typing': chat.typing.push(line); break;
            case 'report': addReport(chat.reports, line); break;
            case 'model': if (line.phase === 'end' && line.first_token_at) chat.model.push(line); break;
          }
        }

        const ranks = { sent: 1, delivered: 2, read: 3, failed: 0 };

        /// Keeps the furthest that a message has come; a failure counts until it is known to have arrived.
        function addReport(reports, line) {
          if (!(line.report in ranks)) return;
          const known = reports.get(line.id);
          if (!known || line.report === 'failed' ? !known || ranks[known] < 2 : ranks[line.report] > ranks[known]) {
            reports.set(line.id, line.report);
          }
        }

        /// The items of a chat. `pending` are messages that the log does not tell of yet.
        export function items(chat, pending) {
          const posted = [...chat.posted.values()].map((line) => ({
            id: line.id, own: !line.from_me, owner: line.from_me, kind: line.type, text: line.words || line.text,
            at: line.posted_at,
            state: line.status === 200 ? (wasRead(chat, line) ? 'read' : 'stored') : 'refused',
            reason: line.status === 200 ? null : reason(line),
          }));
          const waiting = pending.filter((message) => !chat.posted.has(message.id) || message.state === 'posting')
            .map((message) => ({ ...message, own: !message.owner }));
          const known = posted.filter((item) => !waiting.some((message) => message.id === item.id));
          const sent = chat.sent.map((line, index) => ({
            id: 'n' + line.n, own: false, kind: line.type, text: line.text, at: line.at, stages: stages(chat, index),
            state: chat.reports.get(line.id),
          }));
          return [...known, ...waiting, ...sent].sort((a, b) => a.at - b.at);
        }

        /// Whether the assistant is shown as typing at a time.
        export function isTyping(chat, now) {
          const last = chat.typing.at(-1);
          if (!last || !last.typing || now - last.at > typingLasts) return false;
          const reply = chat.sent.at(-1);
          return !reply || reply.n < last.n;
        }

        /// Typing, or a reply, shows that what was posted before it has been read.
        function wasRead(chat, line) {
          return chat.sent.some((reply) => reply.at >= line.posted_at)
            || chat.typing.some((sign) => sign.typing && sign.at >= line.posted_at);
        }

        function reason(line) {
          if (line.status === null) return line.error || 'the webhook did not answer';
          let said = '';
          try { said = JSON.parse(line.error).error; } catch { /* not JSON: the status says enough */ }
          return `refused with status ${line.status}${said ? ': ' + said : ''}`;
        }

        /// The stages of a reply in milliseconds, counted from the posting of the oldest message that it answers.
        function stages(chat, index) {
          const reply = chat.sent[index];
          const before = index > 0 ? chat.sent[index - 1].at : 0;
          const within = (time) => time > before && time <= reply.at;
          const asked = [...chat.posted.values()]
            .filter((line) => line.status === 200 && within(line.posted_at))
            .sort((a, b) => a.posted_at - b.posted_at)[0];
          if (!asked) return [];
          const typing = chat.typing.find((line) => line.typing && within(line.at) && line.at >= asked.posted_at);
          const model = chat.model.findLast((line) => within(line.first_token_at)
            && line.first_token_at >= asked.posted_at && line.outcome !== 'client_left')
            || chat.model.findLast((line) => within(line.first_token_at) && line.first_token_at >= asked.posted_at);
          return [
            ['ack', asked.acknowledged_at], ['typing', typing && typing.at],
            ['first token', model && model.first_token_at], ['sent', reply.at],
          ].filter(([, time]) => time).map(([name, time]) => [name, Math.round((time - asked.posted_at) * 1000)]);
        }

        """#
}
