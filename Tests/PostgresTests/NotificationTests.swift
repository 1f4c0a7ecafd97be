import Testing

@testable import Postgres

@Suite struct `Notifications` {
    private let channel = "channel_\(nextNumber())"

    @Test func `arrive with their channel and payload, in order`() throws {
        var listener = try connect()
        var sender = try connect()
        try listener.execute("listen \(channel)")
        _ = try sender.column("select pg_notify($1, $2)", [channel, "first"])
        _ = try sender.column("select pg_notify($1, $2)", [channel, "שני"])
        var received: [Notification] = []
        while received.count < 2 { received += try listener.notifications(waiting: 5_000) }
        #expect(received.map(\.channel) == [channel, channel])
        #expect(received.map(\.payload) == ["first", "שני"])
    }

    @Test func `that nobody sends are waited for in vain`() throws {
        var listener = try connect()
        try listener.execute("listen \(channel)")
        #expect(try listener.notifications(waiting: 10).isEmpty)
    }

    @Test func `that come during a call are kept`() throws {
        var connection = try connect()
        try connection.execute("listen \(channel)")
        _ = try connection.column("select pg_notify($1, 'kept')", [channel])
        #expect(try connection.notifications(waiting: 0).map(\.payload) == ["kept"])
    }

    @Test func `do not come through a lost connection, which is told at once`() throws {
        var listener = try connect()
        var administrator = try connect()
        try listener.execute("listen \(channel)")
        let process = try listener.column("select pg_backend_pid()")[0]
        _ = try administrator.column("select pg_terminate_backend($1::integer, 5000)", [process])
        let error = #expect(throws: PostgresError.self) {
            for _ in 1...3 { _ = try listener.notifications(waiting: 5_000) }
        }
        #expect(error?.isConnectionLost == true)
    }
}
