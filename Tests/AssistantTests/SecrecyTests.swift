import Testing

@testable import Assistant

@Suite(.timeLimit(.minutes(1))) struct `A problem is named without anybody's secret` {
    private static let leak = "Incorrect API key provided: \(modelKey). You wrote: \(customerWords)"

    static let scripts: [(String, ModelServer.Script)] = [
        ("status", { $0.answer("401 Unauthorized", #"{"error":{"message":"\#(leak)","code":"invalid_api_key"}}"#) }),
        (
            "error in the stream",
            { connection in
                connection.begin()
                connection.event(#"{"error":{"message":"\#(leak)"}}"#)
            }
        ),
        (
            "unreadable",
            { connection in
                connection.begin()
                connection.event(#"{"choices":[{"delta":{"content":"\#(leak)"#)
            }
        ),
        (
            "filter",
            { connection in
                connection.begin()
                connection.words(leak)
                connection.event(#"{"choices":[{"delta":{},"finish_reason":"content_filter"}]}"#)
            }
        ),
        ("no HTTP", { $0.send("\(leak)\r\n\r\n") }),
        ("status line", { $0.send("HTTP/1.1 500 \(leak)\r\n\r\n") }),
        ("closed", { _ in }),
        ("hang", { $0.waitForClose() }),
    ]

    @Test(arguments: scripts.indices)
    func `whatever the model does`(index: Int) async {
        let result = await ask(within: .seconds(1), Self.scripts[index].1)
        #expect(result.isNothing)
        let problem = result.problem ?? ""
        #expect(!problem.isEmpty, "\(Self.scripts[index].0)")
        #expect(
            !problem.contains(modelKey) && !problem.contains(customerWords) && !problem.contains("chat/completions"))
    }

    @Test(arguments: ["sk-very\r\nX-Injected: 1", "sk-very\u{0}secret"])
    func `not even when the key cannot be sent`(key: String) async {
        let server = ModelServer { $0.answer("200 OK", "") }
        defer { server.stop() }
        let result = await ask(server.baseURL, key: key)
        #expect(result.isNothing)
        #expect(result.problem?.contains("sk-very") == false)
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: ["", "not an address", "http://", "file:///etc/passwd", "http://nowhere.invalid/v1"])
    func `not even when the address is none`(baseURL: String) async {
        let result = await ask(baseURL, within: .seconds(5))
        #expect(result.isNothing)
        #expect(result.problem?.isEmpty == false)
        #expect(result.problem?.contains(modelKey) == false)
    }
}
