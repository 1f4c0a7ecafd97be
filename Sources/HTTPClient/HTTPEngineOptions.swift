/// How an engine works.
public struct HTTPEngineOptions: Sendable {
    /// What is sent as `User-Agent`.
    public var userAgent = "shi/0.1"
    /// Under load, network events are taken together over this long, which costs far less CPU than one by one.
    public var coalescing: Duration = .milliseconds(5)
    /// How many transfers at once count as load. With fewer, each network event is acted on at once.
    public var coalesceAbove = 64
    /// How many connections are kept open at most, idle ones included; the longest idle are closed first.
    public var maximumConnections = 1024
    /// How many idle easy handles are kept for reuse.
    public var maximumIdleHandles = 128
    /// A PEM file of certificate authorities to trust instead of the system's.
    public var certificateAuthorityFile: String?
    /// The address of a proxy. Without one, connections are direct: the environment's proxy variables are not read.
    public var proxy: String?

    /// The defaults.
    public init() {}
}
