internal import FoundationEssentials
public import Postgres

/// What `begin_turn` said.
public enum TurnBeginning: Sendable {
    /// Here is what the turn needs to know.
    case ok(TurnContext)
    /// There is nothing to answer; the job is gone.
    case done
    /// The lease is somebody else's.
    case lost
}

/// What `finish_reply` said.
public enum ReplyOutcome: Sendable, Equatable {
    /// The reply is stored. `send`: this worker holds its send job under the same token, and sends it now.
    case committed(messageID: Int64, send: Bool)
    /// A newer message has come: begin again.
    case superseded
    /// The customer has not been quiet for long enough: so many milliseconds are missing.
    case early(milliseconds: Int64)
    /// A write that was staged with the reply has become impossible: the viewing time was taken meanwhile, or somebody who
    /// edits agents, hours or the lead keeps it waiting. Nothing is stored or counted and the job stays leased: answer again.
    case conflict
    /// A human has taken over, or the contact opted out; the job is gone.
    case human
    /// The lease is somebody else's.
    case lost
}

extension Connection {
    private static let beginTurn = Statement(function: "begin_turn", parameters: 4)
    private static let finishReply = Statement(function: "finish_reply", parameters: 9)
    private static let addSpend = Statement(function: "add_spend", parameters: 5)

    /// Calls `begin_turn` for a claimed reply job, with so many messages of context before the unanswered ones.
    public mutating func beginTurn(_ job: ClaimedJob, context: Int) throws(PostgresError) -> TurnBeginning {
        let rows = try call(
            Self.beginTurn, [String(job.tenantID), String(job.key), job.leaseToken, String(context)])
        let answer = rows.first { ($0.text(0), $0.bytes(1)) }
        switch answer?.0 {
        case "ok":
            guard let context = answer?.1.flatMap(TurnContext.read) else {
                throw PostgresError(sqlState: nil, message: "begin_turn gave a turn that cannot be read")
            }
            return .ok(context)
        case "done": return .done
        default: return .lost
        }
    }

    /// Calls `finish_reply`: commits a reply and the intent to send it, if the turn is still current.
    ///
    /// - Parameters:
    ///   - reserve: from so many milliseconds before the deadline on, newer messages do not supersede the reply.
    ///   - writes: are applied with the reply or not at all.
    public mutating func finishReply(
        _ job: ClaimedJob, turnID: Int64, generation: Int32, reserveMilliseconds reserve: Int64, text: String,
        report: TurnReport, writes: [StagedWrite] = []
    ) throws(PostgresError) -> ReplyOutcome {
        let rows = try call(
            Self.finishReply,
            [
                String(job.tenantID), String(job.key), job.leaseToken, String(turnID), String(generation),
                String(reserve), text, Self.json(report), writes.isEmpty ? nil : Self.json(writes),
            ])
        let row = rows.first { ($0.text(0), $0.integer(1), $0.boolean(2), $0.integer(3)) }
        switch (row?.0, row?.1) {
        case ("committed", let messageID?): return .committed(messageID: messageID, send: row?.2 == true)
        case ("superseded", _): return .superseded
        case ("early", _): return .early(milliseconds: row?.3 ?? 0)
        case ("conflict", _): return .conflict
        case ("human", _): return .human
        default: return .lost
        }
    }

    /// Calls `add_spend`: counts what models were asked for a turn that ended without a reply. `finishReply` and
    /// `finishAnalysis` count their own.
    public mutating func addSpend(
        tenantID: Int64, requests: Int, promptTokens: Int, completionTokens: Int, microdollars: Int64
    ) throws(PostgresError) {
        _ = try call(
            Self.addSpend,
            [
                String(tenantID), String(requests), String(promptTokens), String(completionTokens),
                String(microdollars),
            ])
    }

    /// A value as JSON that PostgreSQL takes: it refuses the character 0, which a model can write.
    static func json(_ value: some Encodable) throws(PostgresError) -> String {
        do {
            return withoutNulls(String(decoding: try JSONEncoder().encode(value), as: UTF8.self))
        } catch {
            throw PostgresError(sqlState: "22000", message: "\(type(of: value)) cannot be written as JSON")
        }
    }

    /// JSON without the escape of the character 0. A backslash that is itself escaped begins none.
    private static func withoutNulls(_ json: String) -> String {
        guard json.contains("\\u0000") else { return json }
        return json.replacing(/\\u0000|\\./) { $0.output == "\\u0000" ? "" : String($0.output) }
    }
}
