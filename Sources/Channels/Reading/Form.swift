internal import Conversation

/// The fields of an `application/x-www-form-urlencoded` body or query, decoded, in their order.
///
/// `+` is a space; `%XX` are bytes of UTF-8; a percent sign without two digits stands for itself; bytes that are no
/// UTF-8 become U+FFFD. Fields without a value and fields of the same name are kept.
public struct Form: Sendable, Equatable {
    /// The most fields that are read.
    public static let fieldLimit = 1000

    /// One field.
    public struct Field: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its value; empty where it has none.
        public var value: String

        /// A field of this name and value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The fields, in their order.
    public var fields: [Field]

    /// A form of these fields.
    public init(_ fields: [Field]) { self.fields = fields }

    /// Reads an encoded form. Throws ``EnvelopeError`` where it holds more than ``fieldLimit`` fields.
    public init(decoding bytes: some Collection<UInt8>) throws(EnvelopeError) {
        var fields: [Field] = []
        for pair in bytes.split(separator: UInt8(ascii: "&"), maxSplits: Self.fieldLimit) {
            guard fields.count < Self.fieldLimit else {
                throw EnvelopeError(problem: "The form holds more than \(Self.fieldLimit) fields.")
            }
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            let value = pair.dropFirst(name.count + 1)
            fields.append(Field(Self.decode(name), Self.decode(value)))
        }
        self.fields = fields
    }

    /// The first value of a name; nil where there is none.
    public func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The first value of a name without NUL, cut to so many UTF-16 units; nil where it is empty.
    func text(_ name: String, limit: Int = .max) -> String? {
        guard let text = value(name)?.withoutNUL(), !text.isEmpty else { return nil }
        return text.prefix(utf16Units: limit)
    }

    /// The form, encoded: what is no letter, digit, or one of `-._~` becomes `%XX`.
    var encoded: String {
        fields.map { "\($0.name.percentEncodedSegment)=\($0.value.percentEncodedSegment)" }.joined(separator: "&")
    }

    private static func decode(_ bytes: some Collection<UInt8>) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): decoded.append(0x20)
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2).compactMap(hexadecimalValue(of:))
                if digits.count == 2 {
                    decoded.append(digits[0] << 4 | digits[1])
                    rest = rest.dropFirst(2)
                } else {
                    decoded.append(byte)
                }
            default: decoded.append(byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
