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
    /// A human has taken over, or the contact opted out; the job is gone.
    case human
    /// The lease is somebody else's.
    case lost
}

/// An entry of the tenant's knowledge that fits a question.
public struct KnowledgeHit: Sendable {
    /// What it is about, such as `hours`.
    public let topic: String
    /// What the business answers.
    public let answer: String
    /// How well it fits, 0 to 1.
    public let score: Double
}

/// A property that the tenant lets or sells.
public struct Listing: Sendable {
    /// Its number.
    public let listingID: Int64
    /// `rent` or `sale`.
    public let deal: String
    /// `apartment`, `house`, `office` or `shop`.
    public let propertyKind: String
    /// How many rooms, such as `3.5`; nil for offices.
    public let rooms: String?
    /// Shekels: a month's rent or the whole price.
    public let price: Int64
    /// Square metres.
    public let areaSquareMetres: Int64?
    /// Town, address and summary in Hebrew.
    public let hebrew: Words
    /// Town, address and summary in English.
    public let english: Words

    /// What a listing says in one language.
    public struct Words: Sendable {
        /// The town or quarter.
        public let area: String
        /// Street and number.
        public let address: String
        /// A few words on it.
        public let summary: String
    }
}

extension Connection {
    private static let beginTurn = Statement(function: "begin_turn", parameters: 4)
    private static let finishReply = Statement(function: "finish_reply", parameters: 8)
    private static let findKnowledge = Statement(function: "find_knowledge", parameters: 4)
    private static let findListings = Statement(function: "find_listings", parameters: 7)

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
    /// - Parameter reserve: from so many milliseconds before the deadline on, newer messages do not supersede the reply.
    public mutating func finishReply(
        _ job: ClaimedJob, turnID: Int64, generation: Int32, reserveMilliseconds reserve: Int64, text: String,
        report: TurnReport
    ) throws(PostgresError) -> ReplyOutcome {
        let rows = try call(
            Self.finishReply,
            [
                String(job.tenantID), String(job.key), job.leaseToken, String(turnID), String(generation),
                String(reserve), text, Self.json(report),
            ])
        let row = rows.first { ($0.text(0), $0.integer(1), $0.boolean(2), $0.integer(3)) }
        switch (row?.0, row?.1) {
        case ("committed", let messageID?): return .committed(messageID: messageID, send: row?.2 == true)
        case ("superseded", _): return .superseded
        case ("early", _): return .early(milliseconds: row?.3 ?? 0)
        case ("human", _): return .human
        default: return .lost
        }
    }

    /// Calls `find_knowledge`: the best entries for a text, each in the language asked for where it exists in that.
    public mutating func findKnowledge(
        tenantID: Int64, text: String, language: String, limit: Int
    ) throws(PostgresError) -> [KnowledgeHit] {
        try call(Self.findKnowledge, [String(tenantID), text, language, String(limit)]).map { row in
            KnowledgeHit(
                topic: row.text(0) ?? "", answer: row.text(1) ?? "", score: row.text(2).flatMap(Double.init) ?? 0)
        }
    }

    /// Calls `find_listings`: what is available and fits; nil asks for nothing of that.
    public mutating func findListings(
        tenantID: Int64, text: String, deal: String?, propertyKind: String?, rooms: Double?, maximumPrice: Int?,
        limit: Int
    ) throws(PostgresError) -> [Listing] {
        let rows = try call(
            Self.findListings,
            [
                String(tenantID), text, deal, propertyKind, rooms.map { "\($0)" }, maximumPrice.map(String.init),
                String(limit),
            ])
        return rows.map { row in
            Listing(
                listingID: row.integer(0) ?? 0, deal: row.text(1) ?? "", propertyKind: row.text(2) ?? "",
                rooms: row.text(3), price: row.integer(4) ?? 0, areaSquareMetres: row.integer(5),
                hebrew: .init(area: row.text(6) ?? "", address: row.text(8) ?? "", summary: row.text(10) ?? ""),
                english: .init(area: row.text(7) ?? "", address: row.text(9) ?? "", summary: row.text(11) ?? ""))
        }
    }

    private static func json(_ report: TurnReport) throws(PostgresError) -> String {
        do {
            return String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        } catch {
            throw PostgresError(sqlState: "22000", message: "the turn's report cannot be written as JSON")
        }
    }
}
