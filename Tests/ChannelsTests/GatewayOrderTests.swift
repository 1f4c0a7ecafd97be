import Channels
import Testing

/// What `/send` and `/sendTyping` are asked.
struct GatewayOrderTests {
    private func send(_ body: String) throws -> SendOrder {
        try Gateway.parseSend(Array(body.utf8), defaultTenant: 7, countryCode: "972")
    }

    @Test(arguments: [
        ("972541234567", "972541234567@s.whatsapp.net", "+972541234567"),
        ("+972 54-123-4567", "972541234567@s.whatsapp.net", "+972541234567"),
        ("00972541234567", "972541234567@s.whatsapp.net", "+972541234567"),
        ("054-123-4567", "972541234567@s.whatsapp.net", "+972541234567"),
        ("972541234567@s.whatsapp.net", "972541234567@s.whatsapp.net", "+972541234567"),
        ("972541234567:3@s.whatsapp.net", "972541234567:3@s.whatsapp.net", "+972541234567"),
    ])
    func `a number or a phone address becomes where to send and a phone number`(
        to: String, address: String, phone: String
    ) throws {
        let order = try send("{\"to\":\"\(to)\",\"text\":\"x\"}")
        #expect(order.chatAddress == address)
        #expect(order.phone == phone)
        #expect(order.lid == nil)
        #expect(order.tenantID == 7)
    }

    @Test func `a LID stays a LID`() throws {
        let order = try send("{\"to\":\"88123456789012@lid\",\"text\":\"x\",\"tenantId\":\"business_3\"}")
        #expect(order.lid == "88123456789012")
        #expect(order.phone == nil)
        #expect(order.tenantID == 3)
    }

    @Test(arguments: [
        ("{\"text\":\"x\"}", "Missing required fields: to, text"),
        ("{\"to\":\"972541234567\"}", "Missing required fields: to, text"),
        ("{\"to\":\"972541234567\",\"text\":\"\"}", "Missing required fields: to, text"),
        ("{\"to\":\"someone\",\"text\":\"x\"}", "to is neither an address nor a phone number"),
        ("{\"to\":\"status@broadcast\",\"text\":\"x\"}", "to is no address that can be written to"),
        ("{\"to\":\"972541234567\",\"text\":\"x\",\"type\":\"image\"}", "type must be text"),
    ])
    func `an order that cannot be carried out says why`(body: String, problem: String) {
        let error = #expect(throws: EnvelopeError.self) { try send(body) }
        #expect(error?.problem == problem)
    }

    @Test func `a text or key that is too long is refused`() {
        let text = String(repeating: "א", count: 4097)
        #expect(throws: EnvelopeError.self) { try send("{\"to\":\"972541234567\",\"text\":\"\(text)\"}") }
        let key = String(repeating: "k", count: 201)
        #expect(throws: EnvelopeError.self) {
            try send("{\"to\":\"972541234567\",\"text\":\"x\",\"idempotencyKey\":\"\(key)\"}")
        }
    }

    @Test func `typing is shown unless it says otherwise, and needs a chat`() throws {
        let jid = "972541234567@s.whatsapp.net"
        let on = try Gateway.parseTyping(Array("{\"jid\":\"\(jid)\"}".utf8), defaultTenant: 1)
        #expect(on == TypingOrder(tenantID: 1, chatAddress: jid, isTyping: true))
        let off = try Gateway.parseTyping(Array("{\"jid\":\"\(jid)\",\"typing\":false}".utf8), defaultTenant: 1)
        #expect(off.isTyping == false)
        let error = #expect(throws: EnvelopeError.self) {
            try Gateway.parseTyping(Array("{\"typing\":true}".utf8), defaultTenant: 1)
        }
        #expect(error?.problem == "Missing jid")
    }
}
