extension JSON {
    /// The value of a boolean.
    var flag: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The value of a whole number.
    var whole: Int? { double.flatMap { Int(exactly: $0) } }

    /// The text of a string that is not empty.
    var filledString: String? { string.flatMap { $0.isEmpty ? nil : $0 } }

    /// An object of the fields that have a value.
    static func compact(_ fields: [(String, JSON?)]) -> JSON {
        .object(fields.compactMap { name, value in value.map { (name, $0) } })
    }

    /// The value as the log keeps it: long texts (files in base64) are cut, and what is still too long is left out.
    var bounded: JSON {
        let short = cut
        let length = short.text.utf8.count
        return length <= Self.longestLogged ? short : ["too_long_bytes": .integer(length)]
    }

    private static let longestLogged = 131_072
    private static let longestText = 16_384

    private var cut: JSON {
        switch self {
        case .string(let text) where text.utf8.count > Self.longestText:
            .string(String(text.prefix(200)) + "… (\(text.utf8.count) bytes)")
        case .array(let values): .array(values.map(\.cut))
        case .object(let fields): .object(fields.map { ($0.0, $0.1.cut) })
        default: self
        }
    }

    /// The value as Meta writes JSON: ASCII only, with escaped slashes.
    var asciiText: String {
        var ascii = ""
        for unit in text.utf16 {
            switch unit {
            case UInt16(UInt8(ascii: "/")): ascii += "\\/"
            case 0x20..<0x7f: ascii.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default:
                let digits = String(unit, radix: 16)
                ascii += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return ascii
    }
}
