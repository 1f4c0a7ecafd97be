import HTTPClient
import Testing

@testable import Assistant

/// A pool of scripted models; each answers with words of its own unless its script says otherwise.
func pool(_ first: ModelServer, _ second: ModelServer? = nil, options: ModelPoolOptions = .init()) -> ModelPool {
    let price = ModelPrice(input: 1_000_000, cachedInput: 1_000_000, output: 1_000_000)
    func endpoint(_ server: ModelServer, _ model: String) -> ModelEndpoint {
        ModelEndpoint(baseURL: server.baseURL, key: modelKey, model: model, price: price)
    }
    return ModelPool(
        primary: endpoint(first, "first"), second: second.map { endpoint($0, "second") }, engine: HTTPEngine(),
        options: options)
}

extension ModelPool {
    func ask(within limit: Duration = .seconds(20), allowsExtra: Bool = true) async -> PooledResult {
        await answer(question, by: .now + limit, allowsExtra: allowsExtra)
    }

    /// Makes requests that succeed, so that extra ones may be made from then on.
    func warm(_ count: Int) async {
        for _ in 0..<count { #expect(await ask(allowsExtra: false).result.isGood) }
    }
}

/// A server whose first requests get a plain answer.
func server(after count: Int, _ script: @escaping ModelServer.Script) -> ModelServer {
    ModelServer { $0.number <= count ? $0.say("Warm.") : script($0) }
}
