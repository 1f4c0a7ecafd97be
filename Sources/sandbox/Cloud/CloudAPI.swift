import Conversation
import FastCGI

/// Meta's WhatsApp Cloud API.
struct CloudAPI: PlayedProvider {
    static let provider = Provider.cloud

    let stage: Stage

    /// How long the address of a file is good (Meta: about five minutes).
    private static let linkSeconds = 300

    func answer(_ call: Call) throws -> Response {
        if call.parts.first == "lookaside" { return try file(call) }
        guard stage.knows(call.bearerToken) else { throw CloudError.badToken }
        guard let version = call.parts.first, Self.isVersion(version) else {
            throw CloudError(
                status: 404, code: 2500,
                message: "Unknown path components: /\(call.parts.joined(separator: "/").prefix(100))")
        }
        switch (call.method, call.parts.count) {
        case ("POST", 3) where call.parts[2] == "messages":
            return try messages(call, phone: try phone(call))
        case ("POST", 3) where call.parts[2] == "media": return try upload(call, phone: try phone(call))
        case ("GET", 2): return try link(call, id: call.parts[1])
        default:
            throw CloudError(
                status: 404, code: 2500,
                message: "Unknown path components: /\(call.parts.dropFirst().joined(separator: "/").prefix(100))")
        }
    }

    private static func isVersion(_ text: String) -> Bool {
        let parts = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        return text.hasPrefix("v") && parts.count == 2 && parts.allSatisfy { Int($0).map { $0 >= 0 } ?? false }
    }

    private func phone(_ call: Call) throws -> String {
        let id = call.parts[1]
        guard try stage.hasChannel(id, of: [Demo.cloudNumberID]) else { throw CloudError.noObject(id) }
        return id
    }

    /// `POST /{phone_number_id}/messages`: a message, or that one was read.
    private func messages(_ call: Call, phone: String) throws -> Response {
        let mediaType = (call.request.header("Content-Type") ?? "").prefix { $0 != ";" }.lowercased()
        guard mediaType == "application/json", let body = try? decodeJSON(JSON.self, call.request.body),
            body.fields != nil
        else { throw CloudError(status: 400, code: 100, message: "The body is not a JSON object") }
        guard let product = body["messaging_product"]?.string else { throw CloudError.missing("messaging_product") }
        guard product == "whatsapp" else { throw CloudError.invalid("messaging_product", "must be whatsapp") }
        if body["status"] != nil { return try markRead(call, body, phone: phone) }
        let order = try CloudOrder(body, isKnownMedia: { try stage.media.file($0) != nil })
        let send = Send(
            provider: .cloud, channel: phone, tenant: phone, chat: order.chat, type: order.type, text: order.text,
            id: "wamid." + Base64.encode(MessageID.randomBytes(36)), messageID: order.callbackData,
            quoted: order.quoted, call: body)
        return try stage.take(send, call, as: self) {
            let contact: JSON =
                order.isUserID
                ? ["input": .string(order.recipient), "user_id": .string(order.chat)]
                : ["input": .string(order.recipient), "wa_id": .string(order.chat)]
            return .json([
                "messaging_product": "whatsapp", "contacts": [contact],
                "messages": [["id": .string(send.id), "message_status": "accepted"]],
            ])
        }
    }

    /// Marks a message as read, and shows the typing indicator where that is asked for too.
    private func markRead(_ call: Call, _ body: JSON, phone: String) throws -> Response {
        for (name, _) in body.fields ?? [] {
            guard ["messaging_product", "status", "message_id", "typing_indicator"].contains(name) else {
                throw CloudError.unexpected(name, in: "messages")
            }
        }
        guard body["status"]?.string == "read" else { throw CloudError.invalid("status", "must be read") }
        guard let id = body["message_id"]?.filledString else { throw CloudError.missing("message_id") }
        guard id.hasPrefix("wamid."), id.utf8.count <= 512 else { throw CloudError.invalid("message_id", "unknown") }
        if let indicator = body["typing_indicator"], indicator["type"]?.string != "text" {
            throw CloudError.invalid("typing_indicator", "type must be text")
        }
        let behaviour = try stage.behaviour.current()
        let chat = try PostedMessages(folder: stage.folder).chat(of: id)
        try stage.logRead(call, .cloud, channel: phone, chat: chat, ids: [id])
        if body["typing_indicator"] != nil {
            try stage.logTyping(call, .cloud, channel: phone, chat: chat, isOn: true, messageID: id)
        }
        sleep(until: call.request.received + .milliseconds(behaviour.typingDelay))
        return .json(["success": true])
    }

