import Conversation

@testable import Postgres
@testable import Store

extension TestDatabase {
    /// Registers a worker, whose lock the test's session holds.
    func makeWorker(_ name: String = "worker") throws -> Int64 {
        try with { try $0.registerWorker(id: nil, name: name) }
    }

    /// Claims jobs of a kind with a full look.
    func claim(
        _ kind: String = "reply", worker: Int64, limit: Int = 1, isFull: Bool = true, after: Int64 = 0,
        held: [String]? = nil, share: Int = 1000
    ) throws -> [ClaimedJob] {
        try with { connection in
            try connection.claimJobs(
                workerID: worker, kind: kind, limit: limit, isFull: isFull, after: after, held: held,
                share: share)
        }
    }

    /// Claims the one job of a kind that is there.
    func claimOne(_ kind: String = "reply", worker: Int64) throws -> ClaimedJob {
        let jobs = try claim(kind, worker: worker, limit: 2)
        guard let job = jobs.first, jobs.count == 1 else {
            throw TestFailure(description: "\(jobs.count) jobs of kind \(kind) could be claimed, not 1")
        }
        return job
    }

    /// Begins the turn of a claimed reply job that has something to answer.
    func begin(_ job: ClaimedJob, context: Int = 4) throws -> TurnContext {
        guard case .ok(let turn) = try with({ try $0.beginTurn(job, context: context) }) else {
            throw TestFailure(description: "the turn has nothing to answer")
        }
        return turn
    }

    /// Finishes a turn with a reply.
    func finish(
        _ job: ClaimedJob, _ turn: TurnContext, _ text: String = "answer", reserve: Int64 = 0,
        report: TurnReport = TurnReport(), writes: [StagedWrite] = []
    ) throws -> ReplyOutcome {
        try with { connection in
            try connection.finishReply(
                job, turnID: turn.turnID, generation: turn.generation, reserveMilliseconds: reserve, text: text,
                report: report, writes: writes)
        }
    }

    /// Claims the reply job of the one conversation and commits an answer; returns its message, whose call may begin.
    func reply(_ text: String = "answer", worker: Int64) throws -> (job: ClaimedJob, messageID: Int64) {
        let job = try claimOne(worker: worker)
        guard case .committed(let messageID, send: true) = try finish(job, try begin(job), text) else {
            throw TestFailure(description: "the reply was not committed for sending")
        }
        return (job, messageID)
    }

    /// Begins the next send of a claimed job; nil when there is none.
    func beginSend(_ job: ClaimedJob) throws -> OutboundMessage? {
        switch try with({ try $0.beginSend(job) }) {
        case .ok(let message): return message
        case .none: return nil
        case .settle, .wait: throw TestFailure(description: "the send has to wait")
        case .lost: throw TestFailure(description: "the lease is lost")
        }
    }

    /// Records how a send ended.
    @discardableResult
    func finishSend(
        _ job: ClaimedJob, _ messageID: Int64, _ kind: SendResult.Kind, providerID: String? = nil,
        retry: Int64 = 60_000, attempts: Int = 3
    ) throws -> SendEnding {
        let result = SendResult(
            kind: kind, providerMessageID: providerID, error: kind == .sent ? nil : "it went wrong", milliseconds: 7)
        return try with { connection in
            try connection.finishSend(
                job, messageID: messageID, result: result, retryMilliseconds: retry, mostAttempts: attempts)
        }
    }

    /// Asks, as POST /send does, to send a text on a channel of tenant 1.
    @discardableResult
    func send(
        _ text: String, phone: String = somePhone, provider: Provider = .gateway, channel: String = "1",
        key: String? = nil, digest: String = "digest"
    ) throws -> OutboundAcceptance {
        try with { connection in
            try connection.acceptOutbound(
                tenantID: 1, provider: provider, address: channel, to: chat(phone), OutboundOrder(text: text), key: key,
                digest: digest)
        }
    }

    /// Lets a worker's death be seen: its heartbeat is long past.
    func stopHeart(of worker: Int64, milliseconds: Int = 5_000) throws {
        try execute(
            """
            update worker set heartbeat_at = clock_timestamp() - interval '\(milliseconds) milliseconds'
            where worker_id = \(worker)
            """)
    }

    /// Puts so many ready jobs of a kind in the queue; key n is due n seconds after `now`, which is seconds from now.
    func makeJobs(_ count: Int, kind: String = "reply", tenant: Int64 = 1, from now: Int = 60) throws {
        try execute(
            """
            insert into job (tenant_id, kind, key, deadline_at)
            select \(tenant), '\(kind)', n, clock_timestamp() + make_interval(secs => \(now) + n)
            from generate_series(1, \(count)) n
            """)
    }

    /// A message's status.
    func status(_ messageID: Int64) throws -> String? {
        try value("select status from message where message_id = $1", [String(messageID)])
    }

    /// The kinds of jobs that there are besides the upkeep and the analyses that follow replies, with their states.
    func jobs() throws -> [String?] {
        try column("select kind || ' ' || state from job where kind not in ('upkeep', 'analyze') order by 1")
    }
}
