/// One request to an HTTP or HTTPS server, with the time it may take.
public struct HTTPRequest: Sendable {
    /// The method, a token such as `GET` or `POST`.
    public var method: String
    /// The whole address, `http` or `https`. Redirects are not followed.
    public var url: String
    /// The headers to send. The engine itself sends the length of the body, which may therefore not be among them.
    public var headers: [(name: String, value: String)]
    /// The body; empty for none.
    public var body: [UInt8]
    /// When it must have ended. It covers queueing, the connection, everything.
    public var deadline: ContinuousClock.Instant
    /// If the request has not begun by then, it does not: ``HTTPError/Kind/deadline`` with `begun == false`. The engine
    /// looks before it begins, and again when the connection stands, just before it writes the first byte.
    public var beginBy: ContinuousClock.Instant?
    /// How long name look-up, TCP and TLS may take together.
    public var connectTimeout: Duration
    /// The most bytes of body that are accepted, of a stream in total.
    public var maximumResponseBytes: Int
    /// Whether delivering the request twice does no harm.
    ///
    /// libcurl by itself repeats a request of any method, once on a fresh connection, when a *kept* connection is cut
    /// after the request was written and before the first byte of an answer. With `true` that stays so: a POST can
    /// then reach the server twice. With `false` the engine makes sure that it cannot.
    public var repeatable: Bool
    /// Whether to open a connection of its own, which cannot have been cut while it lay idle. For requests whose
    /// repetition could not be recognised by the server.
    public var freshConnection: Bool

    /// Makes a request; the defaults are those of a small, repeatable call.
    public init(
        method: String = "GET",
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        deadline: ContinuousClock.Instant,
        beginBy: ContinuousClock.Instant? = nil,
        connectTimeout: Duration = .seconds(2),
        maximumResponseBytes: Int = 1 << 20,
        repeatable: Bool = true,
        freshConnection: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.beginBy = beginBy
        self.connectTimeout = connectTimeout
        self.maximumResponseBytes = maximumResponseBytes
        self.repeatable = repeatable
        self.freshConnection = freshConnection
    }
}
