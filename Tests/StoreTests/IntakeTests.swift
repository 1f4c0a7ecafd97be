import Conversation
import Glibc
import Synchronization
import Testing

@testable import Postgres
@testable import Store

@Suite struct `The intake of messages` {
    let database: TestDatabase
    let intake: MessageIntake

    init() throws {
        database = try TestDatabase()
        intake = MessageIntake(applicationName: "intake", overrides: database.settings(), logger: quietLogger)
    }

    @Test func `lets concurrent callers share transactions`() throws {
        let intake = intake
        let outcomes = try concurrently(32) { caller in
            try (0..<5).flatMap { number in
                try intake.accept(
                    [inbound("m\(caller)-\(number)", phone: "+97250000\(1000 + caller)")], by: .now + .seconds(30))
            }
        }
        #expect(outcomes.joined().allSatisfy { $0 == .stored })
        #expect(try database.count("select count(*) from message") == 160)
        #expect(try database.count("select count(distinct xmin::text) from message") < 120)
    }

    @Test func `gives each caller its own outcomes, in its own order`() throws {
        try database.accept(inbound("old"))
        let intake = intake
        let outcomes = try concurrently(16) { caller in
            try intake.accept(
                [
                    inbound("old"), inbound("n\(caller)"), inbound("x", channel: "none"),
                    inbound("o\(caller)", fromMe: true),
                ],
                by: .now + .seconds(30))
        }
        #expect(outcomes == Array(repeating: [.duplicate, .stored, .unknownChannel, .echo], count: 16))
    }

    @Test func `takes more messages at once than fit a batch`() throws {
        let messages = (1...200).map { inbound("m\($0)", "text \($0)") }
        #expect(try intake.accept(messages, by: .now + .seconds(30)).allSatisfy { $0 == .stored })
        #expect(try database.bodies() == messages.map(\.text))
        #expect(try intake.accept([], by: .now).isEmpty)
    }

    @Test(arguments: [
        inbound("poison", phone: "+12", chat: "poison@s.whatsapp.net"),
        inbound("poison", "before\0after", phone: "+972500000066"),
        inbound("poison", phone: nil, lid: "not digits"),
    ])
    func `refuses a message that the database does not take, and it alone`(poison: InboundMessage) throws {
        let intake = intake
        let outcomes = try concurrently(8) { caller in
            try intake.accept(
                caller == 3
                    ? [inbound("before"), poison, inbound("after")]
                    : [inbound("m\(caller)", phone: "+97250000001\(caller)")],
                by: .now + .seconds(30))
        }
        #expect(outcomes[3].count == 3)
        #expect(outcomes[3][0] == .stored)
        #expect(outcomes[3][2] == .stored)
        guard case .refused(let reason) = outcomes[3][1] else {
            Issue.record("it was not refused: \(outcomes[3][1])")
            return
        }
        #expect(!reason.contains("+12") && !reason.contains("not digits") && !reason.contains("before"))
        #expect(outcomes.joined().count { $0 == .stored } == 9)
        #expect(try database.count("select count(*) from message") == 9)
    }

    @Test func `keeps no other caller waiting for a conversation that somebody has locked`() throws {
        try database.accept(inbound("a"))
        var other = try database.connect()
        try other.execute("begin")
        try other.execute("update shi.conversation set mode_changed_at = now()")

        let intake = intake
        let answered = Mutex<[Int]>([])
        let deadline = ContinuousClock.now + .seconds(3)
        let outcomes = try concurrently(12) { caller in
            let phone = caller == 0 ? somePhone : "+97250000002\(caller)"
            let outcomes = try intake.accept(
                [inbound("b\(caller)", phone: phone)], by: caller == 0 ? deadline : .now + .seconds(30))
            answered.withLock { $0.append(caller) }
            return outcomes
        }
        #expect(answered.withLock { $0.last } == 0)
        #expect(outcomes[0] == [.unavailable])
        #expect(ContinuousClock.now >= deadline)
        #expect(outcomes[1...].allSatisfy { $0 == [.stored] })

        try other.execute("rollback")
        #expect(try intake.accept([inbound("b0")], by: .now + .seconds(30)) == [.stored])
        #expect(try database.count("select count(*) from message") == 13)
    }

    @Test func `loses and doubles nothing while its sessions are terminated again and again`() throws {
        let database = database
        let intake = intake
        let isOver = Atomic<Bool>(false)
        let results = try concurrently(9) { caller in
            if caller == 8 {
                var kills = 0
                // At times soon after the last, at times late enough for a new session to do something on a busy machine.
                for round: UInt32 in 0... {
                    if isOver.load(ordering: .relaxed) { break }
                    usleep(20_000 + round % 8 * 40_000)
                    kills += try database.count(
                        """
                        select count(pg_terminate_backend(pid)) from pg_stat_activity
                        where datname = current_database() and application_name = 'intake'
                        """)
                }
                return kills
            }
            defer { if caller == 0 { isOver.store(true, ordering: .relaxed) } }
            return try (0..<25).flatMap { number in
                try intake.accept(
                    [inbound("m\(caller)-\(number)", phone: "+97250000003\(caller)"), inbound("shared-\(number)")],
                    by: .now + .seconds(30))
            }.count { $0 == .stored || $0 == .duplicate }
        }
        #expect(results[8] > 0)
        #expect(results[..<8].allSatisfy { $0 == 50 })
        #expect(try database.count("select count(*) from message") == 8 * 25 + 25)
        #expect(try database.count("select count(distinct provider_message_id) from message") == 8 * 25 + 25)
        #expect(try database.count("select sum(generation) from conversation") == 8 * 25 + 25)
    }

    @Test func `says that the database is unavailable, by the deadline, where it is`() throws {
        let intake = MessageIntake(
            applicationName: "intake", overrides: ["host": "127.0.0.1", "port": "1"], logger: quietLogger)
        let outcomes = try intake.accept([inbound("a"), inbound("b")], by: .now + .milliseconds(50))
        #expect(outcomes == [.unavailable, .unavailable])
    }

    @Test func `wakes the workers when the messages are there to be seen`() throws {
        var listener = try database.connect()
        try listener.execute("listen shi_job")
        #expect(try intake.accept([inbound("a")], by: .now + .seconds(30)) == [.stored])
        var payloads: [String] = []
        while payloads.isEmpty { payloads = try listener.notifications(waiting: 10_000).map(\.payload) }
        #expect(payloads == ["reply"])
        #expect(try listener.column("select count(*) from shi.job where kind = 'reply'") == ["1"])

        #expect(try intake.accept([inbound("a"), inbound("b")], by: .now + .seconds(30)) == [.duplicate, .stored])
        #expect(try listener.notifications(waiting: 100).isEmpty)
    }
}
