import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `The delivery status of a message` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
    }

    /// Begins the call of a message.
    private func begin() throws -> (job: ClaimedJob, messageID: Int64) {
        try database.send("a word", channel: "plain")
        let job = try database.claimOne("send", worker: worker)
        return (job, try #require(try database.beginSend(job)).messageID)
    }

    /// All orders of some things.
    private static func orders(_ things: [String]) -> [[String]] {
        guard !things.isEmpty else { return [[]] }
        return things.indices.flatMap { index in
            var rest = things
            let first = rest.remove(at: index)
            return orders(rest).map { [first] + $0 }
        }
    }

    /// How far a message has come of which these reports came, in whatever order; its call has succeeded.
    private static func end(_ reports: [String]) -> String {
        ["played", "read", "delivered", "failed"].first(where: reports.contains) ?? "sent"
    }

    /// The reports, and `answer`, which is the answer to the call.
    @Test(arguments: [
        ["sent", "delivered", "read", "failed", "answer"], ["sent", "failed", "answer"],
        ["delivered", "failed", "answer"], ["sent", "delivered", "read", "played"], ["sent", "failed"],
    ])
    func `only moves forward, in whatever order reports come, and however often`(reports: [String]) throws {
        for order in Self.orders(reports) {
            let (job, messageID) = try begin()
            var seen = ["sending"]
            for report in order {
                for _ in 1...2 {
                    if report == "answer" {
                        try database.finishSend(job, messageID, .sent, providerID: "P\(messageID)")
                    } else {
                        try database.report(messageID, report, providerID: "P\(messageID)")
                    }
                    seen.append(try database.status(messageID) ?? "")
                }
            }
            #expect(seen.last == Self.end(reports), "\(order)")
            let ranks = ["sending", "sent", "failed", "delivered", "read", "played"]
            let steps = seen.compactMap { ranks.firstIndex(of: $0) }
            #expect(steps == steps.sorted() && steps.count == seen.count, "\(order): \(seen)")
            #expect(try database.count("select count(*) from dead_job where message_id = \(messageID)") <= 1)
            #expect(try database.count("select count(*) from provider_message where message_id = \(messageID)") == 1)
            // Where nobody told the sender, it asks for the next one.
            if !order.contains("answer") { #expect(try database.beginSend(job) == nil) }
            #expect(try database.jobs() == [])
        }
    }

    @Test func `is what an early report says, once the message's id is known`() throws {
        for order in Self.orders(["sent", "delivered", "failed"]) {
            let (job, messageID) = try begin()
            for status in order {
                try database.execute(
                    """
                    insert into early_status (tenant_id, channel_id, provider_message_id, status, status_at, pricing)
                    values (1, 2, 'E\(messageID)', '\(status)', now(), '{"category": "service"}')
                    """)
            }
            try database.finishSend(job, messageID, .sent, providerID: "E\(messageID)")
            #expect(try database.message(messageID, "status") == "delivered")
            #expect(try database.message(messageID, "pricing") == #"{"category": "service"}"#)
            #expect(try database.count("select count(*) from early_status") == 0)
        }
    }

    @Test func `failed is told the operator once, with the provider's words, and nothing is sent again`() throws {
        let (job, messageID) = try begin()
        try database.finishSend(job, messageID, .sent, providerID: "P")
        for _ in 1...2 {
            _ = try database.value(
                "select move_status(1, $1, 'failed', 'P', to_timestamp(77), '131049', 'Not delivered', null)",
                [String(messageID)])
        }
        #expect(
            try database.message(
                messageID, "concat_ws('|', status, error_code, error, extract(epoch from status_at)::int)")
                == "failed|131049|Not delivered|77")
        #expect(
            try database.column("select concat_ws('|', message_id, error) from dead_job")
                == ["\(messageID)|131049: Not delivered"])
        #expect(try database.jobs() == [])
    }

    @Test func `of a failed call is settled by proof, but not of a reported failure by the call's answer`() throws {
        let (job, refused) = try begin()
        try database.finishSend(job, refused, .refused)
        #expect(try database.status(refused) == "failed")
        #expect(try database.report(refused, "sent", providerID: "P"))
        #expect(try database.status(refused) == "sent")

        let (other, reported) = try begin()
        // The report names it by our own id alone.
        #expect(try database.report(reported, "failed"))
        try database.finishSend(other, reported, .sent, providerID: "Q")
        #expect(try database.status(reported) == "failed")
        #expect(try database.report(reported, "read", providerID: "Q"))
        #expect(try database.status(reported) == "read")
    }

    @Test func `keeps the turn's time of sending, whatever is reported later`() throws {
        try database.accept(inbound("a", channel: "plain"))
        let (job, messageID) = try database.reply(worker: worker)
        try database.finishSend(job, messageID, .sent, providerID: "P")
        let sent = try database.value("select sent_ms from turn")
        try database.execute("update turn set received_at = received_at - interval '1 hour'")
        try database.report(messageID, "read")
        #expect(try database.value("select outcome || sent_ms from turn") == "sent\(sent ?? "")")
    }

    @Test func `is not moved by a report about a customer's message, or another tenant's`() throws {
        try database.accept(inbound("a"))
        let inboundID = try #require(try database.value("select message_id from message").flatMap { Int64($0) })
        #expect(try !database.report(inboundID, "read"))
        let (job, messageID) = try begin()
        #expect(
            try database.value(
                "select move_status(2, $1, 'read', null, null, null, null, null)", [String(messageID)]) == "f")
        try database.finishSend(job, messageID, .sent)
        #expect(try database.status(messageID) == "sent")
    }

    @Test func `is not lost when report and answer come at the same moment`() throws {
        let database = database
        for round in 0..<20 {
            let (job, messageID) = try begin()
            let providerID = "C\(round)"
            try concurrently(2) { side in
                var connection = try database.connect()
                if side == 0 {
                    let result = SendResult(kind: .sent, providerMessageID: providerID, error: nil, milliseconds: 1)
                    _ = try connection.finishSend(
                        job, messageID: messageID, result: result, retryMilliseconds: 0, mostAttempts: 1)
                } else {
                    let report = StatusReport(
                        provider: .gateway, channelAddress: "plain", providerMessageID: providerID, status: .delivered)
                    _ = try connection.acceptStatuses([
                        IntakeElement(tenantID: 1, group: providerID, json: try report.json)
                    ])
                }
            }
            #expect(try database.status(messageID) == "delivered")
        }
        #expect(try database.count("select count(*) from early_status") == 0)
    }
}
