extension HTTPRequest {
    /// Finds where the request goes and refuses what could not be sent, or could smuggle in a header or a request.
    func checkedOrigin() throws(HTTPError) -> Origin {
        guard let origin = Origin(url: url) else { throw .invalid("the address is not a whole http or https URL") }
        guard isToken(method) else { throw .invalid("the method is not a token") }
        for header in headers {
            guard isToken(header.name) else { throw .invalid("a header's name is not a token") }
            guard header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                throw .invalid("the value of header \(header.name) has control characters")
            }
            guard !HTTPRequest.ownHeaders.contains(header.name.lowercased()) else {
                throw .invalid("header \(header.name) is the engine's own")
            }
        }
        guard maximumResponseBytes >= 0 else { throw .invalid("the maximum of response bytes is negative") }
        return origin
    }

    /// What frames the message; two opinions about it would be a way to smuggle requests.
    private static let ownHeaders: Set<String> = ["content-length", "transfer-encoding", "expect"]
}

/// Whether the text is a token of RFC 9110, section 5.6.2.
private func isToken(_ text: String) -> Bool {
    !text.isEmpty
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
}

extension HTTPError {
    /// The error of a request that was refused before anything was done.
    fileprivate static func invalid(_ message: String) -> HTTPError {
        HTTPError(kind: .invalidRequest, message: message, begun: false)
    }
}
