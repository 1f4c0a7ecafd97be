internal import Conversation

/// The arguments of a tool call, as a model wrote them: JSON that may be anything.
struct ToolArguments {
    /// What is wrong with the arguments, in words that help the model to mend them.
    struct Fault: Error {
        let message: String
    }

    /// More than this no call of ours needs.
    private static let mostBytes = 4096

    private let values: [String: JSONValue]

    /// Reads the arguments; none at all are no arguments. A name that the tool does not have is a fault: what a model means
    /// by it is not known, and nothing may be made of it.
    init(_ json: String, names: Set<String>) throws(Fault) {
        guard json.utf8.count <= Self.mostBytes else { throw Fault(message: "the arguments are too long") }
        guard json.contains(where: { !$0.isWhitespace }) else {
            values = [:]
            return
        }
        guard case .object(let values)? = JSONValue.object(in: json) else {
            throw Fault(message: "the arguments are not a JSON object")
        }
        if let stranger = values.keys.sorted().first(where: { !names.contains($0) }) {
            throw Fault(message: "there is no argument \(stranger.prefix(40))")
        }
        self.values = values
    }

    /// A text on one line; nil where none was given.
    func text(_ name: String, atMost limit: Int = 100) throws(Fault) -> String? {
        switch values[name] {
        case nil, .null: return nil
        case .string(let text):
            let line = text.withoutNUL().split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard line.count <= limit else { throw Fault(message: "\(name) is longer than \(limit) characters") }
            return line.isEmpty ? nil : line
        default: throw Fault(message: "\(name) must be a text")
        }
    }

    /// One of some words; nil where none was given.
    func word(_ name: String, of words: [String]) throws(Fault) -> String? {
        guard let word = try text(name) else { return nil }
        guard words.contains(word) else {
            throw Fault(message: "\(name) must be one of \(words.joined(separator: ", "))")
        }
        return word
    }

    /// A number within limits, also one that was written as a text; nil where none was given.
    func number(_ name: String, in range: ClosedRange<Double>) throws(Fault) -> Double? {
        let number: Double
        switch values[name] {
        case nil, .null: return nil
        case .number(let value): number = value
        case .integer(let value): number = Double(value)
        case .string(let text):
            guard let value = Double(text) else { throw Fault(message: "\(name) must be a number") }
            number = value
        default: throw Fault(message: "\(name) must be a number")
        }
        guard range.contains(number) else {
            throw Fault(
                message: "\(name) must be from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))")
        }
        return number
    }

    /// A whole number within limits; nil where none was given.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(Fault) -> Int? {
        guard let number = try number(name, in: Double(range.lowerBound)...Double(range.upperBound)) else { return nil }
        guard let integer = Int(exactly: number) else { throw Fault(message: "\(name) must be a whole number") }
        return integer
    }

    /// A day such as `2026-11-26`; nil where none was given.
    func day(_ name: String) throws(Fault) -> CivilDate? {
        guard let text = try text(name) else { return nil }
        guard let day = CivilDate(text) else { throw Fault(message: "\(name) must be a day such as 2026-11-26") }
        return day
    }

    /// A moment such as `2026-11-26T10:00`, also with seconds; nil where none was given.
    func moment(_ name: String) throws(Fault) -> WallTime? {
        guard let text = try text(name) else { return nil }
        let minutes = text.hasSuffix(":00") && text.count == 19 ? String(text.dropLast(3)) : text
        guard let moment = WallTime(minutes.replacing(" ", with: "T")) else {
            throw Fault(message: "\(name) must be a time such as 2026-11-26T10:00")
        }
        return moment
    }

    /// A value that must be there.
    func required<Value>(_ name: String, _ value: Value?) throws(Fault) -> Value {
        guard let value else { throw Fault(message: "\(name) is missing") }
        return value
    }

    private static func plain(_ number: Double) -> String { String(Int(number)) }
}
