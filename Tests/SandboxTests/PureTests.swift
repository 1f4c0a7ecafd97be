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
        #expect(try chatAddress("+972 54-555-0101") == "972545550101@s.whatsapp.net")
        #expect(try chatAddress("88123456789012@lid") == "88123456789012@lid")
        #expect(try chatAddress("") == nil)
        #expect(throws: Refusal.self) { try chatAddress("nobody") }
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
        (#"{"honours_idempotency":1}"#, "honours_idempotency"), (#"{"text":[]}"#, "text"),
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
        #expect(behaviour.sendFault(0) == nil)
    }
}

@Suite struct ModelTests {
    @Test(arguments: [1, 3, 40, 1000])
    func `a text comes whole in just so many tokens`(tokens: Int) {
        let text = "שלום 👩‍👩‍👧, ₪5,800"
        let reply = ModelReply(text, tokens: tokens, limit: .max)
        #expect(reply.pieces.count == tokens)
        #expect(reply.text == text)
        #expect(reply.finishReason == "stop")
    }

    @Test func `the request's limit cuts the answer and says so`() {
        let reply = ModelReply("abcdefgh", tokens: 8, limit: 3)
        #expect(reply.pieces == ["a", "b", "c"])
        #expect(reply.finishReason == "length")
        #expect(ModelReply("abcdefgh", tokens: 8, limit: 8).finishReason == "stop")
    }

    @Test func `the echo quotes what was asked in the language of the last question`() {
        let hebrew = ModelReply.echo(["hi", "יש דירה?"])
        #expect(hebrew.contains("hi") && hebrew.contains("יש דירה?") && ModelReply.isHebrew(hebrew))
        let english = ModelReply.echo(["What are your opening hours?"])
        #expect(english.contains("What are your opening hours?") && !ModelReply.isHebrew(english))
        #expect(!ModelReply.echo([]).isEmpty)
    }

    @Test func `the question is what the user said since the assistant's last message`() throws {
        let body = """
            {"messages":[{"role":"user","content":"old"},{"role":"assistant","content":null,"tool_calls":[]},
            {"role":"tool","content":"x"},{"role":"user","content":"a"},
            {"role":"user","content":[{"type":"text","text":"b"},{"type":"image_url","image_url":{"url":"u"}}]}],
            "max_completion_tokens":7,"tools":[{"type":"function"}],"unknown":{"x":[1]}}
            """
        let request = try decodeJSON(ModelRequest.self, Array(body.utf8))
        #expect(request.question == ["a", "b"])
        #expect(request.limit == 7)
        #expect(request.messages.count == 5)
    }

    @Test func `every event of a stream but the broken one is JSON and ends with an empty line`() throws {
        let answer = ModelAnswer(id: "chatcmpl-1", model: "m\"", created: 1, promptTokens: 2, includesUsage: true)
        let events = answer.role + answer.content("שלום \"\n") + answer.ending("stop", tokens: 3)
        struct Chunk: Decodable {
            let model: String
            let usage: [String: Usage]?
        }
        // A count of tokens, or the object of their details.
        struct Usage: Decodable {
            let count: Int?
            init(from decoder: any Decoder) throws { count = try? decoder.singleValueContainer().decode(Int.self) }
        }
        let data = events.split(separator: "\n\n").map { $0.dropFirst("data: ".count) }
        #expect(data.last == "[DONE]")
        let chunks = try data.dropLast().map { try JSONDecoder().decode(Chunk.self, from: Data($0.utf8)) }
        #expect(chunks.count == 4)
        #expect(chunks.allSatisfy { $0.model == "m\"" })
        #expect(chunks.compactMap { $0.usage?["total_tokens"]?.count } == [5])
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(Chunk.self, from: Data(answer.broken("x").dropFirst(6).utf8))
        }
    }
}

@Suite struct WebhookTests {
    @Test(arguments: [
        "https://127.0.0.1/x", "http://10.0.0.1/x", "http://127.0.0.1:0/", "http://127.0.0.1:99999/",
        "http://localhost:/",
        "127.0.0.1", "http://127.0.0.1@evil/", "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "",
    ])
    func `only plain addresses of this machine are taken`(url: String) {
        #expect(WebhookClient(url: url, secret: "s") == nil)
    }

    @Test func `an address with or without port and path is taken`() {
        #expect(WebhookClient(url: "http://127.0.0.1:8080/webhook", secret: "s") != nil)
        #expect(WebhookClient(url: "http://localhost", secret: "s") != nil)
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

    @Test func `a hidden number is posted as a LID`() throws {
        let body = Array(#"{"chat":"88@lid","name":"יעל","text":"שלום"}"#.utf8)
        let message = try decodeJSON(CustomerMessage.self, body)
        let json = Customer.webhookBody(message, id: "3EB0", tenant: "1", at: UnixTime(microseconds: 5_000_000)).text
        #expect(json.contains(#""remoteJid":"88@lid""#))
        #expect(json.contains(#""addressingMode":"lid""#))
        #expect(json.contains(#""messageTimestamp":5"#))
        #expect(json.contains(#""type":"notify""#))
    }
}
