internal import Conversation
internal import FoundationEssentials

/// Any JSON value: to build a call's body, and to pass on what a provider says without interpreting it.
enum JSONValue: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The value as JSON. Keys are sorted, so that the same value is always the same bytes.
    var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only a number that is not finite could not be encoded, and JSON that was decoded holds none.
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }

    /// Reads JSON text; nil where it is none.
    init?(parsing text: String) {
        guard let value = try? JSONBody.decode(JSONValue.self, from: Array(text.utf8)) else { return nil }
        self = value
    }
}

extension JSONValue: Codable {
    init(from decoder: any Decoder) throws {
        if let fields = try? decoder.container(keyedBy: FieldName.self) {
            var members: [String: JSONValue] = [:]
            for name in fields.allKeys {
                members[name.stringValue.withoutNUL()] = try fields.decode(JSONValue.self, forKey: name)
            }
            self = .object(members)
        } else if var array = try? decoder.unkeyedContainer() {
            var elements: [JSONValue] = []
            while !array.isAtEnd { elements.append(try array.decode(JSONValue.self)) }
            self = .array(elements)
        } else {
            self = Self.scalar(try decoder.singleValueContainer())
        }
    }

    private static func scalar(_ container: any SingleValueDecodingContainer) -> JSONValue {
        if let text = try? container.decode(String.self) { return .string(text.withoutNUL()) }
        if let flag = try? container.decode(Bool.self) { return .bool(flag) }
        if let number = try? container.decode(Int64.self) { return .integer(number) }
        if let number = try? container.decode(Double.self), number.isFinite { return .number(number) }
        return .null
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: FieldName.self)
            for (name, value) in members { try container.encode(value, forKey: FieldName(stringValue: name)) }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .null: try Self.encode(encoder) { try $0.encodeNil() }
        case .bool(let flag): try Self.encode(encoder) { try $0.encode(flag) }
        case .integer(let number): try Self.encode(encoder) { try $0.encode(number) }
        case .number(let number): try Self.encode(encoder) { try $0.encode(number) }
        case .string(let text): try Self.encode(encoder) { try $0.encode(text) }
        }
    }

    private static func encode(
        _ encoder: any Encoder, _ write: (inout any SingleValueEncodingContainer) throws -> Void
    ) throws {
        var container = encoder.singleValueContainer()
        try write(&container)
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByDictionaryLiteral {
    init(stringLiteral value: String) { self = .string(value) }

    init(booleanLiteral value: Bool) { self = .bool(value) }

    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
