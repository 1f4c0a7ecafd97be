import Conversation
import Logging
import Testing

@testable import Postgres
@testable import Store

@Suite struct `Messages that come from many sides at once` {
    let database: TestDatabase

    init() throws { database = try TestDatabase() }

    @Test func `are stored once when ten connections deliver the same fifty`() throws {
        let database = database
        let outcomes = try concurrently(10) { connectionNumber in
            var connection = try database.connect()
            var random = SeededGenerator(seed: connectionNumber)
            var outcomes: [AcceptOutcome] = []
            for number in (0..<50).shuffled(using: &random) {
                outcomes += try connection.accept([inbound("m\(number)", phone: "+97250000010\(number % 5)")])
            }
            return outcomes
        }
        #expect(outcomes.joined().count { $0 == .stored } == 50)
        #expect(outcomes.joined().count { $0 == .duplicate } == 450)
        #expect(try database.count("select count(*) from message") == 50)
        #expect(try database.column("select generation::text from conversation") == Array(repeating: "10", count: 5))
        #expect(try database.jobs() == Array(repeating: "reply ready", count: 5))
    }

    @Test func `never wait for each other in a circle where the conversations are known`() throws {
        let phones = (10..<22).map { "+9725000003\($0)" }
        _ = try database.with { connection in try connection.accept(phones.map { inbound("first", phone: $0) }) }
        let database = database
        // A deadlock, or a lock that is waited for in vain, is an error here: nobody tries again.
        let outcomes = try concurrently(6) { connectionNumber in
            var connection = try database.connect()
            var random = SeededGenerator(seed: connectionNumber)
            return try (0..<30).flatMap { round in
                try connection.accept(
                    phones.shuffled(using: &random).map { inbound("\(connectionNumber)-\(round)", phone: $0) })
            }
        }
        #expect(outcomes.joined().allSatisfy { $0 == .stored })
        #expect(try database.column("select distinct generation::text from conversation") == ["181"])
    }

    /// Conversations are locked in the order of their keys, but batches that make new contacts can wait for each other;
    /// whoever gives up comes again.
    @Test func `are all stored, once, when overlapping batches meet in any order`() throws {
        let intakes = (0..<2).map { _ in
            MessageIntake(
                committers: 3, applicationName: "tests", overrides: database.settings(), logger: quietLogger)
        }
        let outcomes = try concurrently(12) { caller in
            var random = SeededGenerator(seed: caller)
            var outcomes: [AcceptOutcome] = []
            for round in 0..<5 {
                let messages = (0..<30).map { number in
                    let phone = "+9725000002\(10 + number % 15)"
                    let showsLID = (number + caller) % 3 == 0
                    return inbound(
                        "r\(round)-\(number)", phone: phone, lid: showsLID ? "4\(number % 15)" : nil,
                        chat: chatAddress(phone))
                }
                outcomes += try intakes[caller % 2].accept(
                    messages.shuffled(using: &random), by: .now + .seconds(30))
            }
            return outcomes
        }
        #expect(outcomes.joined().count { $0 == .stored } == 150)
        #expect(outcomes.joined().count { $0 == .duplicate } == 11 * 150)
        #expect(try database.count("select count(*) from message") == 150)
        #expect(try database.count("select count(*) from conversation") == 15)
        #expect(try database.count("select count(*) from job where kind = 'reply'") == 15)
        #expect(
            try database.count("select count(*) from (select distinct conversation_id, generation from message) g")
                == 150)
        #expect(try database.column("select distinct generation::text from conversation") == ["10"])
    }
}

/// A logger that says nothing.
let quietLogger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
