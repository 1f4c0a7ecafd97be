import FastCGI

/// The page on which a newcomer chats with the assistant.
struct Page: Sendable {
    /// Where the assistant's answers come from: `none`, `sandbox`, or the name of a model.
    let model: String

    /// The page has no scripts, styles or connections but those of this server.
    private static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    /// The file at a path, or nil where there is none.
    func file(_ path: String) -> Response? {
        switch path {
        case "/sandbox", "/sandbox/": file("text/html", Self.html(answersFrom: sentence))
        case "/sandbox/page.css": file("text/css", Self.style)
        case "/sandbox/page.js": file("text/javascript", Self.script)
        case "/sandbox/chat-view.js": file("text/javascript", Self.chatViewScript)
        case "/sandbox/providers.js": file("text/javascript", Self.providersScript)
        case "/sandbox/timeline.js": file("text/javascript", Self.timelineScript)
        case "/sandbox/icon.svg": file("image/svg+xml", Self.icon)
        default: nil
        }
    }

    private func file(_ contentType: String, _ text: String) -> Response {
        Response(
            status: 200, contentType: contentType + "; charset=utf-8", body: Array(text.utf8),
            headers: [
                ("Content-Security-Policy", Self.contentSecurityPolicy), ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
            ])
    }

    /// Where the answers come from, for the head of the page.
    var sentence: String {
        switch model {
        case "none":
            "Answers come from the business’s knowledge and listings; set OPENAI_API_KEY to ask a model."
        case "sandbox":
            "Answers come from the sandbox’s own pretend model, which repeats what it was asked."
        default:
            "Answers come from the model \(model)."
        }
    }
}
