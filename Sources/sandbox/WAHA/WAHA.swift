import Conversation
import FastCGI

/// WAHA, with the engine NOWEB.
struct WAHA: PlayedProvider {
    static let provider = Provider.waha

    let stage: Stage

    private static let files = [
        "sendImage": "image", "sendFile": "document", "sendVideo": "video", "sendVoice": "voice",
    ]

    func answer(_ call: Call) throws -> Response {
        guard stage.knows(call.request.header("X-Api-Key")) else { throw WAHAError(401, "Unauthorized") }
        guard call.parts.first == "api" else { throw Self.unknown(call) }
        let parts = Array(call.parts.dropFirst())
        if call.method == "GET", parts.count == 3, parts[0] == "files" { return try file(parts[2], call) }
        if call.method == "GET", parts.count == 3, parts[1] == "lids" {
            try requireSession(parts[0])
            return .json(["lid": .string(Self.lid(parts[2])), "pn": nil])
        }
        guard call.method == "POST" else { throw Self.unknown(call) }
        switch (parts.count, parts[0]) {
        case (1, "sendText"): return try sendText(call)
        case (1, let name) where Self.files[name] != nil: return try sendFile(call, name)
        case (1, "startTyping"): return try typing(call, isOn: true)
        case (1, "stopTyping"): return try typing(call, isOn: false)
        case (1, "sendSeen"): return try sendSeen(call)
        case (2, let session) where parts[1] == "presence": return try presence(call, session)
        default: throw Self.unknown(call)
        }
    }

    private static func unknown(_ call: Call) -> WAHAError {
        WAHAError(404, "Cannot \(call.method) \(call.request.path.prefix(200))")
    }

    private static func lid(_ given: String) -> String { given.hasSuffix("@lid") ? given : given + "@lid" }

    private func requireSession(_ name: String) throws {
        guard try stage.hasChannel(name, of: [Demo.session]) else {
            throw WAHAError(422, "Session \"\(name.prefix(60))\" does not exist")
        }
    }

    /// The body of a call, with its session and chat checked.
    private func body(_ call: Call, session given: String? = nil) throws -> (body: JSON, session: String, chat: String)
    {
        let mediaType = (call.request.header("Content-Type") ?? "").prefix { $0 != ";" }.lowercased()
        guard mediaType == "application/json", let body = try? decodeJSON(JSON.self, call.request.body),
            body.fields != nil
        else { throw WAHAError(400, "the body is not a JSON object") }
        guard let session = given ?? body["session"]?.filledString else {
            throw WAHAError(400, "session should not be empty")
        }
        try requireSession(session)
        guard let chat = body["chatId"]?.filledString else { throw WAHAError(400, "chatId should not be empty") }
        guard ["@c.us", "@lid", "@g.us"].contains(where: chat.hasSuffix), chat.utf8.count <= 256,
            chat.prefix(while: { $0 != "@" }).allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") })
        else { throw WAHAError(422, "chatId must end with @c.us, @lid or @g.us") }
        return (body, session, chat)
    }

    private func sendText(_ call: Call) throws -> Response {
        let (body, session, chat) = try body(call)
        guard let text = body["text"]?.filledString else { throw WAHAError(400, "text should not be empty") }
        try require(text, "text", atMost: 65_536)
        return try send(call, body, session, chat, type: "text", text: text)
    }

    private func sendFile(_ call: Call, _ name: String) throws -> Response {
        let (body, session, chat) = try body(call)
        guard let file = body["file"], file["url"]?.filledString != nil || file["data"]?.filledString != nil else {
            throw WAHAError(400, "file should have url or data")
        }
        if let data = file["data"]?.filledString {
            guard Base64.decode(data) != nil else { throw WAHAError(400, "file.data is not base64") }
            guard file["mimetype"]?.filledString != nil else {
                throw WAHAError(400, "file.mimetype should not be empty")
            }
        }
        return try send(
            call, body, session, chat, type: Self.files[name] ?? "", text: body["caption"]?.string ?? "")
    }

    /// A given id makes a send a repetition of the one that was given it first.
    private func send(
        _ call: Call, _ body: JSON, _ session: String, _ chat: String, type: String, text: String
    ) throws -> Response {
        let key = body["id"]?.filledString
        let quoted = body["reply_to"]?.filledString
        guard quoted.map({ Self.isFullID($0, in: chat) }) ?? true else {
            throw WAHAError(400, "reply_to must be such as false_\(chat)_3EB0A1")
        }
        try key.map { try require($0, "id", atMost: 128) }
        let send = Send(
            provider: .waha, channel: session, tenant: session, chat: chat, type: type, text: text,
            id: Self.fullID(key ?? MessageID.random(), chat: chat, fromMe: true), key: key, messageID: key,
            quoted: quoted, call: body)
        return try stage.take(send, call, as: self, honoursKeys: true) {
            .json(Self.payload(of: send.sent, at: .now, ack: 0), status: 201)
        }
    }

    private func typing(_ call: Call, isOn: Bool) throws -> Response {
        let (_, session, chat) = try body(call)
        let behaviour = try stage.behaviour.current()
        try stage.logTyping(call, .waha, channel: session, chat: chat, isOn: isOn)
        sleep(until: call.request.received + .milliseconds(behaviour.typingDelay))
        return .json(["result": true], status: 201)
    }

    private func presence(_ call: Call, _ session: String) throws -> Response {
        let (body, _, chat) = try body(call, session: session)
        let presence = body["presence"]?.string ?? ""
        guard ["typing", "recording", "paused", "online", "offline"].contains(presence) else {
            throw WAHAError(400, "presence must be one of: offline, online, typing, recording, paused")
        }
        try stage.logTyping(
            call, .waha, channel: session, chat: chat, isOn: presence == "typing" || presence == "recording")
        return .json(["result": true], status: 201)
    }

    private func sendSeen(_ call: Call) throws -> Response {
        let (body, session, chat) = try body(call)
        let ids = body["messageIds"]?.elements?.compactMap(\.string) ?? []
        guard ids.allSatisfy({ Self.isFullID($0, in: chat) }) else {
            throw WAHAError(400, "messageIds must be such as false_\(chat)_3EB0A1")
        }
        try stage.logRead(call, .waha, channel: session, chat: chat, ids: ids)
        return .json([:], status: 201)
    }

    private func file(_ name: String, _ call: Call) throws -> Response {
        guard let file = try stage.media.file(String(name.prefix { $0 != "." })) else { throw Self.unknown(call) }
        return Response(status: 200, contentType: file.mimeType, body: try stage.media.content(file))
    }

    static func refusal(_ failure: SendFailure) -> any CallError {
        switch failure {
        case .unavailable: WAHAError(503, "Service Unavailable")
        case .broken, .windowClosed: WAHAError(500, "Internal server error")
        case .throttled, .pairLimit: WAHAError(429, "ThrottlerException: Too Many Requests")
        case .blocked: WAHAError(401, "Unauthorized")
        }
    }
}

/// A refusal as WAHA (NestJS) writes it.
struct WAHAError: CallError {
    let status: Int
    let reason: String

    init(_ status: Int, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    var response: Response { .json(["message": .string(reason), "statusCode": .integer(status)], status: status) }
}
