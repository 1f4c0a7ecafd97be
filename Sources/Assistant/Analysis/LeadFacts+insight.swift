internal import Conversation
internal import Store

extension InsightFacts {
    /// What the database knows of a customer, as far as rules use it.
    init(_ facts: LeadFacts) {
        self.init()
        name = facts.name
        area = facts.area
        deal = facts.deal.flatMap({ ListingQuery.Deal(rawValue: $0) })
        propertyKind = facts.propertyKind.flatMap({ ListingQuery.PropertyKind(rawValue: $0) })
        rooms = facts.rooms
        budget = facts.budget
        moveIn = facts.moveIn.flatMap { CivilDate($0) }
    }
}

extension LeadFacts {
    /// What rules have found, as the database keeps it.
    init(_ facts: InsightFacts) {
        self.init()
        name = facts.name
        area = facts.area
        deal = facts.deal?.rawValue
        propertyKind = facts.propertyKind?.rawValue
        rooms = facts.rooms
        budget = facts.budget
        moveIn = facts.moveIn?.description
    }
}
