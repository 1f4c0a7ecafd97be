/// What must hold, as an object in `checks` of a dialogue's turn or of the dialogue itself. No check looks at wording, but for
/// what ``Claims`` reads: they look at rows of the database, and at facts (numbers, names, addresses, dates) in a reply.
///
/// A listing is its number, or `"turn1#2"`: the second that the reply to the first turn names. A reply names a listing if its
/// address stands there. `fits` describes listings: `area` (one or several, in
/// Hebrew), `deal`, `kind`, `min_rooms`, `max_rooms`, `min_price`, `max_price`, `feature` (one of these stands in a summary),
/// `available_by` (days from today).
///
/// Of a turn's reply:
///
/// | check | holds if |
/// |---|---|
/// | `offers` `listings` or `fits` | each of the listings is named; or at least one that fits is |
/// | `offers_only` `listings` or `fits` | nothing else is named, nor stands in the turn's row |
/// | `offers_nothing` | no listing is named, nor stands in the turn's row |
/// | `offers_times` `at_least`, `day`, `after`, `before` | so many of the row's viewing times are told by day and time of day, and all of them are to come and within viewing hours, on that day, not before `after`, and before `before` |
/// | `says` `any` | one of the texts stands in it, in whole words |
/// | `avoids` `any` | none of the texts stands in it, even within words |
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
/// Four checks are made of every dialogue without being written:
///
/// - it was answered once: one reply a turn;
/// - each reply is in the language that is expected;
/// - it is grounded. What stands in a reply is in the tenant's rows or was said by the customer: prices, telephone numbers,
///   addresses, room counts, sizes, percentages, days; at a house, its own (see ``Known``). A sum that follows from its price
///   by the business's terms is the house's as well. A time of day was offered, is that of a viewing of the customer's own,
///   both beside the right day, was said by the customer, or is an opening hour;
/// - it is true to the rows: a reply says that a viewing is booked, cancelled or moved if, and only if, the rows do.
///
/// Checks of what must come about are the `task`: the others hold of an assistant that says and does next to nothing.
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
        case claims
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
