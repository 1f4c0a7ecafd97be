/// One pass over a JSON text (RFC 8259) before it is decoded.
///
/// It says where a text stops being JSON, which the decoder does not; it bounds the depth before anything recurses; and
/// it replaces the escape of a lone surrogate (`\ud83d` without its other half), for which a decoder would refuse the
/// whole text, by that of U+FFFD. It uses no recursion and a time that is linear in the length.
struct JSONScanner {
    /// The deepest nesting of objects and arrays that is accepted. A wrapped message that quotes another needs 20.
    static let depthLimit = 64

    /// The text, with lone surrogates replaced.
    private(set) var bytes: [UInt8]
    private var index = 0
    private var depth = 0
    /// A bit for each open level, the innermost lowest: 1 for an object, 0 for an array.
    private var levels: UInt64 = 0

    /// A scanner over the given bytes, which must be valid UTF-8.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Goes through the whole text; throws at the first byte that cannot belong to it.
    mutating func scan() throws(EnvelopeError) {
        try value()
        while true {
            // A value has just ended.
            skipSpace()
            guard depth > 0 else { break }
            switch try next("the body ends too early") {
            case UInt8(ascii: ",") where isInObject: try keyAndValue()
            case UInt8(ascii: ","): try value()
            case UInt8(ascii: "}") where isInObject: close()
            case UInt8(ascii: "]") where !isInObject: close()
            default: throw problem(at: index - 1, "expected a comma or the end of what is open")
            }
        }
        guard index == bytes.count else { throw problem(at: index, "nothing may follow the value") }
    }

    private var isInObject: Bool { levels & 1 == 1 }

    /// Reads one value. Of objects and arrays it opens as many as begin here, and reads the innermost first value.
    private mutating func value() throws(EnvelopeError) {
        while true {
            skipSpace()
            let first = try next("the body ends where a value should be")
            switch first {
            case UInt8(ascii: "\""): return try string()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(first)
            case UInt8(ascii: "t"): return try literal("rue")
            case UInt8(ascii: "f"): return try literal("alse")
            case UInt8(ascii: "n"): return try literal("ull")
            case UInt8(ascii: "["):
                try open(object: false)
                skipSpace()
                if peek == UInt8(ascii: "]") {
                    index += 1
                    return close()
                }
            case UInt8(ascii: "{"):
                try open(object: true)
                skipSpace()
                if peek == UInt8(ascii: "}") {
                    index += 1
                    return close()
                }
                try key()
            default: throw problem(at: index - 1, "expected a value")
            }
        }
    }

    private mutating func keyAndValue() throws(EnvelopeError) {
        try key()
        try value()
    }

    private mutating func key() throws(EnvelopeError) {
        skipSpace()
        guard try next("the body ends where a key should be") == UInt8(ascii: "\"") else {
            throw problem(at: index - 1, "expected a key")
        }
        try string()
        skipSpace()
        guard try next("the body ends after a key") == UInt8(ascii: ":") else {
            throw problem(at: index - 1, "expected a colon")
        }
    }

    private mutating func open(object: Bool) throws(EnvelopeError) {
        guard depth < Self.depthLimit else {
            throw problem(at: index - 1, "nested deeper than \(Self.depthLimit) levels")
        }
        depth += 1
        levels = levels << 1 | (object ? 1 : 0)
    }

    private mutating func close() {
        depth -= 1
        levels >>= 1
    }
}

// MARK: - Strings, numbers, literals

extension JSONScanner {
    private mutating func string() throws(EnvelopeError) {
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\") {
                try escape()
            } else if byte < 0x20 {
                throw problem(at: index - 1, "a control character in a string")
            }
        }
        throw problem(at: index, "the body ends inside a string")
    }

    /// Reads what follows a backslash, and replaces a surrogate that stands alone.
    private mutating func escape() throws(EnvelopeError) {
        switch try next("the body ends inside a string") {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        case UInt8(ascii: "u"):
            guard let unit = codeUnit(at: index) else { throw problem(at: index, "expected four hexadecimal digits") }
            let start = index
            index += 4
            if UTF16.isTrailSurrogate(unit) {
                replaceUnit(at: start)
            } else if UTF16.isLeadSurrogate(unit) {
                if hasEscapedTrailSurrogate(at: index) { index += 6 } else { replaceUnit(at: start) }
            }
        default:
            throw problem(at: index - 1, "an unknown escape in a string")
        }
    }

    private func hasEscapedTrailSurrogate(at position: Int) -> Bool {
        guard position + 6 <= bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u"), let unit = codeUnit(at: position + 2)
        else { return false }
        return UTF16.isTrailSurrogate(unit)
    }

    private func codeUnit(at position: Int) -> UInt16? {
        guard position + 4 <= bytes.count else { return nil }
        var unit: UInt16 = 0
        for byte in bytes[position..<position + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): unit = unit << 4 | UInt16(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return unit
    }

    private mutating func replaceUnit(at position: Int) {
        for (offset, digit) in "fffd".utf8.enumerated() { bytes[position + offset] = digit }
    }

    private mutating func number(_ first: UInt8) throws(EnvelopeError) {
        let leading = first == UInt8(ascii: "-") ? try next("the body ends inside a number") : first
        guard isDigit(leading) else { throw problem(at: index - 1, "expected a digit") }
        if leading != UInt8(ascii: "0") { skipDigits() }
        if peek == UInt8(ascii: ".") {
            index += 1
            try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            index += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
            try digits()
        }
    }

    private mutating func digits() throws(EnvelopeError) {
        guard let byte = peek, isDigit(byte) else { throw problem(at: index, "expected a digit") }
        skipDigits()
    }

    private mutating func skipDigits() {
        while let byte = peek, isDigit(byte) { index += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private mutating func literal(_ rest: StaticString) throws(EnvelopeError) {
        let matches = rest.withUTF8Buffer { bytes[index...].starts(with: $0) }
        guard matches else { throw problem(at: index - 1, "expected a value") }
        index += rest.utf8CodeUnitCount
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func next(_ otherwise: StaticString) throws(EnvelopeError) -> UInt8 {
        guard index < bytes.count else { throw problem(at: index, "\(otherwise)") }
        index += 1
        return bytes[index - 1]
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private func problem(at position: Int, _ what: String) -> EnvelopeError {
        EnvelopeError(problem: "The body is not JSON at byte \(position): \(what).")
    }
}
