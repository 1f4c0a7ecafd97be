/// One object of a `checks` list; it stands for one check or, for a lead's facts, for one each.
struct CheckEntry: Decodable, Sendable {
    let checks: [Check]

    private enum Key: String, CodingKey {
        case check, needs, listings, fits, any, listing, field, fields, day, time, slot, count, words
        case facts = "is"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let name = try container.decode(String.self, forKey: .check)
        let needs = try container.decodeIfPresent(String.self, forKey: .needs)
        guard needs == nil || needs == "model" else { throw EvaluationError("a check needs a model, or nothing") }
        let rules = try Self.rules(name, container, decoder)
        checks = rules.map { Check(rule: $0, needsModel: needs != nil) }
    }

    private static func rules(
        _ name: String, _ container: KeyedDecodingContainer<Key>, _ decoder: any Decoder
    ) throws -> [Check.Rule] {
        if let rule = try replyRule(name, container, decoder) { return [.reply(rule)] }
        if let rule = try outcomeRule(name, container) { return [.outcome(rule)] }
        switch name {
        case "lead":
            let facts = try container.decode([String: Values].self, forKey: .facts)
            return facts.sorted { $0.key < $1.key }.map { .outcome(.lead(field: $0.key, values: $0.value.texts)) }
        case "lead_lacks":
            return try container.decode([String].self, forKey: .fields).map { .outcome(.leadLacks(field: $0)) }
        case "keeps_secrets":
            return [.keepsSecrets(try container.decodeIfPresent([String].self, forKey: .words) ?? [])]
        default: throw EvaluationError("there is no check \(name)")
        }
    }

    private static func replyRule(
        _ name: String, _ container: KeyedDecodingContainer<Key>, _ decoder: any Decoder
    ) throws -> ReplyRule? {
        func texts() throws -> [String] { try container.decode([String].self, forKey: .any) }
        return switch name {
        case "offers": .offers(try selection(container))
        case "offers_only": .offersOnly(try selection(container))
        case "offers_nothing": .offersNothing
        case "offers_times": .offersTimes(try TimesWanted(from: decoder))
        case "says": .says(try texts())
        case "avoids": .avoids(try texts())
        case "says_amount": .saysAmount(try container.decode([Int].self, forKey: .any))
        case "says_fact":
            .saysFact(
                try container.decode(ListingName.self, forKey: .listing),
                try container.decode(Fact.self, forKey: .field))
        default: nil
        }
    }

    private static func outcomeRule(_ name: String, _ container: KeyedDecodingContainer<Key>) throws -> OutcomeRule? {
        func listing() throws -> ListingName { try container.decode(ListingName.self, forKey: .listing) }
        return switch name {
        case "booked": .booked(try listing(), try moment(container), isOnly: true)
        case "booked_also": .booked(try listing(), try moment(container), isOnly: false)
        case "booked_at_most": .bookedAtMost(try container.decode(Int.self, forKey: .count))
        case "not_booked": .notBooked
        case "not_booked_at": .notBookedAt(try moment(container))
        case "cancelled": .cancelled(try listing())
        case "others_booking_stands": .othersBookingStands(try container.decode(Int.self, forKey: .listing))
        case "handed_over": .handedOver(true)
        case "not_handed_over": .handedOver(false)
        case "unchanged": .unchanged
        default: nil
        }
    }

    private static func selection(_ container: KeyedDecodingContainer<Key>) throws -> Selection {
        if let fits = try container.decodeIfPresent(Fits.self, forKey: .fits) { return .fits(fits) }
        return .listings(try container.decode([ListingName].self, forKey: .listings))
    }

    private static func moment(_ container: KeyedDecodingContainer<Key>) throws -> Moment {
        if let slot = try container.decodeIfPresent(Place.self, forKey: .slot) { return .slot(slot) }
        return .day(
            try container.decode(Int.self, forKey: .day), time: try container.decode(String.self, forKey: .time))
    }

    /// One or several texts or numbers.
    private struct Values: Decodable {
        let texts: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let list = try? container.decode([String].self) {
                texts = list
            } else if let number = try? container.decode(Double.self) {
                texts = [plain(number)]
            } else {
                texts = [try container.decode(String.self)]
            }
        }
    }
}

/// A number without decimals that say nothing: `3`, `3.5`.
func plain(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
}
