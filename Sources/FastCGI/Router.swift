/// One method and path, or all paths below one, and what answers it.
public struct Route: Sendable {
    let method: String
    let path: String
    /// Whether the route takes every path that begins with its own.
    let isPrefix: Bool
    let handler: @Sendable (Request) -> Response

    /// Answers requests with the method (`GET` answers `HEAD` too) for the path.
    public init(_ method: String, _ path: String, _ handler: @escaping @Sendable (Request) -> Response) {
        self.method = method
        self.path = path
        isPrefix = false
        self.handler = handler
    }

    /// Answers requests with the method (`GET` answers `HEAD` too) for every path that begins so, such as `/webhook/cloud/`.
    public init(_ method: String, below path: String, _ handler: @escaping @Sendable (Request) -> Response) {
        self.method = method
        self.path = path
        isPrefix = true
        self.handler = handler
    }

    func takes(_ path: String) -> Bool {
        isPrefix ? path.utf8.starts(with: self.path.utf8) : path == self.path
    }
}

/// Gives each request to the route of its method and path.
public struct Router: Sendable {
    private let routes: [Route]

    /// A router over these routes; there are few, and the first that fits answers.
    public init(_ routes: [Route]) { self.routes = routes }

    /// The route's answer; 404 where no route has the path, 405 with `Allow` where none of those has the method.
    public func respond(to request: Request) -> Response {
        let candidates = routes.filter { $0.takes(request.path) }
        guard !candidates.isEmpty else { return .problem(404, "there is nothing at this path") }
        let method = request.method == "HEAD" ? "GET" : request.method
        guard let route = candidates.first(where: { $0.method == method }) else {
            let allowed = candidates.map(\.method).joined(separator: ", ")
            return .problem(405, "this path takes \(allowed)", headers: [("Allow", allowed)])
        }
        return route.handler(request)
    }
}

extension Request {
    /// What a post of an internal caller is refused with: 401 without the secret in `X-Internal-Secret`, 415 where its body
    /// is not declared as JSON; nil where it may go on.
    ///
    /// - Parameter matches: whether what the caller showed is the secret.
    public func refusal(secret matches: (String?) -> Bool) -> Response? {
        guard matches(header("X-Internal-Secret")) else { return .problem(401, "unauthorized") }
        guard isJSON else { return .problem(415, "Content-Type must be application/json") }
        return nil
    }

    /// Whether the body is declared as JSON (`application/json`, with or without parameters).
    var isJSON: Bool {
        let type = (header("Content-Type") ?? "").prefix { $0 != ";" }
        return type.filter { $0 != " " }.lowercased() == "application/json"
    }
}
