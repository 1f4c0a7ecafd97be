/// A change that a turn has decided on. It is applied with the reply, under the reply's fence, or not at all.
public enum StagedWrite: Sendable, Equatable, Encodable {
    /// The contact comes to see a listing; `startsAt` is the tenant's wall clock, as `2026-11-26T10:00`.
    case bookViewing(listingID: Int64, startsAt: String)
    /// The contact's booked viewing is given up.
    case cancelViewing(appointmentID: Int64)
    /// What the customer has said about himself or herself and what is looked for; nil leaves a fact as it is.
    case recordLead(LeadFacts)
    /// A human is asked to take over; the reason is a few words for the operator.
    case handOver(reason: String)

    private enum CodingKeys: String, CodingKey {
        case kind
        case listingID = "listing_id"
        case startsAt = "starts_at"
        case appointmentID = "appointment_id"
        case facts
        case reason
    }

    /// Writes the object that `finish_reply` reads.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .bookViewing(let listingID, let startsAt):
            try container.encode("book_viewing", forKey: .kind)
            try container.encode(listingID, forKey: .listingID)
            try container.encode(startsAt, forKey: .startsAt)
        case .cancelViewing(let appointmentID):
            try container.encode("cancel_viewing", forKey: .kind)
            try container.encode(appointmentID, forKey: .appointmentID)
        case .recordLead(let facts):
            try container.encode("record_lead", forKey: .kind)
            try container.encode(facts, forKey: .facts)
        case .handOver(let reason):
            try container.encode("hand_over", forKey: .kind)
            try container.encode(reason, forKey: .reason)
        }
    }
}

/// What is known of a customer's wishes. Each fact is one that the customer stated.
public struct LeadFacts: Codable, Sendable, Equatable {
    /// What the customer is called.
    public var name: String?
    /// The town or quarter.
    public var area: String?
    /// `rent` or `sale`.
    public var deal: String?
    /// `apartment`, `house`, `office` or `shop`.
    public var propertyKind: String?
    /// The fewest rooms.
    public var rooms: Double?
    /// The most that it may cost, in shekels.
    public var budget: Int?
    /// From when, as `2026-12-15`.
    public var moveIn: String?
    /// Whatever else matters, in a few words.
    public var notes: String?

    /// Nothing known.
    public init() {}

    /// Whether nothing is known.
    public var isEmpty: Bool { self == LeadFacts() }

    enum CodingKeys: String, CodingKey {
        case name, area, deal, rooms, budget, notes
        case propertyKind = "property_kind"
        case moveIn = "move_in"
    }
}

/// A contact as a possible customer of the business.
public struct Lead: Decodable, Sendable, Equatable {
    /// new, attempting, contacted, qualified or unqualified.
    public let status: String
    /// What the last analysis took the customer to want.
    public let intent: String?
    /// The last analysis's summary.
    public let summary: String?
    /// What is known.
    public let facts: LeadFacts

    /// A lead of the given parts.
    public init(status: String, intent: String?, summary: String?, facts: LeadFacts) {
        (self.status, self.intent, self.summary, self.facts) = (status, intent, summary, facts)
    }
}

/// A viewing that a contact has booked.
public struct Appointment: Decodable, Sendable, Equatable {
    /// Its number.
    public let appointmentID: Int64
    /// Which listing is seen.
    public let listingID: Int64
    /// When, on the tenant's wall clock, as `2026-11-26T10:00`.
    public let startsAt: String

    /// A viewing of the given parts.
    public init(appointmentID: Int64, listingID: Int64, startsAt: String) {
        (self.appointmentID, self.listingID, self.startsAt) = (appointmentID, listingID, startsAt)
    }

    enum CodingKeys: String, CodingKey {
        case appointmentID = "appointment_id"
        case listingID = "listing_id"
        case startsAt = "starts_at"
    }
}
