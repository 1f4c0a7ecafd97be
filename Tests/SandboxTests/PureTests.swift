import FoundationEssentials
import Testing

@testable import sandbox

@Suite struct ValueTests {
    @Test(arguments: ["", "plain", "שלום \"x\"", "a\\b\n\r\t\u{1}\u{1f}", "👩‍👩‍👧 \u{2028}"])
    func `JSON text reads back as what was written`(text: String) throws {
        let written = JSON.object([("a", .string(text)), ("b", [1, nil, true])]).text
        struct Value: Decodable { let a: String }
        #expect(try JSONDecoder().decode(Value.self, from: Data(written.utf8)).a == text)
        #expect(!written.contains("\n"))
    }

    @Test func `a time keeps all six decimals`() {
        #expect(UnixTime(microseconds: 1_767_225_600_000_042).json.text == "1767225600.000042")
    }

    @Test func `a phone number becomes an address and an address stays`() throws {
        #expect(try chatJID("+972 54-555-0101") == "972545550101@s.whatsapp.net")
        #expect(try chatJID("88123456789012@lid") == "88123456789012@lid")
        #expect(try chatJID("") == nil)
        #expect(throws: Refusal.self) { try chatJID("nobody") }
    }

    @Test func `a tenant has one name and it is safe as a file name`() throws {
        #expect(try tenantName("business_7") == "7")
        #expect(try tenantName("7") == "7")
        #expect(try tenantName(nil) == "1")
        for bad in ["", "../x", "a/b", "business_", String(repeating: "a", count: 65)] {
            #expect(throws: Refusal.self) { try tenantName(bad) }
        }
    }
}

@Suite struct BehaviourTests {
    @Test func `given fields are merged and the others stay`() throws {
        let merged = try Behaviour().merging(Array(#"{"tokens":5,"text":"hi","honours_idempotency":false}"#.utf8))
        #expect(merged.tokens == 5)
        #expect(merged.text == "hi")
        #expect(!merged.honoursIdempotency)
        #expect(merged.timeToFirstToken == 400)
        #expect(try merged.merging(Array(#"{"text":null}"#.utf8)).text == nil)
        #expect(try Behaviour().merging(Array(merged.json.text.utf8)) == merged)
    }

    @Test(arguments: [
        (#"{"nope":1}"#, "nope"), (#"{"hang":1.5}"#, "hang"), (#"{"hang":"x"}"#, "hang"), (#"{"tokens":0}"#, "tokens"),
        (#"{"cut":0.6,"empty":0.6}"#, "cut"), (#"{"fail_503":1,"hang_send":0.1}"#, "hang_send"),
        (#"{"cut":0.6,"slow":0.6}"#, "slow"), (#"{"slow_first_token_ms":-1}"#, "slow_first_token_ms"),
        (#"{"no_usage":"yes"}"#, "no_usage"), (#"{"honours_idempotency":1}"#, "honours_idempotency"),
        (#"{"text":[]}"#, "text"),
    ])
    func `a wrong field is refused by its name`(body: String, name: String) throws {
        let refusal = try #require(throws: Refusal.self) { try Behaviour().merging(Array(body.utf8)) }
        #expect(refusal.status == 400)
        #expect(refusal.error.contains(name))
    }

    @Test func `faults take just their shares`() {
        var behaviour = Behaviour()
        behaviour.hang = 0.1
        behaviour.cut = 0.2
        #expect(behaviour.modelFault(0) == .hang)
        #expect(behaviour.modelFault(0.099) == .hang)
        #expect(behaviour.modelFault(0.1) == .cut)
        #expect(behaviour.modelFault(0.299) == .cut)
        #expect(behaviour.modelFault(0.31) == nil)
        behaviour.slow = 0.5
        #expect(behaviour.modelFault(0.31) == .slow)
        #expect(behaviour.sendFault(0) == nil)
    }
}

@Suite struct WebhookTests {
    @Test(arguments: [
        "https://127.0.0.1/x", "http://10.0.0.1/x", "http://127.0.0.1:0/", "http://127.0.0.1:99999/",
        "http://localhost:/",
        "127.0.0.1", "http://127.0.0.1@evil/", "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "",
    ])
    func `only plain addresses of this machine are taken`(url: String) {
        #expect(WebhookClient(url: url) == nil)
    }

    @Test func `an address with or without port and path is taken`() {
        #expect(WebhookClient(url: "http://127.0.0.1:8080/webhook") != nil)
        #expect(WebhookClient(url: "http://localhost") != nil)
    }

    @Test func `status and body of an answer are read`() throws {
        let answer = try WebhookClient.parse(Array("HTTP/1.1 503 Away\r\nA: b\r\n\r\n{\"error\":\"x\"}".utf8))
        #expect(answer.status == 503)
        #expect(answer.body == #"{"error":"x"}"#)
        #expect(try WebhookClient.parse(Array("HTTP/1.1 200\r\n\r\n".utf8)).status == 200)
        for bad in ["", "garbage", "HTTP/1.1", "HTTP/1.1 x\r\n"] {
            #expect(throws: WebhookError.self) { try WebhookClient.parse(Array(bad.utf8)) }
        }
    }
}
