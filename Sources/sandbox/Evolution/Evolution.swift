import Conversation
import FastCGI

/// Evolution API, version 2.
struct Evolution: PlayedProvider {
    static let provider = Provider.evolution

    let stage: Stage

    /// No server of ours is blocked for longer, whatever `delay` says.
    private static let longestDelay = 30_000

    func answer(_ call: Call) throws -> Response {
        guard stage.knows(call.request.header("apikey")) else {
            throw EvolutionError(401, "Unauthorized", "Unauthorized")
        }
        guard call.method == "POST", call.parts.count == 3 else { throw Self.unknown(call) }
        let instance = call.parts[2]
        func body() throws -> JSON {
            guard try stage.hasChannel(instance, of: [Demo.session]) else {
                throw EvolutionError(404, "Not Found", "The \"\(instance.prefix(60))\" instance does not exist")
            }
            let body = try Self.body(call)
            return body
        }
        switch call.parts[0] + "/" + call.parts[1] {
        case "message/sendText": return try sendText(call, try body(), instance)
        case "message/sendMedia": return try sendMedia(call, try body(), instance)
        case "message/sendWhatsAppAudio": return try sendAudio(call, try body(), instance)
        case "chat/sendPresence": return try sendPresence(call, try body(), instance)
        case "chat/markMessageAsRead": return try markRead(call, try body(), instance)
        case "chat/getBase64FromMediaMessage": return try media(try body())
        default: throw Self.unknown(call)
        }
    }

    private static func unknown(_ call: Call) -> EvolutionError {
        EvolutionError(404, "Not Found", "Cannot \(call.method) \(call.request.path.prefix(200))")
    }

    private static func body(_ call: Call) throws -> JSON {
        let mediaType = (call.request.header("Content-Type") ?? "").prefix { $0 != ";" }.lowercased()
        guard mediaType == "application/json", let body = try? decodeJSON(JSON.self, call.request.body),
            body.fields != nil
        else { throw EvolutionError(400, "Bad Request", "the body is not a JSON object") }
        return body
    }

    private func sendText(_ call: Call, _ body: JSON, _ instance: String) throws -> Response {
        try Self.allow(body, ["text", "linkPreview"])
        guard let text = body["text"]?.filledString else { throw EvolutionError.missing("text") }
        return try send(call, body, instance, type: "text", text: text)
    }

    private func sendMedia(_ call: Call, _ body: JSON, _ instance: String) throws -> Response {
        try Self.allow(body, ["mediatype", "mimetype", "media", "caption", "fileName"])
        guard let type = body["mediatype"]?.string else { throw EvolutionError.missing("mediatype") }
        guard ["image", "video", "document", "audio"].contains(type) else {
            throw EvolutionError.invalid("mediatype", "is not one of enum values: image,document,video,audio,ptv")
        }
        try Self.checkMedia(body["media"], "media")
        return try send(call, body, instance, type: type, text: body["caption"]?.string ?? "")
    }

    private func sendAudio(_ call: Call, _ body: JSON, _ instance: String) throws -> Response {
        try Self.allow(body, ["audio", "encoding"])
        try Self.checkMedia(body["audio"], "audio")
        return try send(call, body, instance, type: "voice", text: "")
    }

    /// An address or base64, without a data URI's head.
    private static func checkMedia(_ value: JSON?, _ name: String) throws {
        guard let media = value?.filledString else { throw EvolutionError.missing(name) }
        let isAddress = media.hasPrefix("http://") || media.hasPrefix("https://")
        guard isAddress || Base64.decode(media) != nil else {
            throw EvolutionError(400, "Bad Request", "Owned media must be a url or base64")
        }
    }

    private func send(_ call: Call, _ body: JSON, _ instance: String, type: String, text: String) throws -> Response {
        let chat = try Self.number(body)
        try require(text, "text", atMost: 65_536)
        let delay = try Self.delay(body, isRequired: false)
        let send = Send(
            provider: .evolution, channel: instance, tenant: instance, chat: chat, type: type, text: text,
            id: MessageID.random(), quoted: body["quoted"]?["key"]?["id"]?.string, call: body)
        // Shows composing for so long, and keeps the caller waiting.
        sleep(until: call.request.received + .milliseconds(delay))
        return try stage.take(send, call, as: self) { .json(Self.message(of: send.sent, at: .now), status: 201) }
    }

    private func sendPresence(_ call: Call, _ body: JSON, _ instance: String) throws -> Response {
        try Self.allow(body, ["presence"])
        let chat = try Self.number(body)
        let presence = body["presence"]?.string ?? ""
        guard ["available", "unavailable", "composing", "recording", "paused"].contains(presence) else {
            throw EvolutionError.invalid(
                "presence", "is not one of enum values: unavailable,available,composing,recording,paused")
        }
        let delay = try Self.delay(body, isRequired: true)
        let behaviour = try stage.behaviour.current()
        try stage.logTyping(
            call, .evolution, channel: instance, chat: chat, isOn: presence == "composing" || presence == "recording")
        sleep(until: call.request.received + .milliseconds(Double(delay) + behaviour.typingDelay))
        return .json(["presence": .string(presence)], status: 201)
    }

