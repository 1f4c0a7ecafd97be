public import Postgres

extension Connection {
    private static let beginSend = Statement(function: "begin_send", parameters: 3)
    private static let finishSend = Statement(function: "finish_send", parameters: 10)
    private static let unclaimedIDs = Statement(function: "unclaimed_ids", parameters: 3)
    private static let announceSettled = Statement(function: "announce_settled", parameters: 2)

    /// Calls `begin_send` for a claimed send job.
    public mutating func beginSend(_ job: ClaimedJob) throws(PostgresError) -> SendBeginning {
        let rows = try call(Self.beginSend, [String(job.tenantID), String(job.key), job.leaseToken])
        let answer = rows.first { row in
            let outcome = row.text(0)
            let isMessage = outcome == "ok" || outcome == "settle"
            return (outcome, message: isMessage ? OutboundMessage(row) : nil, milliseconds: row.integer(13))
        }
        switch (answer?.0, answer?.message) {
        case ("ok", let message?): return .ok(message)
        case ("settle", let message?): return .settle(message, milliseconds: answer?.milliseconds ?? 0)
        case ("ok", nil), ("settle", nil):
            throw PostgresError(sqlState: nil, message: "begin_send gave a message that cannot be read")
        case ("wait", _): return .wait
        case ("none", _): return .none
        default: return .lost
        }
    }

    /// Calls `finish_send`.
    ///
    /// - Parameters:
    ///   - retry: when to try again, in milliseconds, where that is right; of a throttled send, how long the channel must
    ///     wait.
    ///   - attempts: after how many attempts it is given up.
    public mutating func finishSend(
        _ job: ClaimedJob, messageID: Int64, result: SendResult, retryMilliseconds retry: Int64,
        mostAttempts attempts: Int
    ) throws(PostgresError) -> SendEnding {
        let rows = try call(
            Self.finishSend,
            [
                String(job.tenantID), String(job.key), job.leaseToken, String(messageID), result.kind.rawValue,
                result.providerMessageID, result.error, String(result.milliseconds), String(retry), String(attempts),
            ])
        return rows.first { row in
            let next: SendEnding.Next =
                switch row.text(0) {
                case "next": .next
                case "done": .done
                default: .lost
                }
            return SendEnding(next: next, isSettled: row.boolean(1) == true)
        } ?? SendEnding(next: .lost, isSettled: false)
    }

    /// Calls `unclaimed_ids`: those of a provider's ids that belong to no message yet, in their order. What a look-up found
    /// is ours only if nothing else is known to be it.
    public mutating func unclaimedIDs(_ job: ClaimedJob, _ ids: [String]) throws(PostgresError) -> [String] {
        try call(Self.unclaimedIDs, [String(job.tenantID), String(job.key), ArrayLiteral.texts(ids)])
            .map { $0.text(0) }.compactMap { $0 }
    }

    /// Calls `announce_settled`.
    public mutating func announceSettled(tenantID: Int64, messageID: Int64) throws(PostgresError) {
        _ = try call(Self.announceSettled, [String(tenantID), String(messageID)])
    }
}
