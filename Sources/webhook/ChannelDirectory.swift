import Conversation
import Dispatch
import Logging
import Postgres
import Store
import Synchronization

/// The channels behind a webhook address that are proved by the same secrets. The tenants of one Meta app share its secret, so
/// that one look at the signature decides for all of them.
struct ChannelGroup: Sendable {
    /// One of them.
    let channel: WebhookChannel
    /// Whose they are, by how the provider names them.
    var tenants: [String: Int64]

    /// Channels by what proves them.
    static func groups(_ channels: [WebhookChannel]) -> [ChannelGroup] {
        var groups: [ChannelGroup] = []
        for channel in channels {
            let place = groups.firstIndex {
                $0.channel.secrets == channel.secrets && $0.channel.verifyToken == channel.verifyToken
                    && $0.channel.publicURL == channel.publicURL
            }
            if let place {
                groups[place].tenants[channel.address] = channel.tenantID
            } else {
                groups.append(ChannelGroup(channel: channel, tenants: [channel.address: channel.tenantID]))
            }
        }
        return groups
    }
}

/// The channels behind each webhook address, as the database knew them some seconds ago.
///
/// What is older than five seconds is read again, by one thread at a time for each address; others go on with what is known
/// meanwhile, unless it is older than ten. As long as the database does not answer, what is known goes on being used. That there
/// is no such address is remembered for a second.
final class ChannelDirectory: Sendable {
    /// What is known of an address.
    enum Entry: Sendable {
        /// Its channels.
        case known([ChannelGroup])
        /// There is no such address.
        case unknown
        /// The database does not answer, and the address was never read.
        case unavailable
    }

    private struct Key: Hashable {
        let provider: Provider
        let key: String
    }

    private struct Channels {
        let groups: [ChannelGroup]
        let readAt: ContinuousClock.Instant
    }

    private struct State {
        var known: [Key: Channels] = [:]
        var unknown: [Key: ContinuousClock.Instant] = [:]
        /// The addresses that are being read, each with what those wait for who have nothing to go on with.
        var reads: [Key: DispatchGroup] = [:]
    }

    /// For how long channels are used without a look at the database.
    static let freshness = Duration.seconds(5)
    /// Older channels are not used beside a read of them: their secrets may long have been withdrawn.
    private static let staleness = Duration.seconds(10)
    private static let absenceFreshness = Duration.seconds(1)
    private static let mostAbsences = 1000
    /// How long a read may take: a connection that was lost is opened again within the first, an answer comes in the second.
    private static let limits = (call: Duration.milliseconds(100), answer: Duration.milliseconds(200))

    private let state = Mutex(State())
    private let staleness: Duration
    private let lookUp: @Sendable (Provider, String) throws(PostgresError) -> [WebhookChannel]
    private let reachability: Reachability
    private let logger: Logger

    /// - Parameter database: for the directory alone: who waits there for a locked row holds up every post whose channels are
    ///   read.
    convenience init(database: Database, reachability: Reachability, logger: Logger) {
        self.init(reachability: reachability, logger: logger) { (provider, key) throws(PostgresError) in
            try database.callBlocking(within: Self.limits.call, patience: Self.limits.answer) {
                (connection) throws(PostgresError) in
                try connection.webhookChannels(provider: provider, key: key)
            }
        }
    }

    /// - Parameters:
    ///   - staleness: channels that are older are not used beside a read of them.
    ///   - lookUp: reads the channels behind an address.
    init(
        staleness: Duration = staleness, reachability: Reachability, logger: Logger,
        lookUp: @escaping @Sendable (Provider, String) throws(PostgresError) -> [WebhookChannel]
    ) {
        self.staleness = staleness
        self.lookUp = lookUp
        self.reachability = reachability
        self.logger = logger
    }

    /// What is known of an address.
    ///
    /// - Parameter age: what is older is read again first, if the database answers.
    func entry(_ provider: Provider, key: String, atMostOld age: Duration = freshness) -> Entry {
        let key = Key(provider: provider, key: key)
        let now = ContinuousClock.now
        let (entry, isFresh) = state.withLock { Self.look($0, key, age: age, now: now) }
        // While the database is away, an old entry is as good as it gets.
        if let entry, isFresh || reachability.isAway { return entry }
        if reachability.isAway { return .unavailable }
        if let read = begin(key) {
            defer { end(key, read) }
            return self.read(key) ?? entry ?? .unavailable
        }
        // Somebody else is reading it.
        let (usable, read) = state.withLock { (Self.look($0, key, age: staleness, now: now), $0.reads[key]) }
        if let entry = usable.entry, usable.isFresh { return entry }
        _ = read?.wait(timeout: .now() + .milliseconds(300))
        return state.withLock { Self.look($0, key, age: age, now: now).entry } ?? .unavailable
    }

    private static func look(
        _ state: State, _ key: Key, age: Duration, now: ContinuousClock.Instant
    ) -> (entry: Entry?, isFresh: Bool) {
        if let channels = state.known[key] { return (.known(channels.groups), now - channels.readAt < age) }
        if let since = state.unknown[key], now - since < absenceFreshness { return (.unknown, true) }
        return (nil, false)
    }

    /// Takes the reading of an address; nil where somebody has it.
    private func begin(_ key: Key) -> DispatchGroup? {
        state.withLock { state in
            guard state.reads[key] == nil else { return nil }
            let read = DispatchGroup()
            read.enter()
            state.reads[key] = read
            return read
        }
    }

    private func end(_ key: Key, _ read: DispatchGroup) {
        state.withLock { $0.reads[key] = nil }
        read.leave()
    }

    /// Reads an address; nil where the database does not answer.
    private func read(_ key: Key) -> Entry? {
        let channels: [WebhookChannel]
        do throws(PostgresError) {
            channels = try lookUp(key.provider, key.key)
        } catch {
            logger.warning("the channels of an address could not be read", metadata: ["error": "\(error)"])
            _ = reachability.isAwayOrDoubtful()
            return nil
        }
        let groups = ChannelGroup.groups(channels)
        state.withLock { state in
            if groups.isEmpty {
                // Anybody can ask for any address.
                if state.unknown.count >= Self.mostAbsences { state.unknown = [:] }
                state.known[key] = nil
                state.unknown[key] = .now
            } else {
                state.unknown[key] = nil
                state.known[key] = Channels(groups: groups, readAt: .now)
            }
        }
        return groups.isEmpty ? .unknown : .known(groups)
    }
}
