/// What a customer wants of the business.
public enum Intent: String, Sendable, CaseIterable {
    /// To meet, or to see a property.
    case meetingRequest = "meeting_request"
    /// Nothing (any more).
    case notInterested = "not_interested"
    /// A property, with something said about which.
    case interested
    /// To know something.
    case informationRequest = "information_request"
    /// Anything else.
    case generalInquiry = "general_inquiry"
}

/// How a customer feels about it.
public enum Sentiment: String, Sendable, CaseIterable {
    /// Pleased.
    case positive
    /// Neither.
    case neutral
    /// Displeased.
    case negative
}

/// How soon a customer needs it.
public enum Urgency: String, Sendable, CaseIterable {
    /// There is time.
    case low
    /// Nothing was said.
    case normal
    /// At once.
    case high
}

/// What a customer has said to look for.
public struct InsightFacts: Sendable, Equatable {
    /// What the customer is called.
    public var name: String?
    /// The town or quarter.
    public var area: String?
    /// To rent or to buy.
    public var deal: ListingQuery.Deal?
    /// What kind of property.
    public var propertyKind: ListingQuery.PropertyKind?
    /// The fewest rooms.
    public var rooms: Double?
    /// The most that it may cost, in shekels.
    public var budget: Int?
    /// From when.
    public var moveIn: CivilDate?

    /// Nothing known.
    public init() {}

    /// Whether something is said of what is looked for, besides the name.
    public var hasDetails: Bool {
        area != nil || deal != nil || propertyKind != nil || rooms != nil || budget != nil || moveIn != nil
    }
}

/// What a conversation tells about its customer.
public struct Insight: Sendable, Equatable {
    /// What the customer wants.
    public var intent = Intent.generalInquiry
    /// How the customer feels.
    public var sentiment = Sentiment.neutral
    /// How soon it is needed.
    public var urgency = Urgency.normal
    /// What is known, from this conversation and before.
    public var facts = InsightFacts()
    /// What the business should do next, in its own language.
    public var nextAction = ""
    /// The conversation in a sentence or two, in the business's language.
    public var summary = ""
    /// When a viewing would suit, where one is wanted.
    public var suggestedViewing: WallTime?

    /// An insight that tells nothing.
    public init() {}
}

/// Where a contact stands on the way to a deal.
public enum LeadStatus: String, Sendable, CaseIterable {
    /// Has written.
    case new
    /// Needs the business's quick attention: it is urgent, or budget and area are known.
    case attempting
    /// Interested, with details.
    case contacted
    /// Wants to meet.
    case qualified
    /// Not interested.
    case unqualified

    /// The status after an analysis: a meeting makes it qualified, no interest unqualified, interest with details contacted,
    /// urgency or a budget with an area attempting; whatever else leaves it as it is. What was reached is not lost by a
    /// later conversation that says less; only a new interest brings the unqualified back.
    public static func after(
        _ current: LeadStatus, intent: Intent, facts: InsightFacts, urgency: Urgency
    ) -> LeadStatus {
        let told: LeadStatus
        switch intent {
        case .meetingRequest: told = .qualified
        case .notInterested: return .unqualified
        case .interested where facts.hasDetails: told = .contacted
        case _ where urgency == .high || facts.budget != nil && facts.area != nil: told = .attempting
        case .interested, .informationRequest, .generalInquiry: return current
        }
        if current == .unqualified { return intent == .generalInquiry ? current : told }
        return told.rank > current.rank ? told : current
    }

    private var rank: Int {
        switch self {
        case .unqualified: -1
        case .new: 0
        case .attempting: 1
        case .contacted: 2
        case .qualified: 3
        }
    }
}
