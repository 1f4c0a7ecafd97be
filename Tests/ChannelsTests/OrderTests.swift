import Channels
import Conversation
import Testing

/// What callers of ours may ask for, and what they are told where they may not.
@Suite struct Orders {
    private func message(_ body: String) throws -> MessageOrder {
        try MessageOrder(parsing: Array(body.utf8), defaultTenant: 7)
    }

    private func problem(_ body: String) -> String? {
        do {
            _ = try message(body)
            return nil
        } catch {
            return (error as? EnvelopeError)?.problem
        }
    }

    @Test func `the original's order is a text`() throws {
        let order = try message(
            "{\"to\":\"972541234567\",\"text\":\"שלום\",\"idempotencyKey\":\"k\",\"tenantId\":\"business_3\"}")
        #expect(order.kind == .text && order.text == "שלום" && order.to == "972541234567")
        #expect(order.tenantID == 3 && order.idempotencyKey == "k" && order.channel == nil && order.details.isEmpty)
        #expect(try message("{\"to\":\"1\",\"text\":\"x\",\"type\":\"text\"}").tenantID == 7)
    }

    @Test(arguments: ["12345", "true", "[\"k\"]", "{}"])
    func `a key that is no text is refused, not taken for none`(key: String) {
        #expect(problem("{\"to\":\"1\",\"text\":\"x\",\"idempotencyKey\":\(key)}") == "idempotencyKey must be a text")
        #expect(problem("{\"to\":\"1\",\"text\":\"x\",\"idempotencyKey\":null}") == nil)
    }

    @Test func `a channel is named by its provider and address, which may hold colons`() throws {
        let twilio = try message("{\"to\":\"1\",\"text\":\"x\",\"channel\":\"twilio:whatsapp:+97235550105\"}").channel
        #expect(twilio?.provider == .twilio && twilio?.address == "whatsapp:+97235550105")
        let any = try message("{\"to\":\"1\",\"text\":\"x\",\"channel\":\"cloud\"}").channel
        #expect(any?.provider == .cloud && any?.address == nil)
    }

    @Test(arguments: ["image", "audio", "voice", "video", "document"])
    func `a file is named by its address`(type: String) throws {
        let order = try message(
            """
            {"to":"1","type":"\(type)","replyTo":"wamid.1","media":{"url":"https://example.com/a.pdf",
            "mimeType":"application/pdf","fileName":"a.pdf","caption":"the price list"}}
            """)
        #expect(order.kind.rawValue == type && order.text == "the price list" && order.details.quotedID == "wamid.1")
        #expect(order.details.media?.reference == "https://example.com/a.pdf")
        #expect(order.details.media?.mimeType == "application/pdf" && order.details.media?.fileName == "a.pdf")
        #expect(
            try message("{\"to\":\"1\",\"type\":\"\(type)\",\"media\":{\"id\":\"99\"}}").details.media?.reference
                == "99")
    }

    @Test func `a template's places are passed on as they are`() throws {
        let order = try message(
            """
            {"to":"1","type":"template","template":{"name":"reminder","language":"he",
            "components":[{"type":"body","parameters":[{"type":"text","text":"נועה"}]}]}}
            """)
        let template = order.details.template
        #expect(template?.name == "reminder" && template?.language == "he")
        #expect(
            template?.components?.text == "[{\"parameters\":[{\"text\":\"נועה\",\"type\":\"text\"}],\"type\":\"body\"}]"
        )
        let twilio = try message(
            "{\"to\":\"1\",\"type\":\"template\",\"template\":{\"name\":\"HX1\",\"components\":{\"1\":\"x\"}}}")
        #expect(twilio.details.template?.components?.text == "{\"1\":\"x\"}")
    }

    @Test(arguments: [
        ("{\"text\":\"x\"}", "Missing required fields: to, text"),
        ("{\"to\":\"1\"}", "Missing required fields: to, text"),
        ("{\"to\":\"1\",\"type\":\"image\",\"text\":\"x\"}", "Missing required fields: to, media.url"),
        ("{\"type\":\"image\",\"media\":{\"url\":\"https://a.b/c\"}}", "Missing required fields: to, media.url"),
        ("{\"to\":\"1\",\"type\":\"template\"}", "Missing required fields: to, template.name"),
    ])
    func `what is missing is named`(body: String, expected: String) {
        #expect(problem(body) == expected)
    }

    @Test(arguments: [
        "{", "[]", "{\"to\":\"1\",\"text\":\"x\",\"type\":\"sticker\"}", "{\"to\":\"1\",\"text\":\"x\",\"type\":7}",
        "{\"to\":\"1\",\"text\":\"x\",\"channel\":\"nobody:1\"}", "{\"to\":\"1\",\"text\":\"x\",\"channel\":7}",
        "{\"to\":\"1\",\"text\":\"x\",\"replyTo\":\"two words\"}", "{\"to\":\"1\",\"text\":\"x\",\"tenantId\":-1}",
        "{\"to\":\"1\",\"type\":\"image\",\"media\":{\"url\":\"file:///etc/passwd\"}}",
        "{\"to\":\"1\",\"type\":\"image\",\"media\":{\"url\":\"https://a.b/c d\"}}",
        "{\"to\":\"1\",\"type\":\"template\",\"template\":{\"name\":\"t\",\"components\":7}}",
    ])
    func `what is wrong is refused with a reason`(body: String) {
        #expect(problem(body)?.isEmpty == false)
    }

    @Test func `captions and keys that are too long are refused`() {
        let caption = String(repeating: "x", count: 1025)
        #expect(
            problem(
                "{\"to\":\"1\",\"type\":\"image\",\"media\":{\"url\":\"https://a.b/c\",\"caption\":\"\(caption)\"}}")
                == "the caption is longer than 1024 characters")
        let key = String(repeating: "k", count: 201)
        #expect(problem("{\"to\":\"1\",\"text\":\"x\",\"idempotencyKey\":\"\(key)\"}")?.isEmpty == false)
    }

    @Test func `an indicator is shown unless it is said to end`() throws {
        func order(_ body: String) throws -> PresenceOrder {
            try PresenceOrder(parsing: Array(body.utf8), defaultTenant: 7)
        }
        let shown = try order("{\"jid\":\"1@s.whatsapp.net\"}")
        #expect(shown.chat == "1@s.whatsapp.net" && shown.isTyping && shown.tenantID == 7 && shown.channel == nil)
        let ended = try order("{\"jid\":\"1\",\"typing\":false,\"channel\":\"waha:demo\"}")
        #expect(!ended.isTyping && ended.channel?.provider == .waha && ended.channel?.address == "demo")
        #expect(throws: EnvelopeError(problem: "Missing jid")) { try order("{\"typing\":true}") }
    }

    @Test func `a conversation is given to people, to the assistant, or to nobody`() throws {
        for mode in ["human", "bot", "muted"] {
            let order = try ModeOrder(parsing: Array("{\"to\":\"1\",\"mode\":\"\(mode)\"}".utf8), defaultTenant: 7)
            #expect(order.mode.rawValue == mode && order.to == "1" && order.tenantID == 7)
        }
        for body in ["{\"to\":\"1\"}", "{\"mode\":\"bot\"}", "{\"to\":\"1\",\"mode\":\"robot\"}"] {
            #expect(throws: EnvelopeError.self) { try ModeOrder(parsing: Array(body.utf8), defaultTenant: 7) }
        }
    }
}
