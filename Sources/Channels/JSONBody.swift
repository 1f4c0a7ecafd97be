internal import FoundationEssentials

/// The JSON body of a post, made ready for the decoder.
enum JSONBody {
    /// Decodes a post's body.
    ///
    /// Invalid UTF-8 and lone surrogates become U+FFFD, so that one broken character costs itself and not the message.
    /// Throws ``EnvelopeError`` where the body is no JSON, is nested too deep, or is not what `Value` needs at all.
    static func decode<Value: Decodable>(_ type: Value.Type, from body: [UInt8]) throws(EnvelopeError) -> Value {
        guard !body.isEmpty else { throw EnvelopeError(problem: "The body is empty.") }
        // RFC 8259, 8.1: a byte order mark may be ignored.
        let text = body.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(body.dropFirst(3)) : body
        var scanner = JSONScanner(repairingUTF8(of: text))
        try scanner.scan()
        do {
            return try JSONDecoder().decode(type, from: Data(scanner.bytes))
        } catch let error as EnvelopeError {
            throw error
        } catch {
            throw EnvelopeError(problem: "The body is not a JSON object.")
        }
    }

    private static func repairingUTF8(of body: [UInt8]) -> [UInt8] {
        if (try? UTF8Span(validating: body.span)) != nil { return body }
        return Array(String(decoding: body, as: UTF8.self).utf8)
    }
}
