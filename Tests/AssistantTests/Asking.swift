import HTTPClient

@testable import Assistant

/// What no problem text may hold.
let modelKey = "sk-very-secret-key"
let customerWords = "הסוד של הלקוחה"

extension ModelResult {
    var whole: String? { if case .whole(let text) = kind { text } else { nil } }
    var partial: String? { if case .partial(let text) = kind { text } else { nil } }
    var isNothing: Bool { if case .nothing = kind { true } else { false } }
}

/// What a model is asked in these tests.
let question = ModelAsk(messages: [PromptMessage(role: .user, content: customerWords)], customer: "9f2c")

/// Asks a model that answers by a script.
func ask(
    key: String = modelKey, dialect: ModelEndpoint.Dialect = .compatible, within limit: Duration = .seconds(20),
    _ script: @escaping ModelServer.Script
) async -> ModelResult {
    let server = ModelServer(script)
    defer { server.stop() }
    return await ask(server.baseURL, key: key, dialect: dialect, within: limit)
}

func ask(
    _ baseURL: String, key: String = modelKey, dialect: ModelEndpoint.Dialect = .compatible,
    within limit: Duration = .seconds(20)
) async -> ModelResult {
    let endpoint = ModelEndpoint(baseURL: baseURL, key: key, model: "demo", dialect: dialect)
    return await ModelClient(endpoint: endpoint, engine: HTTPEngine()).answer(question, by: .now + limit)
}
