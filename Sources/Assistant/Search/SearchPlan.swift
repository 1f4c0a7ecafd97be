internal import Conversation
internal import Store

/// What is asked of the database, one after the other, until something fits.
struct SearchPlan {
    /// The searches, the strictest first, with what each leaves out.
    let filters: [(Search.Relaxation, ListingFilter)]
    private let dialogue: LocalDialogue

    /// - Parameter offered: what was offered before: "cheaper" is cheaper than that.
    init(dialogue: LocalDialogue, offered: [Listing]) {
        self.dialogue = dialogue
        var wishes = dialogue.wishes
        Self.compare(&wishes, dialogue.acts, with: offered)
        let strict = wishes.filter(text: dialogue.texts.joined(separator: " "))
        var filters: [(Search.Relaxation, ListingFilter)] = [(.none, strict)]
        if strict.availableBy != nil {
            var open = strict
            open.availableBy = nil
            filters.append((.entry, open))
        }
        // Who asks for something cheaper is not to be told the price that was too high.
        let keepsPrice = dialogue.acts.contains(.wantsCheaper)
        if strict.maximumPrice != nil, !keepsPrice {
            var dearer = strict
            (dearer.maximumPrice, dearer.availableBy) = (nil, nil)
            filters.append((.price, dearer))
        }
        if !dialogue.places.isEmpty, dialogue.query.propertyKind == nil, Self.homes.contains(strict.propertyKind) {
            var other = strict
            (other.propertyKind, other.availableBy) = (nil, nil)
            filters.append((.kind, other))
        }
        if strict.area != nil || !wishes.places.isEmpty {
            var elsewhere = strict
            (elsewhere.area, elsewhere.text, elsewhere.availableBy) = (nil, "", nil)
            filters.append((.area, elsewhere))
            if strict.maximumPrice != nil, !keepsPrice {
                elsewhere.maximumPrice = nil
                filters.append((.areaAndPrice, elsewhere))
            }
        }
        self.filters = filters
    }

    private static let homes: Set<String?> = ["apartment", "house"]

    /// Of the rows found with a filter, those that answer it, best first.
    func fitting(_ rows: [Listing], _ filter: ListingFilter) -> [Listing] {
        var rows = rows.filter { $0.isAvailable && $0.price > 0 }
        // Several places are told by the text: without a listing in one of them there is none.
        if dialogue.wishes.places.count > 1, filter.area == nil, !filter.text.isEmpty { rows = rows.filter(\.isNamed) }
        if filter.propertyKind == nil, Self.homes.contains(dialogue.wishes.facts.propertyKind) {
            rows = rows.filter { Self.homes.contains($0.propertyKind) }
        }
        for feature in dialogue.wishes.features {
            let having = rows.filter(feature.isNamed)
            if !having.isEmpty { rows = having }
        }
        if dialogue.acts.contains(.wantsOthers) || dialogue.acts.contains(.wantsLarger) {
            rows.removeAll { dialogue.seen.contains($0.listingID) }
        }
        let isByPrice =
            filter.maximumPrice == nil && dialogue.wishes.facts.budget != nil
            || !dialogue.acts.isDisjoint(with: [.meansCheapest, .wantsCheaper])
        if isByPrice { rows.sort { ($0.price, $0.listingID) < ($1.price, $1.listingID) } }
        return rows
    }

    /// "Cheaper" and "larger" are compared with what was offered, and mean the same sort of property.
    private static func compare(_ wishes: inout Wishes, _ acts: DialogueActs, with offered: [Listing]) {
        let compares = !acts.isDisjoint(with: [.wantsCheaper, .wantsLarger, .wantsOthers])
        guard compares, let first = offered.first else { return }
        if offered.allSatisfy({ $0.deal == first.deal }) { wishes.facts.deal = wishes.facts.deal ?? first.deal }
        if offered.allSatisfy({ $0.propertyKind == first.propertyKind }) {
            wishes.facts.propertyKind = wishes.facts.propertyKind ?? first.propertyKind
        }
        if acts.contains(.wantsCheaper), let least = offered.map(\.price).min() {
            wishes.facts.budget = Int(least) - 1
        }
        if acts.contains(.wantsLarger), let most = offered.compactMap({ $0.rooms.flatMap(Double.init) }).max() {
            wishes.facts.rooms = most + 0.5
            wishes.maximumRooms = nil
        }
    }
}
