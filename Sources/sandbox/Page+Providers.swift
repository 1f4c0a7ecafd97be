extension Page {
    /// The script that knows how each provider names a customer, and what goes with each kind of message. It touches
    /// neither the page nor the network.
    static let providersScript = #"""
        /// A customer's address as a provider names it. Who hides the number has a LID on WhatsApp Web, and a user id of
        /// the business with Meta; Twilio and the sandbox know the number all the same.
        export function address(customer, provider) {
          switch (provider) {
            case 'cloud': return customer.lid ? 'IL.' + customer.lid : customer.phone;
            case 'twilio': return 'whatsapp:+' + customer.phone;
            case 'sms': return '+' + customer.phone;
            case 'waha': return customer.lid ? customer.lid + '@lid' : customer.phone + '@c.us';
            case 'sandbox': return customer.phone;
            default: return customer.lid ? customer.lid + '@lid' : customer.phone + '@s.whatsapp.net';
          }
        }

        /// All addresses, each once.
        export function addresses(customers, providers) {
          return [...new Set(customers.flatMap((customer) => providers.map((name) => address(customer, name))))];
        }

        /// The fields of a message beside its kind: its words, or those that its file holds, and what makes the kind.
        export function detailsOf(message, events) {
          const text = message.text;
          const reply = events.sent.at(-1)?.id;
          const own = [...events.posted.values()].filter((line) => !line.from_me).at(-1)?.id;
          switch (message.kind) {
            case 'voice': case 'audio': return { media: { words: text } };
            case 'image': case 'video': case 'sticker': return { text };
            case 'document': return { text, media: { file_name: 'contract.pdf' } };
            case 'location': return { text, details: { location: { latitude: 32.0853, longitude: 34.7818 } } };
            case 'contact': return { text, details: { contacts: [{ name: 'דנה כץ', phone: '+972547654321' }] } };
            case 'button': case 'list': return { text, details: { choice_id: 'choice_1' } };
            case 'reaction': return { text: text || '👍', details: { target_id: reply } };
            case 'edit': case 'deletion': return { text, details: { target_id: own } };
            case 'order': return { text, details: { order: { catalog_id: '77001', items: [
              { product_id: 'sku-9', quantity: 2, price: 35.5, currency: 'ILS' }] } } };
            case 'system': return { text, details: { new_phone: '+972541112222' } };
            default: return { text };
          }
        }

        """#
}
