import FoundationEssentials
import Testing

@testable import sandbox

@Suite struct ModelReplyTests {
    private let calls = [
        ModelReply.Call(id: "call_1", name: "search", arguments: #"{"area":"תל אביב"}"#),
        ModelReply.Call(id: "call_2", name: "slots", arguments: ""),
    ]

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
        #expect(reply.pieces == [.text("a"), .text("b"), .text("c")])
        #expect(reply.finishReason == "length")
        #expect(ModelReply("abcdefgh", tokens: 8, limit: 8).finishReason == "stop")
    }

    @Test func `calls come in fragments, each begun by its id and name`() {
        let reply = ModelReply("", calls: calls, tokens: 40, limit: .max)
        #expect(reply.text == nil)
        #expect(reply.calls == calls)
        #expect(reply.finishReason == "tool_calls")
        #expect(reply.pieces.first == .call(0, id: "call_1", name: "search"))
        #expect(reply.pieces.last == .call(1, id: "call_2", name: "slots"))
        #expect(reply.pieces.count > 4)
    }

    @Test func `a text may go before the calls`() {
        let reply = ModelReply("one moment", calls: calls, tokens: 5, limit: .max)
        #expect(reply.text == "one moment")
        #expect(reply.calls == calls)
        #expect(reply.finishReason == "tool_calls")
    }

    @Test func `the request's limit breaks a call off`() {
        let reply = ModelReply("", calls: calls, tokens: 40, limit: 2)
        #expect(reply.calls == [.init(id: "call_1", name: "search", arguments: #"{"ar"#)])
        #expect(reply.finishReason == "length")
    }

    @Test func `the echo quotes what was asked in the language of the last question`() {
        let hebrew = Echo.text(["hi", "יש דירה?"])
        #expect(hebrew.contains("hi") && hebrew.contains("יש דירה?") && Echo.isHebrew(hebrew))
        let english = Echo.text(["What are your opening hours?"])
        #expect(english.contains("What are your opening hours?") && !Echo.isHebrew(english))
        #expect(!Echo.text([]).isEmpty)
    }

    @Test func `an analysis holds what was said and nothing else`() {
        let analysis = Analysis(of: ["מחפשת דירת 3.5 חדרים בתל אביב להשכרה עד 7,000 ש\"ח, אפשר לראות היום?"]).json
        #expect(analysis["intent"]?.string == "meeting_request")
        #expect(analysis["urgency"]?.string == "high")
        #expect(analysis["facts"]?["rooms"]?.double == 3.5)
        #expect(analysis["facts"]?["budget"]?.double == 7000)
        #expect(analysis["facts"]?["area"]?.string == "תל אביב")
        #expect(analysis["facts"]?["deal"]?.string == "rent")
        let empty = Analysis(of: ["Thank you!"]).json
        #expect(empty["intent"]?.string == "general_inquiry")
        #expect(empty["sentiment"]?.string == "positive")
        #expect(empty["facts"]?.fields?.isEmpty == true)
        #expect(Analysis(of: []).json["intent"]?.string == "general_inquiry")
    }
}

@Suite struct ModelAnswerTests {
    private struct Chunk: Decodable {
        let model: String
        let choices: [Choice]
        let usage: JSON?
    }

    private struct Choice: Decodable {
        let delta: JSON
    }

    private func answer(givesUsage: Bool = true, includesUsage: Bool = true) -> ModelAnswer {
        ModelAnswer(
            id: "chatcmpl-1", model: "m\"", created: 1, promptTokens: 2, givesUsage: givesUsage,
            includesUsage: includesUsage)
    }

    private func chunks(_ answer: ModelAnswer, _ reply: ModelReply) throws -> [Chunk] {
        let events =
            answer.role(of: reply) + reply.pieces.map(answer.event).joined()
            + answer.ending(reply.finishReason, tokens: reply.pieces.count)
        let data = events.split(separator: "\n\n").map { $0.dropFirst("data: ".count) }
        #expect(data.last == "[DONE]")
        return try data.dropLast().map { try JSONDecoder().decode(Chunk.self, from: Data($0.utf8)) }
    }

    @Test func `every event of a stream but the broken one is JSON and ends with an empty line`() throws {
        let reply = ModelReply("שלום \"\n", tokens: 1, limit: .max)
        let chunks = try chunks(answer(), reply)
        #expect(chunks.count == 4)
        #expect(chunks.allSatisfy { $0.model == "m\"" })
        #expect(chunks.compactMap { $0.usage?["total_tokens"]?.double } == [3])
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(Chunk.self, from: Data(answer().broken(.text("x")).dropFirst(6).utf8))
        }
    }

    @Test func `a call's id and name come once, and its arguments add up`() throws {
        let call = ModelReply.Call(id: "call_1", name: "search", arguments: #"{"area":"תל אביב"}"#)
        let deltas = try chunks(answer(), ModelReply("", calls: [call], tokens: 3, limit: .max))
            .flatMap(\.choices).map(\.delta)
        let parts = deltas.compactMap { $0["tool_calls"]?.elements?.first }
        #expect(parts.compactMap { $0["id"]?.string } == ["call_1"])
        #expect(parts.compactMap { $0["function"]?["name"]?.string } == ["search"])
        #expect(parts.compactMap { $0["function"]?["arguments"]?.string }.joined() == call.arguments)
        #expect(parts.allSatisfy { $0["index"]?.double == 0 })
        if case .null = try #require(deltas.first?["content"]) {} else { Issue.record("an answer of calls has a text") }
    }

    @Test func `usage is told where it is asked for, unless it never is`() throws {
        let reply = ModelReply("a", tokens: 1, limit: .max)
        func tellsUsage(_ answer: ModelAnswer) throws -> Bool {
            try chunks(answer, reply).contains { $0.usage?["total_tokens"] != nil }
        }
        #expect(try tellsUsage(answer()))
        #expect(try !tellsUsage(answer(includesUsage: false)))
        #expect(try !tellsUsage(answer(givesUsage: false)))
        #expect(answer(includesUsage: false).whole(reply).contains("total_tokens"))
        #expect(!answer(givesUsage: false).whole(reply).contains("total_tokens"))
    }

    @Test func `the answer in one document holds the calls`() throws {
        let call = ModelReply.Call(id: "call_1", name: "search", arguments: "{}")
        let text = answer().whole(ModelReply("", calls: [call], tokens: 3, limit: .max))
        let choice = try decodeJSON(JSON.self, Array(text.utf8))["choices"]?.elements?.first
        #expect(choice?["finish_reason"]?.string == "tool_calls")
        let made = try #require(choice?["message"]?["tool_calls"]?.elements?.first)
        #expect(made["function"]?["name"]?.string == "search")
        #expect(made["id"]?.string == "call_1")
    }
}
