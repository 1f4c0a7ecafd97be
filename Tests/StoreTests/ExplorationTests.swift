import Conversation
import Synchronization
import Testing

@testable import Postgres
@testable import Store

@Suite struct `Whatever the order of events` {
    let database: TestDatabase

    init() throws { database = try TestDatabase() }

    /// Four times sixty schedules of single calls, each following from its seed.
    @Test(arguments: 0..<4)
    func `no message is lost, none is answered or sent twice, and a takeover holds`(part: Int) throws {
        try database.execute("set synchronous_commit = off")
        let workers = [try database.makeWorker("one"), try database.makeWorker("two")]
        try SimulatedProvider.makeChannels(database)
        var inbound = 0
        for seed in part * 60..<(part + 1) * 60 {
            var simulation = Simulation(database, seed: seed, workers: workers)
            try simulation.run(steps: 40)
            inbound += simulation.inboundIDs.count
        }
        try database.execute("reset synchronous_commit")
        try database.expectAllIsAnswered(inbound: inbound)
        #expect(try database.count("select count(*) from turn") > 60)
    }

    /// The same calls from several connections at once, all in two conversations.
    @Test func `real concurrency changes nothing of that`() throws {
        let database = database
        let customers = 3
        let isOver = Atomic<Int>(0)
        try concurrently(7) { role in
            var connection = try database.connect()
            var random = SeededGenerator(seed: role)
            switch role {
            case 0..<customers:
                defer { isOver.add(1, ordering: .relaxed) }
                for number in 0..<60 {
                    let phone = number % 2 == 0 ? somePhone : "+972500000002"
                    _ = try connection.accept([
                        inbound("c\(role)-\(number)", phone: phone), inbound("shared-\(number)", phone: phone),
                    ])
                }
            case customers:
                while isOver.load(ordering: .relaxed) < customers {
                    let conversation = try connection.column(
                        "select conversation_id::text from conversation order by random() limit 1"
                    ).first
                    guard let conversation else { continue }
                    for mode in ["human", "bot"] {
                        _ = try connection.column(
                            "select count(*) from set_conversation_mode(1, $1, $2)", [conversation, mode])
                    }
                }
            default:
                let worker = try connection.registerWorker(id: nil, name: "worker \(role)")
                while isOver.load(ordering: .relaxed) < customers {
                    try Self.workOnce(&connection, worker: worker, random: &random)
                }
                _ = try connection.retireWorker(id: worker)
            }
        }
        for phone in [somePhone, "+972500000002"] {
            try database.setMode("bot", conversation: try database.conversation(phone: phone))
        }
        try database.finishAllWork(worker: try database.makeWorker("last"))
        try database.expectAllIsAnswered(inbound: customers * 60 + 60)
        #expect(try database.count("select sum(case when author = 'bot' then 1 else 0 end) from message") > 0)
        #expect(try database.count("select count(*) from dead_job") == 0)
    }

    /// Claims a job of each kind and does it.
    private static func workOnce(
        _ connection: inout Connection, worker: Int64, random: inout SeededGenerator
    ) throws {
        for job in try connection.claimJobs(
            workerID: worker, kind: "reply", limit: 1, isFull: true, after: 0, held: nil,
            share: 1000)
        {
            guard case .ok(let turn) = try connection.beginTurn(job, context: 2) else { continue }
            let outcome = try connection.finishReply(
                job, turnID: turn.turnID, generation: turn.generation,
                reserveMilliseconds: Bool.random(using: &random) ? 999_999 : 0, text: "answer \(random.next())",
                report: TurnReport())
            switch outcome {
            case .committed(let messageID, send: true): try sendAll(&connection, job, messageID)
            case .superseded: _ = try connection.release(job, kind: "reply", waitMilliseconds: 0, failed: false)
            default: break
            }
        }
        for job in try connection.claimJobs(
            workerID: worker, kind: "send", limit: 1, isFull: true, after: 0, held: nil,
            share: 1000)
        {
            guard case .ok(let message) = try connection.beginSend(job) else { continue }
            try sendAll(&connection, job, message.messageID)
        }
    }

    private static func sendAll(_ connection: inout Connection, _ job: ClaimedJob, _ first: Int64) throws {
        var messageID = first
        while true {
            let result = SendResult(kind: .sent, providerMessageID: "P\(messageID)", error: nil, milliseconds: 1)
            let ending = try connection.finishSend(
                job, messageID: messageID, result: result, retryMilliseconds: 1, mostAttempts: 3)
            guard ending.next == .next, case .ok(let message) = try connection.beginSend(job) else { return }
            messageID = message.messageID
        }
    }
}
