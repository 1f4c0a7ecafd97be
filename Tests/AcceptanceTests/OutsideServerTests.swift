import FoundationEssentials
import Glibc
import HTTPClient
import Testing

/// The worker with a model's server of other authors, PyPI's `llmock`, from the webhook to the gateway. How our client
/// takes each of its answers is tried, one by one, in AssistantTests.
@Suite(.enabled("llmock cannot be installed: it takes python3 with venv, and PyPI") { try ForeignModel.isInstalled() })
struct OutsideServerTests {
    @Test func `a third party's replies reach the customer, its tools are called, and its faults are bridged`()
        async throws
    {
        let model = try ForeignModel()
        defer { model.stop() }
        let system = try await System([
            "MODEL": "", "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": model.baseURL, "OPENAI_MODEL": "foreign",
            "SHI_ANALYSIS": "rules",
        ])
        defer { system.stop() }
        try await eventually("llmock answers") {
            (try? await model.request("GET", "/health", system.engine))?.status == 200
        }
        try await sendsAStreamedReply(system, model)
        try await callsTools(system, model)
        for fault in Self.faults { try await bridges(fault, system, model) }
    }

    private static let faults = [
        #"{"type":"fail","status":429,"retry_after":1,"times":null}"#,
        #"{"type":"stream_fault","kind":"truncate","after_chunks":3,"times":null}"#,
        #"{"type":"stream_fault","kind":"malformed","after_chunks":3,"times":null}"#,
        #"{"type":"stream_fault","kind":"stall","after_chunks":3,"stall_seconds":300,"times":null}"#,
    ]

    private static let turn =
        "select t.rung, t.committed_ms <= t.deadline_ms, t.model_requests, array_to_string(t.tools, ' ') from turn t"
        + " join conversation c using (tenant_id, conversation_id) where c.chat_address = $1"

    private func sendsAStreamedReply(_ system: System, _ model: ForeignModel) async throws {
        let words = "Happy to help you find a home! What matters most to you?"
        try await model.play(#"{"type":"reply","text":"\#(words)"}"#, system.engine)
        let noa = Customer()
        #expect(try await system.post([noa.message(text: "Hi, my sister told me to write to you")]).status == 200)
        let reply = try #require(try await system.waitForDeliveries(1, to: noa).first?.text)
        #expect(reply.contains(words))
        let turn = try #require(try system.database.rows(Self.turn, [noa.jid]).first)
        #expect(turn[0] == "model")
        #expect(turn[1] == "t", "the deadline was missed")
    }

    private func callsTools(_ system: System, _ model: ForeignModel) async throws {
        let words = "I have looked through what we have. Shall I tell you more?"
        let arguments = #"""
            {"area":"תל אביב","deal":null,"maximum_price":null,"maximum_rooms":null,"minimum_price":null,
            "minimum_rooms":3,"property_kind":null,"words":null}
            """#
        try await model.play(
            #"""
            {"type":"reply","tool_calls":[{"name":"search_listings","arguments":\#(arguments)}]},
            {"type":"reply","text":"\#(words)"}
            """#, system.engine)
        let noa = Customer()
        #expect(
            try await system.post([noa.message(text: "Which homes for a family are there in your list?")]).status == 200
        )
        let reply = try #require(try await system.waitForDeliveries(1, to: noa).first?.text)
        #expect(reply.contains(words))
        let turn = try #require(try system.database.rows(Self.turn, [noa.jid]).first)
        #expect(turn[0] == "model")
        #expect(turn[2] == "2")
        #expect(turn[3] == "search_listings")
    }

    private func bridges(_ fault: String, _ system: System, _ model: ForeignModel) async throws {
        try await model.play(
            #"\#(fault),{"type":"reply","text":"One two three four five.","times":null}"#, system.engine)
        let noa = Customer()
        #expect(try await system.post([noa.message(text: "What are your opening hours?")]).status == 200)
        let reply = try #require(try await system.waitForDeliveries(1, to: noa).first?.text)
        #expect(reply.contains("9:00-18:00"), "\(fault)")
        let turn = try #require(try system.database.rows(Self.turn, [noa.jid]).first)
        #expect(turn[0] == "knowledge", "\(fault)")
        #expect(turn[1] == "t", "the deadline was missed: \(fault)")
        let journal = try await model.request("GET", "/_llmock/requests", system.engine)
        #expect(String(decoding: journal.body, as: UTF8.self).contains(#""stream":true,"#), "no model was asked")
    }
}

/// A running `llmock`.
private final class ForeignModel: Sendable {
    private static let script = System.repository + "/Tests/outside/llmock.sh"
    private static let folder = System.repository + "/.build/outside/llmock"

    /// Whether it is there; the first who asks installs it, which takes some ten seconds and PyPI.
    static func isInstalled() throws -> Bool { try Shell.run([script, "install", folder]).code == 0 }

    private let address: String
    private let process: pid_t

    /// Starts it on a free port.
    init() throws {
        let port = try Shell.run([Self.script, "port"]).standardOutput.filter(\.isNumber)
        address = "http://127.0.0.1:\(port)"
        process = try Shell.start([Self.script, "serve", Self.folder, port], output: "/dev/null")
    }

    /// Ends it.
    func stop() {
        kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    var baseURL: String { address + "/v1" }

    /// Forgets everything and does this next: behaviours in llmock's JSON.
    func play(_ behaviours: String, _ engine: HTTPEngine) async throws {
        _ = try await request("POST", "/_llmock/reset", engine)
        let response = try await request("POST", "/_llmock/scenario", engine, body: #"{"behaviors":[\#(behaviours)]}"#)
        try #require(response.status == 201, "\(String(decoding: response.body, as: UTF8.self))")
    }

    func request(_ method: String, _ path: String, _ engine: HTTPEngine, body: String = "") async throws
        -> HTTPResponse
    {
        try await engine.response(
            to: HTTPRequest(
                method: method, url: address + path, headers: [("Content-Type", "application/json")],
                body: Array(body.utf8), deadline: .now + .seconds(10)))
    }
}
