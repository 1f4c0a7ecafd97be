/// The body of `/webhook/whatsapp/incoming`.
struct IncomingEnvelope: Decodable {
    let tenantID: Int64?
    let isBackfill: Bool
    let messages: [BaileysMessage]
    let updates: [BaileysUpdate]

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        tenantID = try fields.tenantID()
        guard let payload = fields.object("payload") else {
            throw EnvelopeError(problem: "payload is missing or no object.")
        }
        // `notify` is live; what waited while the gateway was offline, and echoes of own sends, come as `append`.
        isBackfill = payload.text("type") == "append"
        updates = try payload.elements("updates", limit: Gateway.messageLimit).compactMap {
            $0.flatMap(BaileysUpdate.init)
        }
        messages = try Self.messages(payload)
    }

    private static func messages(_ payload: Fields) throws -> [BaileysMessage] {
        // A post of status updates alone holds no messages.
        if !payload.isPresent("messages"), payload.isPresent("updates") { return [] }
        guard payload.isPresent("messages"), var array = try? payload.nestedUnkeyedContainer(forKey: "messages") else {
            throw EnvelopeError(problem: "payload.messages is missing or no array.")
        }
        var messages: [BaileysMessage] = []
        while !array.isAtEnd {
            guard messages.count < Gateway.messageLimit else {
                throw EnvelopeError(problem: "payload.messages holds more than \(Gateway.messageLimit) messages.")
            }
            messages.append(try array.decode(BaileysMessage.self))
        }
        return messages
    }
}

/// The body of `/webhook/whatsapp/status`.
struct StatusEnvelope: Decodable {
    let tenantID: Int64?
    let connection: String
    let pushName: String?

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        tenantID = try fields.tenantID()
        guard let connection = fields.text("connection", limit: 64) else {
            throw EnvelopeError(problem: "connection is missing or no text.")
        }
        self.connection = connection
        pushName = fields.displayName("pushName")
    }
}

extension Fields {
    /// The tenant that a post names: a positive number, `"1"` or `"business_1"`; nil where it names none.
    func tenantID() throws(EnvelopeError) -> Int64? {
        guard isPresent("tenantId") else { return nil }
        let number: Int64?
        if let text = try? decode(String.self, forKey: "tenantId") {
            let digits = text.hasPrefix("business_") ? text.dropFirst(9) : text[...]
            // `Int64` alone would take "+1" too.
            number = digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(digits) : nil
        } else {
            number = try? decode(Int64.self, forKey: "tenantId")
        }
        guard let number, number > 0 else {
            throw EnvelopeError(problem: "tenantId is no positive number, \"1\" or \"business_1\".")
        }
        return number
    }
}
