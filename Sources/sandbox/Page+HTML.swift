extension Page {
    /// The page itself. What changes is filled in by its scripts, from the log.
    static func html(answersFrom sentence: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Shi sandbox</title>
        <link rel="icon" href="/sandbox/icon.svg">
        <link rel="stylesheet" href="/sandbox/page.css">
        <script type="module" src="/sandbox/page.js"></script>
        </head>
        <body>
        <header class="about">
          <h1>Shi sandbox</h1>
          <p>Write as a customer would on WhatsApp; the assistant answers as it would there. All of it stays on this
          computer: no phone, no real messages. <strong>\(escaped(sentence))</strong></p>
        </header>
        <p id="trouble" class="trouble" role="status" hidden>The sandbox does not answer. Trying again…</p>
        <main>
          <nav aria-label="Customers">
            <h2>Write as</h2>
            <ul id="customers"></ul>
          </nav>
          <section class="chat" aria-labelledby="customer-name">
            <div class="chat-head">
              <span id="customer-picture" class="picture" aria-hidden="true"></span>
              <div>
                <h2 id="customer-name" dir="auto"></h2>
                <p id="customer-about"></p>
              </div>
              <label>through
                \(select(id: "provider", label: "Provider", providers))
              </label>
            </div>
            <div id="scroller" class="scroller" tabindex="0" role="region" aria-label="Conversation">
              <p id="welcome" class="welcome">Nothing said yet. Write something below, or choose a suggestion.</p>
              <ol id="messages" role="log" aria-live="polite" aria-label="Messages"></ol>
              <p id="typing" class="typing" role="status" hidden>
                <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
                <span class="unseen">The assistant is typing</span>
              </p>
            </div>
            <div class="suggestions" id="suggestions" role="group" aria-label="Suggestions"></div>
            <form id="composer" class="composer">
              \(select(id: "kind", label: "Kind of message", kinds))
              <label class="unseen" for="text">Message</label>
              <textarea id="text" rows="1" dir="auto" maxlength="4096" placeholder="Message" enterkeyhint="send"
                autocomplete="off"></textarea>
              <button type="submit" aria-label="Send">
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 20.5v-7l9-1.5-9-1.5v-7L22 12z"/></svg>
              </button>
            </form>
          </section>
        </main>
        <noscript><p class="trouble">This page needs JavaScript.</p></noscript>
        </body>
        </html>

        """
    }

    private static let providers: [(value: String, name: String)] = [
        ("gateway", "WhatsApp gateway"), ("cloud", "Cloud API (Meta)"), ("twilio", "Twilio WhatsApp"),
        ("sms", "Twilio SMS"), ("evolution", "Evolution API"), ("waha", "WAHA"), ("gowa", "gowa (whatsmeow)"),
        ("sandbox", "sandbox"),
    ]

    private static let kinds: [(value: String, name: String)] = [
        ("text", "Text"), ("voice", "Voice note"), ("image", "Picture"), ("video", "Video"), ("audio", "Audio file"),
        ("document", "Document"), ("sticker", "Sticker"), ("location", "Place"), ("contact", "Contact card"),
        ("button", "Button"), ("list", "List row"), ("reaction", "Reaction"), ("edit", "Edit the last"),
        ("deletion", "Take back the last"), ("order", "Order"), ("system", "New number"),
        ("unsupported", "Unreadable"), ("owner", "As the owner"),
    ]

    private static func select(id: String, label: String, _ options: [(value: String, name: String)]) -> String {
        let lines = options.map { "<option value=\"\(escaped($0.value))\">\(escaped($0.name))</option>" }
        return "<select id=\"\(id)\" aria-label=\"\(escaped(label))\">\(lines.joined())</select>"
    }

    /// The picture in the browser's tab.
    static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#0b7a5b" d="M16 3C8.3 3 2 8.6 2 15.500c0 \
        3.800 1.900 7.200 5 9.500v5l5-2.600c1.300.300 2.600.500 4 .500 7.700 0 14-5.600 14-12.400S23.700 3 16 3z"/><g \
        fill="#fff"><circle cx="10" cy="15.500" r="2"/><circle cx="16" cy="15.500" r="2"/><circle cx="22" cy="15.500" \
        r="2"/></g></svg>

        """

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
    }
}
