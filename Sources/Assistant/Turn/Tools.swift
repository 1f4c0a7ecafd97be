/// The tools that the model is offered: what they are called, what they do, and what they take.
///
/// None of them takes a tenant or a contact: whose data is read and written is the turn's, never the model's to say.
enum Tools: String, CaseIterable {
    case searchListings = "search_listings"
    case getListing = "get_listing"
    case offerViewingSlots = "offer_viewing_slots"
    case bookViewing = "book_viewing"
    case cancelViewing = "cancel_viewing"
    case recordLead = "record_lead"
    case handOver = "hand_over"

    static let deals = ["rent", "sale"]
    static let propertyKinds = ["apartment", "house", "office", "shop"]

    /// All of them, in the form in which a request carries them.
    static let all: [ModelTool] = allCases.map { tool in
        ModelTool(name: tool.rawValue, description: tool.description, parameters: tool.schema)
    }

    /// The names of what a tool takes.
    var argumentNames: Set<String> { Set(arguments.map(\.name)) }

    private var description: String {
        switch self {
        case .searchListings:
            "Finds available listings by what the customer looks for. Leave null what was not said."
        case .getListing: "All that is known of one listing, by its number."
        case .offerViewingSlots: "The times at which one listing can be seen, at most five, from a day on."
        case .bookViewing: "Books a viewing of a listing at a time that the customer has chosen and that is free."
        case .cancelViewing: "Gives up a booked viewing of this customer, by its number."
        case .recordLead: "Records what the customer said to look for. Leave null what was not said."
        case .handOver: "Asks a human colleague to take over the conversation."
        }
    }

    private enum Kind {
        case text(String)
        case word([String])
        case number(String)
        case integer(String)
    }

    private struct Argument {
        let name: String
        let kind: Kind
        var isRequired = false
    }

    private var arguments: [Argument] {
        switch self {
        case .searchListings:
            [
                Argument(name: "area", kind: .text("a town or quarter")),
                Argument(name: "deal", kind: .word(Self.deals)),
                Argument(name: "maximum_price", kind: .integer("shekels: a month's rent, or the whole price")),
                Argument(name: "maximum_rooms", kind: .number("rooms")),
                Argument(name: "minimum_price", kind: .integer("shekels")),
                Argument(name: "minimum_rooms", kind: .number("rooms")),
                Argument(name: "property_kind", kind: .word(Self.propertyKinds)),
                Argument(name: "words", kind: .text("features such as parking, or a street")),
            ]
        case .getListing: [Argument(name: "listing_id", kind: .integer("the number behind #"), isRequired: true)]
        case .offerViewingSlots:
            [
                Argument(name: "from_day", kind: .text("a day such as 2026-11-26; null: from now on")),
                Argument(name: "listing_id", kind: .integer("the number behind #"), isRequired: true),
            ]
        case .bookViewing:
            [
                Argument(name: "listing_id", kind: .integer("the number behind #"), isRequired: true),
                Argument(name: "starts_at", kind: .text("a time such as 2026-11-26T10:00"), isRequired: true),
            ]
        case .cancelViewing:
            [Argument(name: "appointment_id", kind: .integer("the number of the booked viewing"), isRequired: true)]
        case .recordLead:
            [
                Argument(name: "area", kind: .text("a town or quarter")),
                Argument(name: "budget", kind: .integer("shekels: the most that it may cost")),
                Argument(name: "deal", kind: .word(Self.deals)),
                Argument(name: "move_in", kind: .text("a day such as 2026-12-15")),
                Argument(name: "name", kind: .text("what the customer is called")),
                Argument(name: "notes", kind: .text("what else matters, in a few words")),
                Argument(name: "property_kind", kind: .word(Self.propertyKinds)),
                Argument(name: "rooms", kind: .number("the fewest rooms")),
            ]
        case .handOver:
            [Argument(name: "reason", kind: .text("why, in a few words for the colleague"), isRequired: true)]
        }
    }

    /// The arguments as a JSON schema in the strict form: every name is required, and what may be missing may be null.
    private var schema: String {
        let properties = arguments.map { "\"\($0.name)\":\(Self.schema($0))" }.joined(separator: ",")
        let names = arguments.map { "\"\($0.name)\"" }.joined(separator: ",")
        return
            "{\"additionalProperties\":false,\"properties\":{\(properties)},\"required\":[\(names)],\"type\":\"object\"}"
    }

    private static func schema(_ argument: Argument) -> String {
        func type(_ name: String) -> String { argument.isRequired ? "\"\(name)\"" : "[\"\(name)\",\"null\"]" }
        switch argument.kind {
        case .text(let meaning): return "{\"description\":\"\(meaning)\",\"type\":\(type("string"))}"
        case .number(let meaning): return "{\"description\":\"\(meaning)\",\"type\":\(type("number"))}"
        case .integer(let meaning): return "{\"description\":\"\(meaning)\",\"type\":\(type("integer"))}"
        case .word(let words):
            let list = words.map { "\"\($0)\"" } + (argument.isRequired ? [] : ["null"])
            return "{\"enum\":[\(list.joined(separator: ","))],\"type\":\(type("string"))}"
        }
    }
}
