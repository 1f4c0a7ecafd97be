import Conversation
import FastCGI

/// go-whatsapp-web-multidevice, a gateway on whatsmeow.
struct GOWA: PlayedProvider {
    static let provider = Provider.gowa

    let stage: Stage

    func answer(_ call: Call) throws -> Response {
        guard let (user, password) = call.basicCredentials, user == "demo", stage.knows(password) else {
            throw GOWAError(401, "UNAUTHORIZED", "Unauthorized")
        }
        if call.method == "GET", call.parts.count == 3, call.parts[0] == "statics", call.parts[1] == "media" {
            return try file(call)
        }
        guard call.method == "POST", let device = try device(call) else { throw Self.unknown(call) }
        switch (call.parts.count, call.parts[0]) {
        case (2, "send") where call.parts[1] == "message": return try sendMessage(call, device)
        case (2, "send") where call.parts[1] == "chat-presence": return try presence(call, device)
        case (2, "send") where ["image", "file", "audio", "video"].contains(call.parts[1]):
            return try sendFile(call, device, call.parts[1])
        case (3, "message") where call.parts[2] == "read": return try markRead(call, device, call.parts[1])
        default: throw Self.unknown(call)
        }
    }

    private static func unknown(_ call: Call) -> GOWAError {
        GOWAError(404, "NOT_FOUND", "Cannot \(call.method) \(call.request.path.prefix(200))")
    }

    /// The device that `X-Device-Id` names; the only one there is, where it names none.
    private func device(_ call: Call) throws -> String? {
        guard let given = call.request.header("X-Device-Id"), !given.isEmpty else { return Demo.gowaDevice }
        let id = given.hasSuffix("@s.whatsapp.net") ? String(given.prefix { $0 != "@" }) : given
        guard try stage.hasChannel(id, of: [Demo.gowaDevice]) else {
            throw GOWAError(404, "DEVICE_NOT_FOUND", "device \(given.prefix(60)) not found")
        }
        return id
    }

    /// The fields of a call: JSON, or a form of parts where a file comes along.
    private func body(_ call: Call) throws -> (fields: JSON, files: Multipart?) {
        let type = call.request.header("Content-Type") ?? ""
        if let parts = Multipart(call.request.body, contentType: type) { return (parts.json, parts) }
        guard type.prefix(while: { $0 != ";" }).lowercased() == "application/json",
            let body = try? decodeJSON(JSON.self, call.request.body), body.fields != nil
        else { throw GOWAError.invalid("the body is not a JSON object") }
        return (body, nil)
    }

    /// The chat that `phone` stands for.
    private static func chat(_ body: JSON) throws -> String {
        guard let phone = body["phone"]?.filledString else { throw GOWAError.invalid("phone: cannot be blank.") }
        let user = phone.prefix { $0 != "@" }
        let ending = String(phone.drop { $0 != "@" })
        guard ["", "@s.whatsapp.net", "@lid", "@g.us"].contains(ending), (5...40).contains(user.count),
            user.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") })
        else { throw GOWAError(400, "INVALID_JID", "your JID is invalid") }
        return ending.isEmpty ? user + "@s.whatsapp.net" : phone
    }

    private func sendMessage(_ call: Call, _ device: String) throws -> Response {
        let (body, _) = try body(call)
        let chat = try Self.chat(body)
        guard let text = body["message"]?.filledString else { throw GOWAError.invalid("message: cannot be blank.") }
        try require(text, "message", atMost: 65_536)
        return try send(call, device, chat, type: "text", text: text, body)
    }

    private func sendFile(_ call: Call, _ device: String, _ type: String) throws -> Response {
        let (body, files) = try body(call)
        let chat = try Self.chat(body)
        let url = body[type + "_url"]?.filledString
        guard files?.file(type)?.content.isEmpty == false || url != nil else {
            throw GOWAError.invalid("\(type): cannot be blank.")
        }
        guard url.map({ $0.hasPrefix("https://") || $0.hasPrefix("http://") }) ?? true else {
            throw GOWAError.invalid("\(type)_url: must be a valid URL.")
        }
        let names = [
            "file": "document", "audio": body["ptt"]?.flag == true || body["ptt"]?.string == "true" ? "voice" : "audio",
        ]
        return try send(
            call, device, chat, type: names[type] ?? type, text: body["caption"]?.string ?? "", body)
    }

    private func send(
        _ call: Call, _ device: String, _ chat: String, type: String, text: String, _ body: JSON
    ) throws -> Response {
        let send = Send(
            provider: .gowa, channel: device, tenant: device, chat: chat, type: type, text: text,
            id: MessageID.random(), quoted: body["reply_message_id"]?.filledString, call: body)
        return try stage.take(send, call, as: self) {
            Self.success("Message sent to \(chat) (server timestamp: \(UnixTime.now.rfc3339))", id: send.id)
        }
    }

    private func presence(_ call: Call, _ device: String) throws -> Response {
        let (body, _) = try body(call)
        let chat = try Self.chat(body)
        guard let action = body["action"]?.string, ["start", "stop"].contains(action) else {
            throw GOWAError.invalid("action: must be either start or stop.")
        }
        let behaviour = try stage.behaviour.current()
        try stage.logTyping(call, .gowa, channel: device, chat: chat, isOn: action == "start")
        sleep(until: call.request.received + .milliseconds(behaviour.typingDelay))
        return Self.success("Send chat presence success")
    }

    private func markRead(_ call: Call, _ device: String, _ id: String) throws -> Response {
        let (body, _) = try body(call)
        try require(id, "message_id", atMost: 256)
        try stage.logRead(call, .gowa, channel: device, chat: try Self.chat(body), ids: [id])
        return Self.success("Mark as read success", id: id)
    }

    private func file(_ call: Call) throws -> Response {
        guard let file = try stage.media.file(String(call.parts[2].prefix { $0 != "." })) else {
            throw Self.unknown(call)
        }
        return Response(status: 200, contentType: file.mimeType, body: try stage.media.content(file))
    }

    private static func success(_ message: String, id: String? = nil) -> Response {
        .json([
            "code": "SUCCESS", "message": .string(message),
            "results": .compact([("message_id", id.map(JSON.string)), ("status", .string(message))]),
        ])
    }

    static func refusal(_ failure: SendFailure) -> any CallError {
        switch failure {
        case .unavailable: GOWAError(503, "SERVICE_UNAVAILABLE", "you are not connected to services server")
        case .broken, .windowClosed: GOWAError(500, "INTERNAL_SERVER_ERROR", "fault set by the settings")
        case .throttled, .pairLimit: GOWAError(429, "TOO_MANY_REQUESTS", "rate-overlimit")
        case .blocked: GOWAError(401, "UNAUTHORIZED", "Unauthorized")
        }
    }
}

/// A refusal as this gateway writes it.
struct GOWAError: CallError {
    let status: Int
    let code: String
    let reason: String

    init(_ status: Int, _ code: String, _ reason: String) {
        self.status = status
        self.code = code
        self.reason = reason
    }

    static func invalid(_ reason: String) -> GOWAError { GOWAError(400, "VALIDATION_ERROR", reason) }

    var response: Response {
        .json(["code": .string(code), "message": .string(reason), "results": nil], status: status)
    }
}
