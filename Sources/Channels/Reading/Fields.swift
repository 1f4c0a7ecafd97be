internal import Conversation

/// The members of a JSON object, read leniently.
///
/// Providers add, drop and retype members without notice (numbers become strings, 64-bit numbers become objects), so a
/// member that is absent, null or of another type reads as nil, and never fails what stands beside it.
typealias Fields = KeyedDecodingContainer<FieldName>

/// The name of any member.
struct FieldName: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String

    init(stringValue: String) { self.stringValue = stringValue }

    init(stringLiteral value: String) { stringValue = value }

    init?(intValue: Int) { nil }

    var intValue: Int? { nil }
}

extension KeyedDecodingContainer<FieldName> {
    /// A string, without NUL; nil where it is empty.
    func text(_ name: FieldName) -> String? {
        guard let text = try? decodeIfPresent(String.self, forKey: name)?.withoutNUL(), !text.isEmpty else {
            return nil
        }
        return text
    }

    /// A string that is cut to so many UTF-16 units.
    func text(_ name: FieldName, limit: Int) -> String? {
        text(name)?.prefix(utf16Units: limit)
    }

    /// An id or address, exactly as it stands; nil where it is no string, empty, over
    /// `InboundMessage.identifierLimit` bytes, or holds a space or control character.
    func identifier(_ name: FieldName) -> String? {
        guard let text = try? decodeIfPresent(String.self, forKey: name), text.isIdentifier else { return nil }
        return text
    }

    /// A whole number: a JSON number, a string of digits, or a protobuf `Long` as `{"low":…, "high":…}`.
    func integer(_ name: FieldName) -> Int64? {
        do {
            return try decodeIfPresent(Int64.self, forKey: name)
        } catch {
            // A failed try is expensive, so the usual type comes first.
            if let text = try? decode(String.self, forKey: name) { return Int64(text) }
            if let number = try? decode(Double.self, forKey: name) { return Int64(exactly: number.rounded(.down)) }
            return object(name)?.long
        }
    }

    /// A finite number, or a string that holds one.
    func number(_ name: FieldName) -> Double? {
        do {
            return try decodeIfPresent(Double.self, forKey: name)
        } catch {
            let number = (try? decode(String.self, forKey: name)).flatMap(Double.init)
            return number.flatMap { $0.isFinite ? $0 : nil }
        }
    }

    /// A truth: `true`, 1 or `"true"`, and their opposites.
    func flag(_ name: FieldName) -> Bool? {
        do {
            return try decodeIfPresent(Bool.self, forKey: name)
        } catch {
            switch (try? decode(String.self, forKey: name)) ?? integer(name).map(String.init) {
            case "true", "1": return true
            case "false", "0": return false
            default: return nil
            }
        }
    }

    /// An object.
    func object(_ name: FieldName) -> Fields? {
        contains(name) ? try? nestedContainer(keyedBy: FieldName.self, forKey: name) : nil
    }

    /// This object as a protobuf `Long`: two halves of 32 bits, the lower one signed or not.
    private var long: Int64? {
        guard let low = integer("low"), let high = integer("high"), let upper = Int32(exactly: high) else { return nil }
        return Int64(upper) << 32 | Int64(UInt32(truncatingIfNeeded: low))
    }

    /// The objects of an array, up to so many; what is no object is left out.
    func objects(_ name: FieldName, limit: Int) -> [Fields] {
        anyElements(name, limit: limit, \.fields)
    }

    /// The elements of an array, or the one object that stands in its place; nil for an element that is no object.
    ///
    /// Throws ``EnvelopeError`` where there are more than so many.
    func elements(_ name: FieldName, limit: Int) throws(EnvelopeError) -> [Fields?] {
        if let object = object(name) { return [object] }
        guard isPresent(name), var array = try? nestedUnkeyedContainer(forKey: name) else { return [] }
        var elements: [Fields?] = []
        while !array.isAtEnd, let element = try? array.decode(AnyElement.self) {
            guard elements.count < limit else {
                throw EnvelopeError(problem: "\(name.stringValue) holds more than \(limit) elements.")
            }
            elements.append(element.fields)
        }
        return elements
    }

    /// The texts of an array, up to so many; what is no text, or an empty one, is left out.
    func texts(_ name: FieldName, limit: Int) -> [String] {
        anyElements(name, limit: limit) { element in
            element.text.map { $0.withoutNUL() }.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    /// What is read of the elements of an array, up to so many. Those of which nothing can be read are passed over, but not
    /// for ever: each costs as much as one that can be read.
    private func anyElements<Element>(
        _ name: FieldName, limit: Int, _ read: (AnyElement) -> Element?
    ) -> [Element] {
        guard isPresent(name), var array = try? nestedUnkeyedContainer(forKey: name) else { return [] }
        var elements: [Element] = []
        var passedOver = 0
        while !array.isAtEnd, elements.count < limit, passedOver < Self.mostPassedOver,
            let element = try? array.decode(AnyElement.self)
        {
            if let value = read(element) { elements.append(value) } else { passedOver += 1 }
        }
        return elements
    }

    private static var mostPassedOver: Int { 1000 }

    /// A person's name on one line, or nil where nothing of it can be seen.
    func displayName(_ name: FieldName) -> String? {
        text(name).flatMap(\.displayName)
    }

    /// Whether there is a member of this name that is not null.
    func isPresent(_ name: FieldName) -> Bool {
        contains(name) && (try? decodeNil(forKey: name)) == false
    }
}

/// An element of an array, of any type: decoding it never fails, so that it never costs its neighbours.
private struct AnyElement: Decodable {
    let fields: Fields?
    let text: String?

    init(from decoder: any Decoder) {
        fields = try? decoder.container(keyedBy: FieldName.self)
        text = fields == nil ? try? decoder.singleValueContainer().decode(String.self) : nil
    }
}

extension String {
    /// It on one line, as a person's name; nil where nothing of it can be seen.
    var displayName: String? {
        let line = split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.isEmpty ? nil : line.prefix(utf16Units: InboundMessage.nameLimit)
    }

    /// Whether it can be a provider's id or address: not empty, at most `InboundMessage.identifierLimit` bytes, and without
    /// spaces and control characters.
    var isIdentifier: Bool {
        (1...InboundMessage.identifierLimit).contains(utf8.count) && utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }
}
