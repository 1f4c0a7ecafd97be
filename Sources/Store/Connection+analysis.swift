internal import FoundationEssentials
public import Postgres

/// What `begin_analysis` said.
public enum AnalysisBeginning: Sendable {
    /// Here is the conversation.
    case ok(AnalysisContext)
    /// There is nothing new; the job is gone.
    case done
    /// The lease is somebody else's.
    case lost
}

/// A conversation that is to be analysed, as `begin_analysis` read it in one snapshot.
public struct AnalysisContext: Decodable, Sendable {
    /// The newest message that it holds.
    public let throughMessageID: Int64
    /// The tenant's own language, `he` or `en`.
    public let tenantLanguage: String
    /// What the customer calls himself or herself.
    public let contactName: String?
    /// The customer's phone number in E.164, where it is known.
    public let contactPhone: String?
    /// The moment on the tenant's wall clock, as `2026-11-24T09:30`.
    public let now: String
    /// What was known before.
    public let lead: Lead?
    /// The contact's viewings that are still to come.
    public let appointments: [Appointment]
    /// Whether a human was asked for.
    public let isHandoverOpen: Bool
    /// Whether the tenant has spent its budget for the day.
    public let isOverBudget: Bool
    /// The last messages, oldest first.
    public let messages: [Entry]

    /// One message.
    public struct Entry: Decodable, Sendable {
        /// Who wrote it: customer, bot, operator or owner.
        public let author: String
        /// What sort of thing it is, such as `text` or `voice`.
        public let kind: String
        /// Its words.
        public let text: String?
    }

    enum CodingKeys: String, CodingKey {
        case throughMessageID = "through_message_id"
        case tenantLanguage = "tenant_language"
        case contactName = "contact_name"
        case contactPhone = "contact_phone"
        case now
        case lead
        case appointments
        case isHandoverOpen = "is_handover_open"
        case isOverBudget = "is_over_budget"
        case messages
    }
}

/// What an analysis found, as `finish_analysis` stores it in `lead`.
public struct AnalysisReport: Encodable, Sendable {
    /// The lead's status by the rules: new, attempting, contacted, qualified or unqualified.
    public var status = "new"
    /// meeting_request, not_interested, interested, information_request or general_inquiry.
    public var intent = "general_inquiry"
    /// The conversation in a sentence or two.
    public var summary = ""
    /// What is known of the customer's wishes; nil leaves a fact as it was.
    public var facts = LeadFacts()
    /// What the business should do next.
    public var nextAction: String?
    /// positive, neutral or negative.
    public var sentiment = "neutral"
    /// low, normal or high.
    public var urgency = "normal"
    /// When a viewing would suit, on the tenant's wall clock, where the customer wants one and has none.
    public var suggestedViewing: String?
    /// model or rules.
    public var source = "rules"
    /// Why the model did not do it, if one was asked; no customer's text.
    public var error: String?
    /// How many requests the model was sent.
    public var modelRequests: Int?
    /// Tokens of their prompts, as the model counted them.
    public var promptTokens: Int?
    /// Tokens of their answers, as the model counted them.
    public var completionTokens: Int?
    /// What they cost, in millionths of a dollar.
    public var costMicrodollars: Int64?

    /// A report with nothing in it yet.
    public init() {}

    enum CodingKeys: String, CodingKey {
        case status, intent, summary, facts, sentiment, urgency, source, error
        case nextAction = "next_action"
        case suggestedViewing = "suggested_viewing"
        case modelRequests = "model_requests"
        case promptTokens = "prompt_tokens"
        case completionTokens = "completion_tokens"
        case costMicrodollars = "cost_microdollars"
    }
}

/// What `finish_analysis` said.
public enum AnalysisOutcome: String, Sendable {
    /// It is stored; the job is gone, or waits for what was written meanwhile.
    case done
    /// The lease is somebody else's: nothing is stored.
    case lost
}

extension Connection {
    private static let beginAnalysis = Statement(function: "begin_analysis", parameters: 4)
    private static let finishAnalysis = Statement(function: "finish_analysis", parameters: 5)

    /// Calls `begin_analysis` for a claimed analyze job: the last so many messages of its conversation.
    public mutating func beginAnalysis(_ job: ClaimedJob, limit: Int) throws(PostgresError) -> AnalysisBeginning {
        let rows = try call(
            Self.beginAnalysis, [String(job.tenantID), String(job.key), job.leaseToken, String(limit)])
        let answer = rows.first { ($0.text(0), $0.bytes(1)) }
        switch answer?.0 {
        case "ok":
            let context = answer?.1.flatMap { json in
                json.withUnsafeBytes { try? JSONDecoder().decode(AnalysisContext.self, from: Data($0)) }
            }
            guard let context else {
                throw PostgresError(sqlState: nil, message: "begin_analysis gave a conversation that cannot be read")
            }
            return .ok(context)
        case "done": return .done
        default: return .lost
        }
    }

    /// Calls `finish_analysis`: stores what was found, and ends the job unless something was written meanwhile.
    public mutating func finishAnalysis(
        _ job: ClaimedJob, through messageID: Int64, report: AnalysisReport
    ) throws(PostgresError) -> AnalysisOutcome {
        let rows = try call(
            Self.finishAnalysis,
            [String(job.tenantID), String(job.key), job.leaseToken, String(messageID), Self.json(report)])
        return rows.first { $0.text(0) }.flatMap { $0 }.flatMap(AnalysisOutcome.init) ?? .lost
    }
}