    private func markRead(_ call: Call, _ body: JSON, _ instance: String) throws -> Response {
        guard let messages = body["readMessages"]?.elements, !messages.isEmpty else {
            throw EvolutionError.missing("readMessages")
        }
        for message in messages {
            guard message["id"]?.filledString != nil, message["remoteJid"]?.filledString != nil,
                message["fromMe"]?.flag != nil
            else { throw EvolutionError.invalid("readMessages", "requires id, fromMe and remoteJid") }
        }
        let ids = messages.compactMap { $0["id"]?.string }
        try stage.logRead(
            call, .evolution, channel: instance, chat: messages.first?["remoteJid"]?.string, ids: ids)
        return .json(["message": "Read messages", "read": "success"], status: 201)
    }

    private func media(_ body: JSON) throws -> Response {
        guard let id = body["message"]?["key"]?["id"]?.filledString else { throw EvolutionError.missing("message") }
        guard let file = try stage.media.file(MediaShelf.id(ofMessage: id)) else {
            throw EvolutionError(400, "Bad Request", "Message not found")
        }
        return .json(
            [
                "mediaType": .string(String(file.plainType.prefix { $0 != "/" }) + "Message"),
                "fileName": .string(file.fileName ?? "\(id).\(file.fileEnding)"),
                "size": ["fileLength": .string(String(file.bytes))], "mimetype": .string(file.mimeType),
                "base64": .string(Base64.encode(try stage.media.content(file))), "buffer": nil,
            ], status: 201)
    }
}

extension Evolution {
    /// Refuses a field that the flat form of a call does not have, such as `options` and `textMessage` of version 1.
    private static func allow(_ body: JSON, _ names: Set<String>) throws {
        let all = names.union(["number", "delay", "quoted", "mentionsEveryOne", "mentioned"])
        for (name, _) in body.fields ?? [] where !all.contains(name) {
            throw EvolutionError(
                400, "Bad Request", "instance is not allowed to have the additional property \"\(name.prefix(60))\"")
        }
    }

    /// The chat that `number` stands for: digits, or an address. A number that is not on WhatsApp is answered as such.
    private static func number(_ body: JSON) throws -> String {
        guard let number = body["number"]?.filledString else { throw EvolutionError.missing("number") }
        let user = number.prefix { $0 != "@" }.filter { $0 != "+" }
        let ending = number.drop { $0 != "@" }
        guard ["", "@s.whatsapp.net", "@c.us", "@lid", "@g.us"].contains(String(ending)), !user.isEmpty,
            user.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }), ending == "@lid" || user.count >= 7,
            user.count <= 40
        else { throw EvolutionError.notOnWhatsApp(number) }
        return ending.isEmpty || ending == "@c.us" ? user + "@s.whatsapp.net" : user + ending
    }

    private static func delay(_ body: JSON, isRequired: Bool) throws -> Int {
        guard let delay = body["delay"] else {
            if isRequired { throw EvolutionError.missing("delay") }
            return 0
        }
        guard let milliseconds = delay.whole, milliseconds >= 0 else {
            throw EvolutionError.invalid("delay", "is not of a type(s) integer")
        }
        return min(milliseconds, longestDelay)
    }

    static func refusal(_ failure: SendFailure) -> any CallError {
        switch failure {
        case .unavailable: EvolutionError(503, "Service Unavailable", "Connection Closed")
        case .broken, .windowClosed: EvolutionError(500, "Internal Server Error", "fault set by the settings")
        case .throttled, .pairLimit: EvolutionError(429, "Too Many Requests", "rate-overlimit")
        case .blocked: EvolutionError(401, "Unauthorized", "Unauthorized")
        }
    }
}

/// A refusal as Evolution writes it.
struct EvolutionError: CallError {
    let status: Int
    let error: String
    let message: JSON

    var reason: String { message.string ?? message.text }

    var response: Response {
        .json(
            ["status": .integer(status), "error": .string(error), "response": ["message": [message]]], status: status)
    }

    init(_ status: Int, _ error: String, _ message: String) {
        self.status = status
        self.error = error
        self.message = .string(message)
    }

    private init(_ message: JSON) {
        status = 400
        error = "Bad Request"
        self.message = message
    }

    static func missing(_ name: String) -> EvolutionError {
        EvolutionError(JSON.array([.string("instance requires property \"\(name)\"")]))
    }

    static func invalid(_ name: String, _ problem: String) -> EvolutionError {
        EvolutionError(JSON.array([.string("\(name) \(problem)")]))
    }

    static func notOnWhatsApp(_ number: String) -> EvolutionError {
        let digits = number.prefix { $0 != "@" }
        return EvolutionError([
            "exists": JSON.bool(false), "jid": .string(digits + "@s.whatsapp.net"),
            "number": .string(String(number.prefix(60))),
        ])
    }
}
