import Testing

@testable import Postgres
@testable import Store

extension TestDatabase {
    /// Lets a worker do all replies and sends that are there, each at its first attempt.
    func finishAllWork(worker: Int64) throws {
        for round in 1... {
            // Whatever waits for a moment waits no longer than this.
            try pass(milliseconds: 100_000)
            try execute("update job set state = 'ready' where state = 'waiting' and kind <> 'upkeep'")
            let replies = try claim("reply", worker: worker, limit: 50)
            let sends = try claim("send", worker: worker, limit: 50)
            if replies.isEmpty && sends.isEmpty { return }
            for job in replies {
                guard case .ok(let turn) = try with({ try $0.beginTurn(job, context: 4) }) else { continue }
                if case .committed(let messageID, send: true) = try finish(job, turn, "last answer \(round)") {
                    try sendAll(job, first: messageID)
                }
            }
            for job in sends { try sendAll(job, first: nil) }
            if round > 50 { throw TestFailure(description: "the work has no end") }
        }
    }

    private func sendAll(_ job: ClaimedJob, first: Int64?) throws {
        var next = try first ?? beginNext(job)
        while let messageID = next {
            guard try finishSend(job, messageID, .sent, providerID: "P\(messageID)").next == .next else { return }
            next = try beginNext(job)
        }
    }

    /// The next message of a job to be sent; nil where none is to be sent now. A look-up finds nothing.
    private func beginNext(_ job: ClaimedJob) throws -> Int64? {
        while true {
            switch try with({ try $0.beginSend(job) }) {
            case .ok(let message): return message.messageID
            case .settle(let message, milliseconds: _):
                guard try finishSend(job, message.messageID, .unknown).next == .next else { return nil }
            case .wait, .none: return nil
            case .lost: throw TestFailure(description: "the lease is lost")
            }
        }
    }

    /// What must hold of every conversation when all work is done (promises P2 and P3).
    func expectAllIsAnswered(inbound: Int) throws {
        #expect(try count("select count(*) from message where direction = 'in'") == inbound)
        #expect(try count("select count(distinct provider_message_id) from message where direction = 'in'") == inbound)
        let twice = "select count(*) - count(distinct (conversation_id, generation)) from message where generation > 0"
        #expect(try count(twice) == 0)
        #expect(try count("select count(*) from conversation where answered_generation <> generation") == 0)
        #expect(try jobs() == [])
        #expect(try count("select count(*) from message where status in ('queued', 'sending')") == 0)
        #expect(try count("select count(*) from turn left join message using (message_id) where message is null") == 0)
        // Each turn answers messages that no turn before it has answered.
        let idle = try count(
            """
            select count(*)
            from (
                select t.conversation_id, t.generation,
                    coalesce(lag(t.generation) over (partition by t.conversation_id order by t.turn_id), 0) as earlier
                from turn t
            ) t
            where not exists (
                select from message m
                where m.conversation_id = t.conversation_id
                    and m.generation > t.earlier and m.generation <= t.generation)
            """)
        #expect(idle == 0)
        // A message that came and was answered by no turn was in a human's hands.
        let unanswered = try count(
            """
            select count(*) from message m join conversation c using (conversation_id)
            where c.mode_changed_at = c.created_at
                and m.generation > coalesce((
                    select max(t.generation) from turn t where t.conversation_id = c.conversation_id), 0)
            """)
        #expect(unanswered == 0)
    }
}
