import Conversation
import FastCGI

/// The sandbox's own kind of channel: every kind of message, in the project's own words.
struct OwnChannel: PlayedProvider {
    static let provider = Provider.sandbox

    let stage: Stage

    private static let kinds = Set(["text", "image", "audio", "voice", "video", "document", "template"])

    func answer(_ call: Call) throws -> Response {
        guard stage.knows(call.request.header("X-Internal-Secret")) else { throw Refusal(401, "unauthorized") }
        switch (call.method, call.parts.count, call.parts[0]) {
        case ("POST", 1, "messages"): return try send(call)
        case ("GET", 2, "messages"): return try find(call.parts[1])
        case ("POST", 1, "typing"): return try typing(call)
        case ("POST", 1, "read"): return try markRead(call)
        case ("GET", 2, "media"): return try file(call.parts[1])
        default: throw Refusal.nothingThere
        }
    }

    /// The body of a call, with its channel and chat checked.
    private func body(_ call: Call) throws -> (body: JSON, channel: String, chat: String) {
        let body = try call.request.json(JSON.self)
        guard let channel = body["channel"]?.filledString else { throw Refusal(400, "channel is missing") }
        guard try stage.hasChannel(channel, of: [Demo.session]) else { throw Refusal(404, "unknown channel") }
        guard let chat = body["chat"]?.filledString else { throw Refusal(400, "chat is missing") }
        try require(chat, "chat", atMost: 256)
        return (body, channel, chat)
    }

    /// `POST messages`: the same id twice is one message, and one answer.
    private func send(_ call: Call) throws -> Response {
        let (body, channel, chat) = try body(call)
        guard let key = body["id"]?.filledString else { throw Refusal(400, "id is missing") }
        guard key.utf8.count <= 64, key.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x2f }) else {
            throw Refusal(400, "id must be 1 to 64 plain characters")
        }
        let kind = body["kind"]?.string ?? "text"
        guard Self.kinds.contains(kind) else { throw Refusal(400, "unknown kind") }
        let text = body["text"]?.string ?? ""
        try require(text, "text", atMost: 65_536)
        guard kind != "text" || !text.isEmpty else { throw Refusal(400, "text is missing") }
        let send = Send(
            provider: .sandbox, channel: channel, tenant: channel, chat: chat, type: kind, text: text,
            id: Self.id(of: key), key: key, messageID: key,
            quoted: body["details"]?["quoted_id"]?.filledString, call: body)
        let note = { try stage.folder.replace("posted/" + sha256Hex("sent " + key), with: send.id) }
        return try stage.take(send, call, as: self, honoursKeys: true, note: note) { .json(["id": .string(send.id)]) }
    }

    private static func id(of key: String) -> String { "SB" + sha256Hex("sandbox\n" + key).prefix(20).uppercased() }

    /// `GET messages/ID`: whether the message of that id of ours was sent.
    private func find(_ key: String) throws -> Response {
        guard let id = try stage.folder.text(of: "posted/" + sha256Hex("sent " + key)) else {
            throw Refusal(404, "no such message")
        }
        return .json(["id": .string(id)])
    }

    private func typing(_ call: Call) throws -> Response {
        let (body, channel, chat) = try body(call)
        guard let isOn = body["on"]?.flag else { throw Refusal(400, "on must be true or false") }
        let behaviour = try stage.behaviour.current()
        try stage.logTyping(call, .sandbox, channel: channel, chat: chat, isOn: isOn)
        sleep(until: call.request.received + .milliseconds(behaviour.typingDelay))
        return .json(["ok": true])
    }

    private func markRead(_ call: Call) throws -> Response {
        let (body, channel, chat) = try body(call)
        guard let ids = body["ids"]?.elements?.compactMap(\.string), !ids.isEmpty else {
            throw Refusal(400, "ids is missing")
        }
        try stage.logRead(call, .sandbox, channel: channel, chat: chat, ids: ids)
        return .json(["ok": true])
    }

    private func file(_ id: String) throws -> Response {
        guard let file = try stage.media.file(id) else { throw Refusal.nothingThere }
        return Response(status: 200, contentType: file.mimeType, body: try stage.media.content(file))
    }

    static func refusal(_ failure: SendFailure) -> any CallError {
        switch failure {
        case .unavailable: Refusal(503, "unavailable")
        case .broken, .windowClosed: Refusal(500, "fault set by the settings")
        case .throttled, .pairLimit: Refusal(429, "too many messages")
        case .blocked: Refusal(401, "unauthorized")
        }
    }
}
