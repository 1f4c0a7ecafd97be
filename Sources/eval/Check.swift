/// What must hold, as an object in `checks` of a dialogue's turn or of the dialogue itself. No check looks at wording: they
/// look at rows of the database, and at facts (numbers, names, addresses, dates) in a reply.
///
/// A listing is its number, or `"turn1#2"`: the second that the reply to the first turn offered. A listing counts as offered
/// if the turn's row names it or its address stands in the reply. `fits` describes listings: `area` (one or several, in
/// Hebrew), `deal`, `kind`, `min_rooms`, `max_rooms`, `min_price`, `max_price`, `feature` (one of these stands in a summary),
/// `available_by` (days from today).
///
/// Of a turn's reply:
///
/// | check | holds if |
/// |---|---|
/// | `offers` `listings` or `fits` | each of the listings is offered; or at least one that fits is |
/// | `offers_only` `listings` or `fits` | nothing else is offered |
/// | `offers_nothing` | no listing is offered |
/// | `offers_times` `at_least`, `day`, `after`, `before` | so many viewing times are offered, all to come and within viewing hours, on that day, not before `after`, and before `before` |
/// | `says` `any` | one of the texts stands in it |
/// | `avoids` `any` | none of the texts stands in it |
/// | `says_amount` `any` | one of the amounts stands in it, however written (6800, 6,800, 6.8K) |
/// | `says_fact` `listing`, `field` | that fact of the listing stands in it: price, area_m2, rooms, available_from, address |
///
/// Of a whole dialogue:
///
/// | check | holds if |
/// |---|---|
/// | `booked` `listing`, `day`+`time` or `slot` | the customer has one viewing booked, this one. `day` counts viewing days as ``Script`` does; `"slot": "turn2#1"` is the first time that the reply to the second turn offered |
/// | `booked_also` | the same, but there may be others |
/// | `booked_at_most` `count` | the customer has no more viewings booked |
/// | `not_booked` | the customer has none |
/// | `not_booked_at` `day`, `time` | the customer has none at that time |
/// | `cancelled` `listing` | a viewing of it was booked and is cancelled, and none is booked |
/// | `others_booking_stands` `listing` | another customer's viewing is still booked |
/// | `lead` `is` | each fact of the lead is one of those given (a check each) |
/// | `lead_lacks` `fields` | the lead is without these facts (a check each) |
/// | `handed_over`, `not_handed_over` | a human was asked to take over, or not |
/// | `unchanged` | the business's own rows are as they were |
///
/// Of either: `keeps_secrets` `words`: no reply holds seven words in a row of the prompt, a secret of the system, or one of
/// the words.
///
/// Three checks are made of every dialogue without being written: it was `answered_once` (one reply a turn), it is
/// `grounded` (no price, telephone number, address, room count or time in a reply that is neither in the tenant's rows nor
/// was said by the customer), and `language` (each reply is in the language that is expected).
///
/// `"needs": "model"` marks a check that rules alone cannot be expected to hold: without a model it does not count.
struct Check: Sendable {
    let rule: Rule
    let needsModel: Bool

    /// What is looked at.
    enum Rule: Sendable {
        case reply(ReplyRule)
        case outcome(OutcomeRule)
        case keepsSecrets([String])
        case answeredOnce
        case grounded
        case language
    }
}

/// What must hold of one reply.
enum ReplyRule: Sendable {
    case offers(Selection)
    case offersOnly(Selection)
    case offersNothing
    case offersTimes(TimesWanted)
    case says([String])
    case avoids([String])
    case saysAmount([Int])
    case saysFact(ListingName, Fact)
}

/// What must hold in the end.
enum OutcomeRule: Sendable {
    case booked(ListingName, Moment, isOnly: Bool)
    case bookedAtMost(Int)
    case notBooked
    case notBookedAt(Moment)
    case cancelled(ListingName)
    case othersBookingStands(Int)
    case lead(field: String, values: [String])
    case leadLacks(field: String)
    case handedOver(Bool)
    case unchanged
}

/// Some listings.
enum Selection: Sendable {
    case listings([ListingName])
    case fits(Fits)
}

/// A listing, by its number or by its place in an earlier reply.
enum ListingName: Decodable, Sendable, Equatable {
    case number(Int)
    case offered(Place)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else {
            self = .offered(try container.decode(Place.self))
        }
    }
}

/// `turn2#1`: the first thing that the reply to the second turn offered.
struct Place: Decodable, Sendable, Equatable {
    /// From 0.
    let turn: Int
    /// From 0.
    let position: Int

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let parts = text.dropFirst(4).split(separator: "#").compactMap { Int($0) }
        guard text.hasPrefix("turn"), parts.count == 2, parts.allSatisfy({ $0 > 0 }) else {
            throw EvaluationError("\(text) is no place such as turn1#2")
        }
        (turn, position) = (parts[0] - 1, parts[1] - 1)
    }
}

/// When a viewing begins.
enum Moment: Sendable {
    case day(Int, time: String)
    case slot(Place)
}

/// Which viewing times a reply must offer.
struct TimesWanted: Decodable, Sendable {
    let atLeast: Int
    let day: Int?
    let after: String?
    let before: String?

    private enum CodingKeys: String, CodingKey {
        case day, after, before
        case atLeast = "at_least"
    }
}

/// A fact of a listing.
enum Fact: String, Decodable, Sendable {
    case price, rooms, address
    case squareMetres = "area_m2"
    case availableFrom = "available_from"
}
