/// Reads any JSON. The fields of an object come sorted by their names, since no decoder tells their order.
extension JSON: Decodable {
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        // Texts and objects first: each kind tried in vain costs an error, and a tool's schema is made of these.
        if let text = try? value.decode(String.self) {
            self = .string(text)
        } else if let fields = try? value.decode([String: JSON].self) {
            self = .object(fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        } else if let values = try? value.decode([JSON].self) {
            self = .array(values)
        } else if let flag = try? value.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? value.decode(Int.self) {
            self = .integer(number)
        } else if let number = try? value.decode(Double.self) {
            self = .number(String(number))
        } else if value.decodeNil() {
            self = .null
        } else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no JSON"))
        }
    }
}

extension JSON {
    /// The value of an object's field; nil where there is none or this is no object.
    subscript(name: String) -> JSON? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.0 == name }?.1
    }

    /// The text of a string.
    var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The value of a number.
    var double: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let text): Double(text)
        default: nil
        }
    }

    /// The elements of an array.
    var elements: [JSON]? { if case .array(let values) = self { values } else { nil } }

    /// The fields of an object.
    var fields: [(String, JSON)]? { if case .object(let fields) = self { fields } else { nil } }
}
