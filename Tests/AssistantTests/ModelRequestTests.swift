import Testing

@testable import Assistant

@Suite struct `A request to a model` {
    private let messages = [
        PromptMessage(role: .system, content: "Be brief."), PromptMessage(role: .user, content: "שלום / \"hi\""),
    ]

    private func json(_ endpoint: ModelEndpoint, _ ask: ModelAsk? = nil) throws -> String {
        let ask = ask ?? ModelAsk(messages: messages, customer: "9f2c")
        return String(decoding: try ModelRequest(endpoint: endpoint, ask: ask).json(), as: UTF8.self)
    }

    @Test func `is written in OpenAI's own dialect`() throws {
        let endpoint = ModelEndpoint(baseURL: "https://api.openai.com/v1", key: "sk-1", model: "gpt-4o-mini")
        #expect(
            try json(endpoint)
                == #"{"max_completion_tokens":220,"messages":[{"content":"Be brief.","role":"system"},"#
                + #"{"content":"שלום / \"hi\"","role":"user"}],"model":"gpt-4o-mini","safety_identifier":"9f2c","#
                + #""stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true},"temperature":0.2}"#
        )
    }

    @Test func `is written so that compatible servers reject nothing`() throws {
        let endpoint = ModelEndpoint(
            baseURL: "http://127.0.0.1:11434/v1", key: "none", model: "qwen3", temperature: 0.5, mostTokens: 90)
        #expect(
            try json(endpoint)
                == #"{"max_tokens":90,"messages":[{"content":"Be brief.","role":"system"},"#
                + #"{"content":"שלום / \"hi\"","role":"user"}],"model":"qwen3","stream":true,"temperature":0.5}"#)
    }

    @Test func `is the same bytes for the same prompt`() throws {
        for dialect in [ModelEndpoint.Dialect.openAI, .compatible] {
            let endpoint = ModelEndpoint(baseURL: "http://a/v1", key: "k", model: "m", dialect: dialect)
            let first = try json(endpoint)
            for _ in 0..<20 { #expect(try json(endpoint) == first) }
        }
    }

    @Test func `never holds the key`() throws {
        for dialect in [ModelEndpoint.Dialect.openAI, .compatible] {
            let endpoint = ModelEndpoint(baseURL: "http://a/v1", key: "sk-secret", model: "m", dialect: dialect)
            #expect(try !json(endpoint).contains("sk-secret"))
        }
    }

    @Test(arguments: [
        ("https://api.openai.com/v1", ModelEndpoint.Dialect.openAI), ("https://api.openai.com/v1/", .openAI),
        ("https://api.openai.com.example.org/v1", .compatible), ("http://127.0.0.1:8000/v1", .compatible),
        ("https://shi.openai.azure.com/openai/v1", .compatible),
    ])
    func `speaks the dialect that the address tells`(baseURL: String, dialect: ModelEndpoint.Dialect) {
        let endpoint = ModelEndpoint(baseURL: baseURL, key: "k", model: "m")
        #expect(endpoint.dialect == dialect)
        #expect(!endpoint.baseURL.hasSuffix("/"))
    }

    @Test func `speaks the dialect that it is told`() {
        #expect(ModelEndpoint(baseURL: "http://a/v1", key: "k", model: "m", dialect: .openAI).dialect == .openAI)
        #expect(
            ModelEndpoint(baseURL: "https://api.openai.com/v1", key: "k", model: "m", dialect: .compatible).dialect
                == .compatible)
        #expect(ModelEndpoint.Dialect(rawValue: "openai") == .openAI)
        #expect(ModelEndpoint.Dialect(rawValue: "compatible") == .compatible)
    }

    @Test func `asks for JSON, for fewer tokens and by a cache key only where the server takes that`() throws {
        var ask = ModelAsk(messages: messages, wantsJSON: true, customer: "9f2c", maxTokens: 77, cacheKey: "tenant-17")
        let compatible = ModelEndpoint(baseURL: "http://a/v1", key: "k", model: "m")
        let openAI = ModelEndpoint(baseURL: "http://a/v1", key: "k", model: "m", dialect: .openAI)
        let some = ModelEndpoint(baseURL: "http://a/v1", key: "k", model: "m", features: [.jsonFormat, .usage])
        let format = #""response_format":{"type":"json_object"}"#
        #expect(try json(openAI, ask).contains(format))
        #expect(try json(openAI, ask).contains(#""prompt_cache_key":"tenant-17""#))
        #expect(try json(openAI, ask).contains(#""max_completion_tokens":77"#))
        #expect(try json(some, ask).contains(format))
        #expect(try json(some, ask).contains(#""stream_options":{"include_usage":true}"#))
        #expect(try json(compatible, ask).contains(#""max_tokens":77"#))
        #expect(try !json(compatible, ask).contains("response_format"))
        #expect(try !json(compatible, ask).contains("prompt_cache_key"))
        ask.wantsJSON = false
        #expect(try !json(openAI, ask).contains("response_format"))
    }

    @Test func `leaves the temperature out where none is set, and can call instructions the developer's`() throws {
        let endpoint = ModelEndpoint(
            baseURL: "http://a/v1", key: "k", model: "o9", dialect: .openAI, features: [.developerRole],
            temperature: nil)
        #expect(try !json(endpoint).contains("temperature"))
        #expect(try json(endpoint).contains(#"{"content":"Be brief.","role":"developer"}"#))
    }

    @Test func `keeps late instructions in their place for OpenAI, and adds them to the first for others`() throws {
        let late = ModelAsk(
            messages: [
                PromptMessage(role: .system, content: "A"), PromptMessage(role: .user, content: "1"),
                PromptMessage(role: .system, content: "B"), PromptMessage(role: .user, content: "2"),
                PromptMessage(role: .assistant, content: "3"), PromptMessage(role: .system, content: "C"),
            ], customer: "9f2c")
        #expect(
            try roles(ModelEndpoint.Dialect.openAI, late) == "system A, user 1, system B, user 2, assistant 3, system C"
        )
        // No prompt may end with the assistant's words: servers would go on with them.
        #expect(try roles(.compatible, late) == "system A\n\nB, user 1, user 2, assistant 3, user C")
    }

    private func roles(_ dialect: ModelEndpoint.Dialect, _ ask: ModelAsk) throws -> String {
        let endpoint = ModelEndpoint(baseURL: "http://a/v1", key: "k", model: "m", dialect: dialect)
        return try ModelRequest(endpoint: endpoint, ask: ask).messages.map { "\($0.role) \($0.content)" }
            .joined(separator: ", ")
    }

    @Test(arguments: [
        ("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions", "Authorization: Bearer k"),
        (
            "https://shi.openai.azure.com/openai/deployments/mini?api-version=2024-10-21",
            "https://shi.openai.azure.com/openai/deployments/mini/chat/completions?api-version=2024-10-21", "api-key: k"
        ),
        (
            "https://shi.openai.azure.com/openai/v1/", "https://shi.openai.azure.com/openai/v1/chat/completions",
            "api-key: k"
        ),
        (
            "http://a.example/.openai.azure.com", "http://a.example/.openai.azure.com/chat/completions",
            "Authorization: Bearer k"
        ),
    ])
    func `goes to the right address with the key in the right header`(baseURL: String, url: String, header: String) {
        let endpoint = ModelEndpoint(baseURL: baseURL, key: "k", model: "m")
        #expect(endpoint.completionsURL == url)
        #expect("\(endpoint.authorization.name): \(endpoint.authorization.value)" == header)
    }
}
