import FoundationEssentials

/// The dialogues of one category, as a file holds them.
struct DialogueFile: Decodable, Sendable {
    let category: String
    let dialogues: [Dialogue]
}

/// A scripted conversation of one customer with a tenant of its own, and what must come of it.
///
/// The customer writes the same whatever is answered, except for times: `{slot1}` is the first time that was offered last.
/// Placeholders in what is written, and in what a lead's fact must be, are those of ``Script``.
struct Dialogue: Decodable, Sendable {
    /// Who may look at what failed.
    enum Set: String, Decodable, Sendable, CaseIterable {
        /// Everybody.
        case development
        /// Nobody who improves the rules: it tells whether they are good, or only fitted to the other dialogues.
        case heldOut = "held_out"
    }

    let id: String
    let set: Set
    let title: String
    /// The language of every reply, unless a turn says otherwise; Hebrew where it is not given.
    let language: ExpectedLanguage?
    /// What the customer is called on WhatsApp.
    let name: String?
    /// What the customer says in words, in figures: for telling what the customer said from what a reply invents.
    let said: [String]?
    /// What has happened before the first message.
    let setup: [Event]?
    let turns: [Turn]
    /// What must hold in the end.
    let checks: [CheckEntry]?

    /// What the customer writes at once, and what must hold of its one reply.
    struct Turn: Decodable, Sendable {
        let before: [Event]?
        let customer: Messages
        let language: ExpectedLanguage?
        let checks: [CheckEntry]?
    }

    /// One message, or several that arrive together.
    struct Messages: Decodable, Sendable {
        let texts: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            texts = try (try? container.decode([String].self)) ?? [container.decode(String.self)]
        }
    }
}

/// Something that the business or another customer does.
enum Event: Decodable, Sendable {
    /// Another customer books a viewing: `{"appointment": LISTING, "day": N, "time": "10:00"}`, days as in ``Script``.
    case appointment(listing: Int, day: Int, time: String)
    /// A listing changes: `{"set": "price", "listing": 101, "to": 7150}`; also `is_available` and `summary_he`.
    case change(listing: Int, field: String, value: Value)

    /// A value of a listing's field.
    enum Value: Codable, Sendable {
        case truth(Bool)
        case number(Int)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let truth = try? container.decode(Bool.self) {
                self = .truth(truth)
            } else if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .truth(let truth): try container.encode(truth)
            case .number(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            }
        }
    }

    private enum Key: String, CodingKey {
        case appointment, day, time, set, listing, to
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let listing = try container.decodeIfPresent(Int.self, forKey: .appointment) {
            self = .appointment(
                listing: listing, day: try container.decode(Int.self, forKey: .day),
                time: try container.decode(String.self, forKey: .time))
        } else {
            let field = try container.decode(String.self, forKey: .set)
            guard ["price", "is_available", "summary_he"].contains(field) else {
                throw EvaluationError("no event sets a listing's \(field)")
            }
            self = .change(
                listing: try container.decode(Int.self, forKey: .listing), field: field,
                value: try container.decode(Value.self, forKey: .to))
        }
    }
}

/// What the evaluation itself stumbled over.
struct EvaluationError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension DialogueFile {
    /// Reads all files of a folder, in the order of their names.
    static func read(folder: String) throws -> [DialogueFile] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
        guard !names.isEmpty else { throw EvaluationError("no dialogues in \(folder)") }
        let files = try names.sorted().map { name in
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
                throw EvaluationError("\(folder)/\(name) cannot be read")
            }
            do {
                return try JSONDecoder().decode(DialogueFile.self, from: data)
            } catch {
                throw EvaluationError("\(folder)/\(name): \(error)")
            }
        }
        let ids = files.flatMap(\.dialogues).map(\.id)
        guard Set(ids).count == ids.count else { throw EvaluationError("two dialogues in \(folder) have the same id") }
        return files
    }
}
