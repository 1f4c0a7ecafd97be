import Conversation
import FastCGI

/// `POST /sandbox/chat`: plays a customer, by posting to the webhook what the provider would post.
struct Customer: Sendable {
    let stage: Stage
    let providers: PlayedProviders
    let webhook: WebhookClient

    /// Posts the message and logs how the webhook took it. Answers `{id, acknowledged_ms, status, error}`, where status
    /// is null if the webhook did not answer.
    func post(_ request: Request) throws -> Response {
        let message = try request.json(CustomerMessage.self)
        let provider = message.provider ?? .gateway
        let played = providers[provider]
        let act = try act(message, of: played)
        let post = try played.post(act)
        guard message.post ?? true else { return .json(Self.shown(post, id: act.id)) }
        try stage.chats.note(act.chat)
        try PostedMessages(folder: stage.folder).note(act.id, in: act.chat)

        let postedAt = UnixTime.now
        let result = Result { () throws(WebhookError) in try webhook.send(post) }
        let acknowledgedAt = UnixTime.now
        let (status, error) = Self.outcome(result)
        try stage.log.append(
            LogEvent(
                .inbound, chat: act.chat, text: act.text, at: acknowledgedAt,
                [
                    ("id", .string(act.id)), ("posted_at", postedAt.json), ("acknowledged_at", acknowledgedAt.json),
                    ("status", status), ("error", error), ("provider", .string(provider.rawValue)),
                    ("type", .string(act.kind.rawValue)), ("from_me", .bool(act.isFromOwner)),
                    ("words", .string(orNull: message.media?.words.map { String($0.prefix(2000)) })),
                ]))
        if provider == .waha, !act.isFromOwner, try stage.behaviour.current().wahaAny {
            _ = try webhook.send(providers.waha.anyPost(act))
        }
        let milliseconds = (acknowledgedAt.microseconds - postedAt.microseconds) / 1000
        return .json([
            "id": .string(act.id), "acknowledged_ms": .integer(milliseconds), "status": status, "error": error,
        ])
    }

    private static func shown(_ post: Post, id: String) -> JSON {
        let headers =
            [("Content-Type", JSON.string(post.contentType))]
            + post.headers.map { ($0.name, JSON.string($0.value)) }
        return [
            "id": .string(id), "path": .string(post.path), "headers": .object(headers),
            "body": .string(String(decoding: post.body, as: UTF8.self)),
        ]
    }

    private static func outcome(_ result: Result<WebhookClient.Answer, WebhookError>) -> (status: JSON, error: JSON) {
        switch result {
        case .success(let answer) where answer.status == 200: (.integer(200), nil)
        case .success(let answer): (.integer(answer.status), .string(String(answer.body.prefix(500))))
        case .failure(let error): (nil, .string(error.description))
        }
    }
}

extension Customer {
    /// What is asked for, checked, with all that was left out; its file is kept.
    private func act(_ message: CustomerMessage, of played: any PlayedProvider) throws -> CustomerAct {
        let kind = message.kind ?? .text
        let text = kind.hasWords ? message.text ?? "" : ""
        let given = message.id ?? type(of: played).newID(for: message)
        try check(message, id: given)
        if [.text, .edit, .button, .list].contains(kind), text.isEmpty {
            throw Refusal(400, "text must not be empty")
        }
        let chat = try type(of: played).chatAddress(message.chat)
        let id =
            type(of: played).provider == .waha ? WAHA.fullID(given, chat: chat, fromMe: message.fromMe ?? false) : given
        return CustomerAct(
            id: id, chat: chat, name: message.name, kind: kind, text: text,
            details: message.details ?? MessageDetails(), file: try file(message, kind: kind, id: id),
            isFromOwner: message.fromMe ?? false, userID: message.userID, username: message.username,
            alt: message.alt, at: message.sentAt.map { UnixTime(microseconds: $0 * 1_000_000) } ?? .now,
            isOffline: message.offline ?? false, channel: message.channel, key: message.key ?? "demo",
            secret: message.secret, tenant: try tenantName(message.tenantId))
    }

    /// The file that comes with a message, kept on the shelf.
    private func file(_ message: CustomerMessage, kind: MessageKind, id: String) throws -> MediaFile? {
        guard let sample = kind.sampleFile(words: message.media?.words) else { return nil }
        var content = sample.content
        if let base64 = message.media?.bytesBase64 {
            guard let bytes = Base64.decode(base64) else { throw Refusal(400, "media.bytes_base64 is not base64") }
            content = bytes
        }
        guard content.count <= MediaShelf.largest else { throw Refusal(413, "the file is too large") }
        return try stage.media.put(
            content, id: MediaShelf.id(ofMessage: id), mimeType: message.media?.mimeType ?? sample.mimeType,
            fileName: message.media?.fileName ?? message.details?.media?.fileName)
    }

    private func check(_ message: CustomerMessage, id: String) throws(Refusal) {
        let texts: [(String, String?, Int)] = [
            ("chat", message.chat, 256), ("name", message.name, 256), ("text", message.text, 65_536), ("id", id, 256),
            ("user_id", message.userID, 256), ("username", message.username, 256), ("alt", message.alt, 256),
            ("channel", message.channel, 256), ("secret", message.secret, 1024),
            ("media.mime_type", message.media?.mimeType, 256), ("media.file_name", message.media?.fileName, 256),
        ]
        for (name, text, limit) in texts { if let text { try require(text, name, atMost: limit) } }
        guard !message.chat.isEmpty else { throw Refusal(400, "chat must not be empty") }
        // It becomes a part of a path.
        _ = try message.key.map(tenantName)
        guard (message.sentAt ?? 0) >= 0, (message.sentAt ?? 0) < 1 << 40 else {
            throw Refusal(400, "sent_at must be seconds since 1970")
        }
    }
}
