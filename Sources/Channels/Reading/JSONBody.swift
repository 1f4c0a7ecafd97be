internal import FoundationEssentials

/// The JSON body of a post, made ready for the decoder.
enum JSONBody {
    /// Decodes a post's body.
    ///
    /// Invalid UTF-8 and lone surrogates become U+FFFD, so that one broken character costs itself and not the message.
    /// Throws ``EnvelopeError`` where the body is no JSON, is nested too deep, or is not what `Value` needs at all.
    static func decode<Value: Decodable>(_ type: Value.Type, from body: [UInt8]) throws(EnvelopeError) -> Value {
        let text = try checked(body)
        return try decoding { try JSONDecoder().decode(type, from: text) }
    }

    /// Reads a post's body, which must be an object, by the given reading. Throws like ``decode(_:from:)``, or what the reading
    /// throws.
    static func read<Value>(
        _ body: [UInt8], _ reading: @escaping (Fields) throws(EnvelopeError) -> Value
    ) throws(EnvelopeError) -> Value {
        let text = try checked(body)
        return try decoding {
            try JSONDecoder().decode(ObjectReading<Value>.self, from: text, configuration: reading).value
        }
    }

    /// Turns the decoder's errors into the one that a sender is told.
    private static func decoding<Value>(_ decode: () throws -> Value) throws(EnvelopeError) -> Value {
        do {
            return try decode()
        } catch let error as EnvelopeError {
            throw error
        } catch {
            throw EnvelopeError(problem: "The body is not a JSON object.")
        }
    }

    /// The body as JSON text that the decoder can read.
    private static func checked(_ body: [UInt8]) throws(EnvelopeError) -> Data {
        guard !body.isEmpty else { throw EnvelopeError(problem: "The body is empty.") }
        // RFC 8259, 8.1: a byte order mark may be ignored.
        let text = body.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(body.dropFirst(3)) : body
        var scanner = JSONScanner(repairingUTF8(of: text))
        try scanner.scan()
        return Data(scanner.bytes)
    }

    private static func repairingUTF8(of body: [UInt8]) -> [UInt8] {
        if (try? UTF8Span(validating: body.span)) != nil { return body }
        return Array(String(decoding: body, as: UTF8.self).utf8)
    }
}

/// An object that is read by the reading that it is decoded with.
private struct ObjectReading<Value>: DecodableWithConfiguration {
    let value: Value

    init(from decoder: any Decoder, configuration: (Fields) throws(EnvelopeError) -> Value) throws {
        value = try configuration(decoder.container(keyedBy: FieldName.self))
    }
}
