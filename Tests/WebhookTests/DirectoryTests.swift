import Conversation
import Dispatch
import Glibc
import Logging
import Postgres
import Synchronization
import Testing

@testable import webhook

@Suite struct Directory {
    /// What the database knows of one address, and a gate before its answers.
    private final class Source: Sendable {
        private let channels: Mutex<[WebhookChannel]>
        private let reads = Atomic<Int>(0)
        private let gate = DispatchSemaphore(value: 0)
        private let isGated = Atomic<Bool>(false)

        init(secret: String) {
            channels = Mutex([WebhookChannel(tenantID: 1, address: "demo", secrets: [secret])])
        }

        var count: Int { reads.load(ordering: .relaxed) }

        func close() { isGated.store(true, ordering: .relaxed) }

        func open() {
            isGated.store(false, ordering: .relaxed)
            gate.signal()
        }

        func remove() { channels.withLock { $0 = [] } }

        func read(_ provider: Provider, _ key: String) throws(PostgresError) -> [WebhookChannel] {
            reads.add(1, ordering: .relaxed)
            if isGated.load(ordering: .relaxed) { gate.wait() }
            return channels.withLock { $0 }
        }
    }

    private func directory(_ source: Source, staleness: Duration) -> ChannelDirectory {
        let logger = Logger(label: "test")
        return ChannelDirectory(
            staleness: staleness, reachability: Reachability(logger: logger) { () throws(PostgresError) in },
            logger: logger, lookUp: source.read)
    }

    /// Reads the address a first time, removes it, lets a thread begin to read it again, and looks beside that one.
    private func besideARead(staleness: Duration) async -> ChannelDirectory.Entry {
        let source = Source(secret: "secret")
        let directory = directory(source, staleness: staleness)
        _ = directory.entry(.waha, key: "demo")
        source.remove()
        source.close()
        DispatchQueue(label: "reader").async { _ = directory.entry(.waha, key: "demo", atMostOld: .zero) }
        while source.count < 2 { usleep(1000) }
        DispatchQueue(label: "opener").asyncAfter(deadline: .now() + .milliseconds(20)) { source.open() }
        return directory.entry(.waha, key: "demo", atMostOld: .zero)
    }

    @Test func `a removed channel that was not asked for for long is not opened beside the read that finds it gone`()
        async
    {
        // A read that a busy machine holds up for longer than it is waited for leaves what is known in use.
        for _ in 0..<10 {
            if case .unknown = await besideARead(staleness: .zero) { return }
        }
        Issue.record("a removed channel was opened each time")
    }

    @Test func `channels that were read a moment ago are used beside a read of them`() async {
        let entry = await besideARead(staleness: .seconds(60))
        guard case .known = entry else {
            Issue.record("\(entry)")
            return
        }
    }

    @Test func `an address is read once, and again when it is old`() {
        let source = Source(secret: "secret")
        let directory = directory(source, staleness: .seconds(60))
        for _ in 0..<10 { _ = directory.entry(.waha, key: "demo") }
        #expect(source.count == 1)
        _ = directory.entry(.waha, key: "demo", atMostOld: .zero)
        #expect(source.count == 2)
    }
}
