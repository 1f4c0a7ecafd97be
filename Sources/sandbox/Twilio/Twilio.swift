import Conversation
import FastCGI

/// Twilio's Messaging API: WhatsApp and SMS.
struct Twilio: PlayedProvider {
    static let provider = Provider.twilio

    let stage: Stage

    private var outbox: TwilioOutbox { TwilioOutbox(folder: stage.folder) }

    func answer(_ call: Call) throws -> Response {
        if call.parts.first == "cdn" { return try file(call) }
        guard let (user, password) = call.basicCredentials, user == Demo.twilioAccount, stage.knows(password) else {
            throw TwilioError.notAuthenticated
        }
        if call.parts == ["v2", "Indicators", "Typing.json"], call.method == "POST" { return try typing(call) }
        guard call.parts.count >= 4, call.parts[0] == "2010-04-01", call.parts[1] == "Accounts" else {
            throw TwilioError.notFound(call.request.path)
        }
        guard call.parts[2] == Demo.twilioAccount else { throw TwilioError.notAuthenticated }
        let rest = Array(call.parts.dropFirst(3))
        switch (call.method, rest.count) {
        case ("POST", 1) where rest[0] == "Messages.json": return try send(call)
        case ("GET", 1) where rest[0] == "Messages.json": return try list(call)
        case ("GET", 2) where rest[0] == "Messages": return try show(call, rest[1])
        case ("GET", 4) where rest[0] == "Messages" && rest[2] == "Media": return try media(call, rest[3])
        default: throw TwilioError.notFound(call.request.path)
        }
    }

    /// `POST …/Messages.json`.
    private func send(_ call: Call) throws -> Response {
        let form = try Self.form(call)
        let order = try TwilioOrder(form) {
            try stage.hasChannel($0, of: [Demo.twilioWhatsApp, Demo.twilioSMS])
        }
        let callback = order.callback.map { Form(decoding: String($0.drop { $0 != "?" }.dropFirst())) }
        let send = Send(
            provider: .twilio, channel: order.from, tenant: order.from, chat: order.to, type: order.type,
            text: order.text, id: order.idPrefix + hexadecimal(MessageID.randomBytes(16)),
            messageID: callback?["message"], callback: order.callback, call: form.json)
        let record = TwilioOutbox.Message(send, mediaCount: form.fields.filter { $0.name == "MediaUrl" }.count)
        return try stage.take(send, call, as: self, note: { try outbox.append(record) }) {
            .json(record.json(status: "queued", sentAt: nil), status: 201)
        }
    }

    /// The form of a call.
    private static func form(_ call: Call) throws -> Form {
        let mediaType = (call.request.header("Content-Type") ?? "").prefix { $0 != ";" }.lowercased()
        guard mediaType == "application/x-www-form-urlencoded" else {
            throw TwilioError(status: 400, code: 21604, message: "A 'To' phone number is required.")
        }
        return Form(decoding: String(decoding: call.request.body, as: UTF8.self))
    }

    /// `GET …/Messages.json`: what was sent, the newest first.
    private func list(_ call: Call) throws -> Response {
        let query = Form(decoding: call.request.query)
        let delay = try stage.behaviour.current().statusDelay
        let filter = try TwilioFilter(query)
        let (all, size) = (try outbox.messages(to: query["To"]), filter.pageSize)
        let found = all.reversed().filter { filter.takes($0, statusDelay: delay) }
        let page = found.dropFirst(filter.page * size).prefix(size)
        let path = "/2010-04-01/Accounts/\(Demo.twilioAccount)/Messages.json"
        let next = "\(path)?\(call.request.query)&Page=\(filter.page + 1)"
        return .json([
            "first_page_uri": .string("\(path)?\(call.request.query)"), "page": .integer(filter.page),
            "page_size": .integer(size), "uri": .string("\(path)?\(call.request.query)"),
            "next_page_uri": found.count > (filter.page + 1) * size ? .string(next) : nil,
            "messages": .array(page.map { $0.json(after: delay) }),
        ])
    }

    /// `GET …/Messages/SID.json`.
    private func show(_ call: Call, _ name: String) throws -> Response {
        let delay = try stage.behaviour.current().statusDelay
        guard name.hasSuffix(".json"), let message = try outbox.message(String(name.dropLast(5))) else {
            throw TwilioError.notFound(call.request.path)
        }
        return .json(message.json(after: delay))
    }

    /// `POST /v2/Indicators/Typing.json`: shows typing, and marks the message as read.
    private func typing(_ call: Call) throws -> Response {
        let form = try Self.form(call)
        guard form["channel"] == "whatsapp" else {
            throw TwilioError(status: 400, code: 20001, message: "channel must be whatsapp")
        }
        guard let id = form["messageId"], TwilioOrder.isSID(id, "SM") || TwilioOrder.isSID(id, "MM") else {
            throw TwilioError(status: 400, code: 20001, message: "messageId must be a message's SID")
        }
        let behaviour = try stage.behaviour.current()
        let chat = try PostedMessages(folder: stage.folder).chat(of: id)
        try stage.logRead(call, .twilio, channel: Demo.twilioWhatsApp, chat: chat, ids: [id])
        try stage.logTyping(call, .twilio, channel: Demo.twilioWhatsApp, chat: chat, isOn: true, messageID: id)
        sleep(until: call.request.received + .milliseconds(behaviour.typingDelay))
        return .json(["success": true])
    }

    /// `GET …/Messages/MM/Media/ME`: sends the client on to where the file is.
    private func media(_ call: Call, _ id: String) throws -> Response {
        guard id.hasPrefix("ME"), let number = Int(id.dropFirst(2), radix: 16),
            let file = try stage.media.file(String(number))
        else { throw TwilioError.notFound(call.request.path) }
        return Response(
            status: 307, contentType: "text/plain", body: [],
            headers: [
                ("Location", "\(stage.origin)/sandbox/twilio/cdn/\(file.id)?X-Amz-Signature=\(file.sha256.prefix(16))")
            ])
    }

    /// The file, from a server that takes no credentials but those in the address.
    private func file(_ call: Call) throws -> Response {
        guard call.request.header("Authorization") == nil else {
            throw TwilioError(
                status: 400, code: 400, message: "InvalidArgument: Only one auth mechanism allowed")
        }
        guard call.method == "GET", call.parts.count == 2, let file = try stage.media.file(call.parts[1]),
            call.request.queryValue("X-Amz-Signature") == String(file.sha256.prefix(16))
        else { throw TwilioError.notFound(call.request.path) }
        return Response(status: 200, contentType: file.mimeType, body: try stage.media.content(file))
    }

    static func refusal(_ failure: SendFailure) -> any CallError {
        switch failure {
        case .unavailable: TwilioError(status: 503, code: 20503, message: "Service is unavailable")
        case .broken, .windowClosed: TwilioError(status: 500, code: 20500, message: "Internal Server Error")
        case .throttled, .pairLimit: TwilioError(status: 429, code: 20429, message: "Too Many Requests")
        case .blocked: TwilioError(status: 403, code: 20005, message: "Account not active")
        }
    }
}
