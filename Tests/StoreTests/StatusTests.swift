import Conversation
import FoundationEssentials
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A report of a message that we sent` {
    let database: TestDatabase
    let worker: Int64

    init() throws {
        database = try TestDatabase()
        worker = try database.makeWorker()
        try database.makeChannel()
    }

    private func report(
        _ status: StatusReport.Status, _ providerID: String? = "wamid.1", ours messageID: Int64? = nil,
        tenant: Int64 = 1,
        channel: String = cloudAddress, at: Int64? = 1_800_000_000, error: String? = nil, pricing: JSONText? = nil
    ) -> StatusReport {
        StatusReport(
            tenantID: tenant, provider: .cloud, channelAddress: channel, providerMessageID: providerID,
            messageID: messageID, status: status, at: at, errorCode: error, error: error.map { "error \($0)" },
            pricing: pricing)
    }

    /// An answer to a customer that is being sent.
    private func makeReply(phone: String = somePhone) throws -> (job: ClaimedJob, messageID: Int64) {
        try database.accept(cloudMessage("in-\(phone)", phone: phone))
        return try database.reply(worker: worker)
    }

    @Test func `moves it on by the provider's id, in whatever order reports come, and never back`() throws {
        let (job, messageID) = try makeReply()
        try database.finishSend(job, messageID, .sent, providerID: "wamid.1")
        let pricing = JSONText("{\"billable\": true}")
        #expect(try database.report(report(.delivered, pricing: pricing)) == [.moved])
        #expect(try database.report(report(.sent), report(.delivered)) == [.unmoved, .unmoved])
        #expect(try database.report(report(.read), report(.delivered), report(.played)) == [.moved, .unmoved, .moved])
        #expect(try database.report(report(.read), report(.failed, error: "131026")) == [.unmoved, .unmoved])
        #expect(
            try database.outbound("status, extract(epoch from status_at)::bigint, pricing")
                == ["played 1800000000 {\"billable\": true}"])
    }

    @Test func `of a failure is kept for the operator, until a delivery proves otherwise`() throws {
        let (job, messageID) = try makeReply()
        try database.finishSend(job, messageID, .sent, providerID: "wamid.1")
        #expect(try database.report(report(.failed, error: "131026")) == [.moved])
        #expect(try database.outbound("status, error_code, error") == ["failed 131026 error 131026"])
        #expect(try database.count("select count(*) from dead_job where message_id = $1", [String(messageID)]) == 1)
        #expect(try database.jobs() == [])
        #expect(try database.report(report(.delivered)) == [.moved])
        #expect(try database.status(messageID) == "delivered")
    }

    @Test func `settles a send of unknown outcome by our own id, and wakes the sends behind it`() throws {
        let (job, messageID) = try makeReply()
        #expect(try database.finishSend(job, messageID, .unknown).next == .done)
        #expect(try database.jobs() == ["send waiting"])
        var connection = try database.connect()
        let answer = try connection.acceptStatuses([try element(report(.sent, ours: messageID))])
        #expect(answer.outcomes == [.moved])
        #expect(answer.madeJob)
        #expect(try database.outbound("status, provider_message_id") == ["sent wamid.1"])
        #expect(try database.jobs() == ["send ready"])
        #expect(try database.beginSend(try database.claimOne("send", worker: worker)) == nil)
        #expect(try database.jobs() == [])
        // Later reports name the provider's id alone.
        #expect(try database.report(report(.read)) == [.moved])
    }

    @Test func `that overtakes the call's answer is applied when the id is known`() throws {
        let (job, messageID) = try makeReply()
        #expect(try database.report(report(.sent), report(.delivered), report(.delivered)) == [.early, .early, .early])
        #expect(try database.status(messageID) == "sending")
        try database.finishSend(job, messageID, .sent, providerID: "wamid.1")
        #expect(try database.status(messageID) == "delivered")
        #expect(try database.count("select count(*) from early_status") == 0)
    }

    @Test func `that overtakes the provider's echo is applied with it`() throws {
        try database.accept(inbound("a"))
        let (_, messageID) = try database.reply("we are open", worker: worker)
        var early = report(.read, "P", channel: "1")
        early.provider = "gateway"
        #expect(try database.report(early) == [.early])
        try database.accept(inbound("P", "we are open", fromMe: true))
        #expect(try database.status(messageID) == "read")
        #expect(try database.count("select count(*) from early_status") == 0)
    }

    @Test func `says nothing of a customer's message, of an unknown one of ours, or of another tenant's`() throws {
        let (_, messageID) = try makeReply()
        let outcomes = try database.report(
            report(.read, "in-\(somePhone)"), report(.sent, nil, ours: 12_345), report(.sent, nil),
            report(.sent, channel: "none"), report(.sent, ours: messageID, tenant: 2),
            report(.sent, nil, ours: messageID, channel: "elsewhere"))
        #expect(outcomes == [.unmoved, .unmoved, .unmoved, .unknownChannel, .unknownChannel, .unknownChannel])
        try database.execute(
            """
            insert into channel (tenant_id, channel_id, provider, address, base_url)
            values (2, 20, 'cloud', 'theirs', 'http://127.0.0.1:1/x'), (1, 21, 'cloud', 'second', 'http://127.0.0.1:1/x')
            """)
        #expect(try database.report(report(.sent, nil, ours: messageID, tenant: 2, channel: "theirs")) == [.unmoved])
        #expect(try database.report(report(.sent, nil, ours: messageID, channel: "second")) == [.unmoved])
        #expect(try database.status(messageID) == "sending")
    }

    @Test func `that the database does not take costs no other`() throws {
        let (job, messageID) = try makeReply()
        try database.finishSend(job, messageID, .sent, providerID: "wamid.1")
        let intake = StatusIntake(applicationName: "intake", overrides: database.settings(), logger: quietLogger)
        let outcomes = try intake.accept(
            [report(.delivered), report(.read, pricing: JSONText("{no json")), report(.played, "before\0after")],
            by: .now + .seconds(30))
        #expect(outcomes.first == .moved)
        for outcome in outcomes.dropFirst() {
            guard case .refused = outcome else {
                Issue.record("it was not refused: \(outcome)")
                continue
            }
        }
        #expect(try database.status(messageID) == "delivered")
    }

    @Test func `is never lost between the call's answer and its own`() throws {
        let database = database
        for round in 0..<40 {
            let (job, messageID) = try makeReply(phone: "+9725000010\(10 + round)")
            try concurrently(3) { index in
                var connection = try database.connect()
                guard index > 0 else {
                    _ = try connection.finishSend(
                        job, messageID: messageID,
                        result: SendResult(
                            kind: .sent, providerMessageID: "wamid.\(round)", error: nil, milliseconds: 1),
                        retryMilliseconds: 1000, mostAttempts: 3)
                    return
                }
                let status: StatusReport.Status = index == 1 ? .delivered : .sent
                _ = try connection.acceptStatuses([try element(report(status, "wamid.\(round)"))])
            }
        }
        #expect(try database.column("select distinct status from message where direction = 'out'") == ["delivered"])
        #expect(try database.count("select count(*) from early_status") == 0)
    }

    @Test func `may come three times, shuffled, in large batches over several connections`() throws {
        for number in 0..<30 {
            let (job, messageID) = try makeReply(phone: "+9725000020\(10 + number)")
            // Some ids are learned only from the reports.
            if number % 3 == 0 {
                try database.finishSend(job, messageID, .unknown)
            } else {
                try database.finishSend(job, messageID, .sent, providerID: "wamid.\(number)")
            }
        }
        let messages = try database.column("select message_id::text from message where direction = 'out' order by 1")
        var generator = SeededGenerator(seed: 4)
        let last: [StatusReport.Status] = [.sent, .delivered, .read]
        var reports: [StatusReport] = []
        for (number, message) in messages.enumerated() {
            for status in last[...(number % 3)] {
                let one = report(status, "wamid.\(number)", ours: message.flatMap { Int64($0) })
                reports += [one, one, one]
            }
        }
        reports.shuffle(using: &generator)
        let shuffled = reports
        let intake = StatusIntake(
            committers: 4, applicationName: "intake", overrides: database.settings(), logger: quietLogger)
        let outcomes = try concurrently(4) { caller in
            let part = shuffled.indices.filter { $0 % 4 == caller }.map { shuffled[$0] }
            return try intake.accept(part, by: .now + .seconds(30))
        }
        #expect(outcomes.joined().allSatisfy { $0 == .moved || $0 == .unmoved })
        #expect(
            try database.column("select status from message where direction = 'out' order by message_id")
                == messages.indices.map { last[$0 % 3].rawValue })
        #expect(try database.count("select count(*) from early_status") == 0)
    }

    @Test func `of a failure is kept for the operator for 400 days`() throws {
        for days in [399, 401] {
            try database.execute(
                """
                insert into dead_job (tenant_id, dead_id, kind, key, attempt, error, died_at)
                values (1, next_id(), 'send', 1, 1, '\(days)', now() - interval '\(days) days')
                """)
        }
        _ = try database.value("select purge(100)")
        #expect(try database.column("select error from dead_job") == ["399"])
    }

    @Test func `of an unknown message is forgotten after two days`() throws {
        try database.report(report(.sent, "old"), report(.sent, "new"))
        try database.execute(
            "update early_status set received_at = now() - interval '49 hours' where provider_message_id = 'old'")
        _ = try database.value("select purge(100)")
        #expect(try database.column("select provider_message_id from early_status") == ["new"])
    }
}

/// A report as a batch's element.
private func element(_ report: StatusReport) throws -> IntakeElement {
    IntakeElement(
        tenantID: report.tenantID, group: report.providerMessageID ?? "",
        json: String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
}

extension TestDatabase {
    /// Gives reports to `accept_statuses` in one call.
    @discardableResult
    fileprivate func report(_ reports: StatusReport...) throws -> [AcceptOutcome] {
        try with { try $0.acceptStatuses(try reports.map(element)).outcomes }
    }
}
