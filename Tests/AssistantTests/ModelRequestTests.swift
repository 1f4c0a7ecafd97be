import Testing

@testable import Assistant

@Suite struct `A request to a model` {
    private let messages = [
        PromptMessage(role: .system, content: "Be brief."), PromptMessage(role: .user, content: "שלום / \"hi\""),
    ]

    private func json(_ endpoint: ModelEndpoint) throws -> String {
        let request = ModelRequest(endpoint: endpoint, messages: messages, customer: "9f2c")
        return String(decoding: try request.json(), as: UTF8.self)
    }

    @Test func `is written in OpenAI's own dialect`() throws {
        let endpoint = ModelEndpoint(baseURL: "https://api.openai.com/v1", key: "sk-1", model: "gpt-4o-mini")
        #expect(
            try json(endpoint)
                == #"{"max_completion_tokens":220,"messages":[{"content":"Be brief.","role":"system"},"#
                + #"{"content":"שלום / \"hi\"","role":"user"}],"model":"gpt-4o-mini","safety_identifier":"9f2c","#
                + #""stream":true,"stream_options":{"include_usage":true},"temperature":0.2}"#)
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
}