    /// `POST /{phone_number_id}/media`: an upload.
    private func upload(_ call: Call, phone: String) throws -> Response {
        guard let form = Multipart(call.request.body, contentType: call.request.header("Content-Type") ?? "") else {
            throw CloudError(status: 400, code: 100, message: "The body is not multipart/form-data")
        }
        guard form["messaging_product"] == "whatsapp" else { throw CloudError.missing("messaging_product") }
        guard let file = form.file("file"), !file.content.isEmpty else { throw CloudError.missing("file") }
        guard let type = form["type"] ?? file.mimeType else { throw CloudError.missing("type") }
        guard file.content.count <= MediaShelf.largest else {
            throw CloudError(status: 400, code: 131053, message: "Media upload error", details: "the file is too large")
        }
        let kept = try stage.media.put(
            file.content, id: MediaShelf.id(ofMessage: MessageID.random()), mimeType: type, fileName: file.fileName)
        return .json(["id": .string(kept.id)])
    }

    /// `GET /{media_id}`: where the file is.
    private func link(_ call: Call, id: String) throws -> Response {
        guard let file = try stage.media.file(id) else { throw CloudError.noObject(id) }
        let expiry = UnixTime.now.seconds + Self.linkSeconds
        return .json([
            "url": .string(
                "\(stage.origin)/sandbox/cloud/lookaside/whatsapp_business/attachments/?mid=\(id)&ext=\(expiry)"),
            "mime_type": .string(file.mimeType), "sha256": .string(file.sha256), "file_size": .integer(file.bytes),
            "id": .string(id), "messaging_product": "whatsapp",
        ])
    }

    /// The file itself: with the same token, to a client that says what it is.
    private func file(_ call: Call) throws -> Response {
        guard stage.knows(call.bearerToken) else { throw CloudError.badToken }
        guard call.method == "GET", call.request.header("User-Agent")?.isEmpty == false else {
            throw CloudError(status: 400, code: 100, message: "Bad request: no User-Agent")
        }
        let id = call.request.queryValue("mid") ?? ""
        guard let expiry = call.request.queryValue("ext").flatMap({ Int($0) }), expiry > UnixTime.now.seconds,
            let file = try stage.media.file(id)
        else { throw CloudError(status: 404, code: 100, message: "URL signature expired") }
        return Response(
            status: 200, contentType: file.mimeType, body: try stage.media.content(file),
            headers: [("Content-Disposition", "attachment")])
    }

    static func refusal(_ failure: SendFailure) -> any CallError {
        switch failure {
        case .unavailable:
            CloudError(
                status: 503, code: 131016, message: "Service unavailable",
                details: "A service is temporarily unavailable.")
        case .broken:
            CloudError(status: 500, code: 131000, message: "Something went wrong", details: "fault set by the settings")
        case .throttled:
            CloudError(
                status: 429, code: 130429, message: "Rate limit hit",
                details: "Message failed to send because there were too many messages sent from this phone number.")
        case .pairLimit:
            CloudError(
                status: 400, code: 131056, message: "(Business Account, Consumer Account) pair rate limit hit",
                details: "Too many messages sent from this phone number to the same phone number.")
        case .blocked:
            CloudError(
                status: 401, code: 190, message: "Error validating access token: Session has expired.", subcode: 463)
        case .windowClosed:
            CloudError(
                status: 400, code: 131047, message: "Re-engagement message",
                details: "More than 24 hours have passed since the recipient last replied to the sender number.")
        }
    }
}
