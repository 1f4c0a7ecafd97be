internal import Conversation
internal import Store

extension Prompt {
    /// So many lines of an order, or cards, are named.
    private static let mostNamed = 10

    /// A message as the model reads it: its words, and in brackets what it is besides them.
    static func words(_ entry: TurnContext.Entry) -> String {
        let text = entry.text.flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil }
        switch entry.messageKind {
        case .text, .button, .list: return text ?? "[\(entry.kind)]"
        case .voice: return text ?? "[voice note, not transcribed]"
        case .audio: return text ?? "[recording, not transcribed]"
        case .edit: return marked("corrects an earlier message", text)
        case .image: return marked("picture", text)
        case .video: return marked("video", text)
        case .document:
            let name = entry.details?.media?.fileName.map { " " + inBrackets($0) } ?? ""
            return marked("document" + name, entry.words)
        case .location: return marked(place(entry), nil)
        case .contact: return marked(cards(entry), nil)
        case .order: return marked(order(entry), text)
        case .unsupported: return marked("a message that cannot be opened here", text)
        default: return marked(entry.kind, text)
        }
    }

    /// What the model is told about messages that are more, or less, than words; nil where there are none.
    static func explanation(_ entries: [TurnContext.Entry]) -> String? {
        guard entries.contains(where: { words($0).hasPrefix("[") }) else { return nil }
        var lines = [
            "What stands in [brackets] tells what the customer has sent; you can neither see nor hear it. Answer the words "
                + "beside it. For a picture, video, document or contact card without words give thanks, and say that an agent "
                + "will look at it and get back. Where a recording was not transcribed, ask to write what it says."
        ]
        if entries.contains(where: { $0.messageKind == .order }) {
            lines.append(
                "Of an order name the lines, and say that an agent will confirm it; never that it is confirmed.")
        }
        if entries.contains(where: { $0.messageKind == .location }) {
            lines.append(
                "A place may be where the customer is, or the area that is looked for: ask, if it is not clear.")
        }
        return lines.joined(separator: " ")
    }

    private static func marked(_ mark: String, _ text: String?) -> String {
        text.map { "[\(mark)] \($0)" } ?? "[\(mark)]"
    }

    private static func place(_ entry: TurnContext.Entry) -> String {
        // What was stored is read as it stands there.
        let stored = entry.details?.location.flatMap {
            MessageDetails.Location(latitude: $0.latitude, longitude: $0.longitude)
        }
        let place = stored.map { location in
            "\(degrees(location.latitude)), \(degrees(location.longitude))"
        }
        let parts = [entry.text.map(inBrackets), place].compactMap { $0 }
        return parts.isEmpty ? "place" : "place: " + parts.joined(separator: "; ")
    }

    private static func cards(_ entry: TurnContext.Entry) -> String {
        let cards = (entry.details?.contacts ?? []).prefix(mostNamed).map { card in
            [card.name, card.phone].compactMap { $0 }.map(inBrackets).joined(separator: ", ")
        }
        let named = cards.isEmpty ? entry.text.map { [inBrackets($0)] } ?? [] : cards
        return named.isEmpty ? "contact card" : "contact card: " + named.joined(separator: "; ")
    }

    private static func order(_ entry: TurnContext.Entry) -> String {
        guard let items = entry.details?.order?.items, !items.isEmpty else { return "order" }
        let lines = items.prefix(mostNamed).map { item in
            let price = item.price.map { " at \(short($0)) \(inBrackets(item.currency ?? ""))" } ?? ""
            return OrderLine.text(item) + price
        }
        let rest = items.count > lines.count ? "; and \(items.count - lines.count) more" : ""
        return "order: " + lines.map(inBrackets).joined(separator: "; ") + rest
    }

    /// What a customer chose, in one line, where it cannot end the brackets.
    private static func inBrackets(_ text: String) -> String {
        oneLine(text.filter { $0 != "[" && $0 != "]" }, limit: 160)
    }

    /// Degrees with four decimals: ten metres.
    private static func degrees(_ value: Double) -> String {
        let scaled = Int((abs(value) * 10_000).rounded())
        let fraction = String(scaled % 10_000)
        let zeros = String(repeating: "0", count: 4 - fraction.count)
        return "\(value < 0 && scaled > 0 ? "-" : "")\(scaled / 10_000).\(zeros)\(fraction)"
    }
}

/// One line of an order, as it is named to the customer, an agent and the model.
enum OrderLine {
    /// How many of what: `2 × SKU-1`.
    static func text(_ item: MessageDetails.Order.Item) -> String {
        let product = item.productID.prefix(60).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard let quantity = item.quantity else { return product }
        return "\(Prompt.short(quantity)) × \(product)"
    }
}
