import FastCGI

/// Finds what answers a request, and turns what goes wrong into an answer.
struct Router: Sendable {
    let gateway: Gateway
    let model: Model
    let behaviour: BehaviourFile
    let log: EventLog
    let customer: Customer
    let page: Page

    private typealias Answer = (Request) throws -> Response
    private static let gatewayPath = "/sandbox/gateway/"
    private static let tenantPath = gatewayPath + "whatsapp/"

    /// Answers one request. Never throws: a refusal becomes its status, and trouble with a file a 500.
    func answer(_ request: Request) -> Response {
        do {
            let answers = request.path.hasPrefix(Self.tenantPath) ? tenantAnswers(request.path) : answers(request.path)
            guard let answers else { throw Refusal(404, "there is nothing at this path") }
            let method = request.method == "HEAD" ? "GET" : request.method
            guard let answer = answers[method] else { return notAllowed(answers.keys.sorted()) }
            return try answer(request)
        } catch let refusal as Refusal {
            return refusal.response
        } catch {
            report(error)
            return .problem(500, "\(error)")
        }
    }

    private func notAllowed(_ methods: [String]) -> Response {
        .problem(
            405, "this path takes \(methods.joined(separator: ", "))",
            headers: [("Allow", methods.joined(separator: ", "))])
    }

    private func answers(_ path: String) -> [String: Answer]? {
        switch path {
        case "/sandbox/gateway/health": ["GET": { _ in gateway.health() }]
        case "/sandbox/gateway/send": ["POST": gateway.send]
        case "/sandbox/gateway/sendTyping": ["POST": gateway.sendTyping]
        case "/sandbox/model/v1/models": ["GET": { _ in model.models() }]
        case "/sandbox/model/v1/chat/completions": ["POST": model.complete]
        case "/sandbox/settings": ["GET": showSettings, "POST": changeSettings]
        case "/sandbox/log": ["GET": showLog, "DELETE": emptyLog]
        case "/sandbox/chat": ["POST": customer.post]
        default: page.file(path).map { response in ["GET": { _ in response }] }
        }
    }

    /// `/whatsapp/:tenantId/ACTION` of the gateway.
    private func tenantAnswers(_ path: String) -> [String: Answer]? {
        let parts = path.dropFirst(Self.tenantPath.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let (connections, given) = (gateway.connections, String(parts[0]))
        func guarded(_ method: String, _ act: @escaping (String) throws -> Response) -> [String: Answer] {
            [
                method: { request in
                    try gateway.authorize(request)
                    return try act(tenantName(given))
                }
            ]
        }
        return switch parts[1] {
        case "start": guarded("POST") { try connections.change($0, to: .connected) }
        case "disconnect": guarded("POST") { try connections.change($0, to: .disconnected) }
        case "reset": guarded("POST") { try connections.change($0, to: .loggedOut) }
        case "status": guarded("GET", connections.status)
        case "qr": guarded("GET", connections.code)
        default: nil
        }
    }
}

extension Router {
    private func showSettings(_ request: Request) throws -> Response { .json(try behaviour.current().json) }

    private func changeSettings(_ request: Request) throws -> Response {
        try request.requireJSON()
        return .json(try behaviour.merge(request.body).json)
    }

    /// `?since=N&chat=JID,JID`: the lines after number N, and in headers where to go on from and the log's base.
    private func showLog(_ request: Request) throws -> Response {
        let since = request.queryValue("since").map { Int($0) } ?? 0
        guard let since, since >= 0 else { throw Refusal(400, "since must be a whole number") }
        let chats = request.queryValue("chat")?.split(separator: ",").map { String($0) } ?? []
        let part = try log.lines(after: since, chats: chats)
        return Response(
            status: 200, contentType: "application/x-ndjson", body: part.lines,
            headers: [
                ("Cache-Control", "no-store"), ("X-Log-Last", String(part.last)), ("X-Log-Base", String(part.base)),
            ])
    }

    private func emptyLog(_ request: Request) throws -> Response {
        try log.empty()
        return .json(["ok": true])
    }
}
