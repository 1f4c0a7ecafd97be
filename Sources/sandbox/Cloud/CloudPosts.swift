import Conversation

extension CloudAPI {
    static func newID(for act: CustomerMessage) -> String { "wamid." + Base64.encode(MessageID.randomBytes(36)) }

    static func chatAddress(_ given: String) throws(Refusal) -> String {
        let isUserID = given.dropFirst(2).first == "." && given.prefix(2).allSatisfy(\.isUppercase)
        if isUserID { return given }
        let digits = given.prefix { $0 != "@" }.filter { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, !given.hasSuffix("@lid") else {
            throw Refusal(400, "chat must be digits or a business-scoped user id such as IL.9001")
        }
        return digits
    }

    func post(_ act: CustomerAct) throws -> Post {
        let number = act.channel ?? Demo.cloudNumberID
        if act.isFromOwner { return change("smb_message_echoes", try echoes(act, number), act) }
        guard let message = CloudMessage.message(act) else { throw act.notOffered(by: .cloud) }
        var value = Self.value(number)
        if act.kind != .system { value.append(("contacts", [CloudMessage.contact(act)])) }
        value.append(("messages", [message]))
        return change("messages", .object(value), act)
    }

    private func echoes(_ act: CustomerAct, _ number: String) throws -> JSON {
        guard let message = CloudMessage.message(act) else { throw act.notOffered(by: .cloud) }
        let fields = (message.fields ?? []).filter { !["from", "from_user_id"].contains($0.0) }
        let echo: [(String, JSON)] = [("from", .string(Demo.cloudNumber)), ("to", .string(act.chat))] + fields
        return .object(Self.value(number) + [("message_echoes", [.object(echo)])])
    }

    private static func value(_ number: String) -> [(String, JSON)] {
        [
            ("messaging_product", "whatsapp"),
            (
                "metadata",
                ["display_phone_number": .string(Demo.cloudNumber), "phone_number_id": .string(number)]
            ),
        ]
    }

    private func change(_ field: String, _ value: JSON, _ act: CustomerAct) -> Post {
        envelope(field, value, key: act.key, secret: act.secret ?? stage.secret)
    }

    /// Signed over the very bytes, which hold no character beyond ASCII.
    private func envelope(_ field: String, _ value: JSON, key: String, secret: String) -> Post {
        let body: JSON = [
            "object": "whatsapp_business_account",
            "entry": [["id": "100200300400500", "changes": [["value": value, "field": .string(field)]]]],
        ]
        return Post(path: "/webhook/cloud/" + key, json: body.asciiText) { bytes in
            [
                ("X-Hub-Signature", "sha1=" + hexadecimal(HMAC.code(of: bytes, key: secret, hash: .sha1))),
                ("X-Hub-Signature-256", "sha256=" + hexadecimal(HMAC.code(of: bytes, key: secret, hash: .sha256))),
                ("User-Agent", "facebookexternalua"),
            ]
        }
    }

    func echo(of message: SentMessage) -> StatusPost? { nil }

    func statuses(of message: SentMessage, fails: SendFailure?) -> [StatusPost] {
        (fails == nil ? ["sent", "delivered", "read"] : ["failed"]).map { name in
            StatusPost(name: name) { at in
                let value = Self.value(message.channel) + [("statuses", [Self.status(name, of: message, at: at)])]
                return envelope("messages", .object(value), key: "demo", secret: stage.secret)
            }
        }
    }

    private static func status(_ name: String, of message: SentMessage, at time: UnixTime) -> JSON {
        let isUserID = message.chat.contains(".")
        let pricing: JSON = [
            "billable": false, "pricing_model": "PMP", "type": "free_customer_service", "category": "service",
        ]
        let error: JSON = [
            "code": 131026, "title": "Message undeliverable", "message": "Message undeliverable",
            "error_data": ["details": "Message Undeliverable."], "href": "https://developers.facebook.com/docs/",
        ]
        return .compact([
            ("id", .string(message.id)), ("status", .string(name)), ("timestamp", .string(String(time.seconds))),
            (isUserID ? "recipient_user_id" : "recipient_id", .string(message.chat)),
            ("biz_opaque_callback_data", message.messageID.map(JSON.string)),
            ("pricing", ["sent", "delivered"].contains(name) ? pricing : nil),
            ("errors", name == "failed" ? [error] : nil),
        ])
    }
}
