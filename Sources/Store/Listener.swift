internal import Glibc
public import Logging
public import Postgres
internal import Synchronization

/// One session of its own that listens for notifications, and comes back after it was lost.
///
/// Notifications that are sent while it is away are lost: whoever relies on them polls as well.
public final class Listener: Sendable {
    private enum Wish {
        case listen
        case reconnect
        case stop
    }

    private let wish = Mutex(Wish.listen)

    /// Starts the listening thread.
    ///
    /// - Parameters:
    ///   - channels: what to listen to.
    ///   - overrides: settings that take precedence over the `PG*` variables, by libpq's names.
    ///   - onConnect: called on each new session before it listens.
    ///   - onLoss: called when the session was lost.
    ///   - onNotification: called for each notification, and with nil after each new connection, when some may have been
    ///     missed.
    public init(
        channels: [String], applicationName: String, overrides: [String: String] = [:], logger: Logger,
        onConnect: @escaping @Sendable (inout Connection) throws(PostgresError) -> Void = { (_) throws(PostgresError) in
        },
        onLoss: @escaping @Sendable () -> Void = {},
        onNotification: @escaping @Sendable (Notification?) -> Void
    ) {
        startThread { [self] in
            var pauseMicroseconds: UInt32 = 20_000
            while wish.withLock({ $0 != .stop }) {
                wish.withLock { if $0 == .reconnect { $0 = .listen } }
                do throws(PostgresError) {
                    var connection = try Connection(applicationName: applicationName, overrides: overrides)
                    try onConnect(&connection)
                    for channel in channels { try connection.execute("listen \(channel)") }
                    pauseMicroseconds = 20_000
                    onNotification(nil)
                    while wish.withLock({ $0 == .listen }) {
                        for notification in try connection.notifications(waiting: 200) { onNotification(notification) }
                    }
                } catch {
                    logger.warning("the listening session was lost", metadata: ["error": "\(error)"])
                    onLoss()
                    usleep(pauseMicroseconds)
                    pauseMicroseconds = min(pauseMicroseconds * 2, 500_000)
                }
            }
        }
    }

    /// Ends the session within a fifth of a second.
    public func stop() { wish.withLock { $0 = .stop } }

    /// Ends the session within a fifth of a second and opens a new one, on which `onConnect` is called again.
    public func reconnect() { wish.withLock { if $0 == .listen { $0 = .reconnect } } }
}
