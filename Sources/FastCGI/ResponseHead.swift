/// The head of a response as CGI and FastCGI know it: `Status`, the headers, and an empty line (RFC 3875, 6.2).
enum ResponseHead {
    /// Writes the head. `contentLength` is nil where the body's length is not known beforehand.
    static func bytes(for response: Response, contentLength: Int?) -> [UInt8] {
        let status = (200...599).contains(response.status) ? response.status : 500
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        bytes.append(contentsOf: "Status: ".utf8)
        bytes.append(contentsOf: String(status).utf8)
        bytes.append(contentsOf: " ".utf8)
        bytes.append(contentsOf: reason(status).utf8)
        bytes.append(contentsOf: "\r\n".utf8)
        for header in response.headers where isSendable(header.name) {
            append(name: header.name, value: header.value, to: &bytes)
        }
        if case .stream = response.body, !response.headers.contains(where: { isSame($0.name, "x-accel-buffering") }) {
            append(name: "X-Accel-Buffering", value: "no", to: &bytes)
        }
        // RFC 9110, 8.6: a response without content must not give a length.
        if let contentLength, hasContent(status) {
            append(name: "Content-Length", value: String(contentLength), to: &bytes)
        }
        bytes.append(contentsOf: "\r\n".utf8)
        return bytes
    }

    /// Whether a response of that status has a body at all (RFC 9110, 15.3.5 and 15.4.5).
    static func hasContent(_ status: Int) -> Bool {
        status != 204 && status != 304
    }

    private static func append(name: String, value: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: ": ".utf8)
        if value.utf8.allSatisfy(isPrintable) {
            bytes.append(contentsOf: value.utf8)
        } else {
            // A line break from outside would end the header and begin another one.
            bytes.append(contentsOf: value.utf8.filter(isPrintable))
        }
        bytes.append(contentsOf: "\r\n".utf8)
    }

    private static func isPrintable(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\t")
    }

    /// Whether the name is an HTTP token (RFC 9110, 5.6.2) and not one that the server writes by itself.
    private static func isSendable(_ name: String) -> Bool {
        let isToken = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
        return isToken && !name.isEmpty && !isSame(name, "status") && !isSame(name, "content-length")
    }

    private static func isSame(_ name: String, _ lowercase: StaticString) -> Bool {
        guard name.utf8.count == lowercase.utf8CodeUnitCount else { return false }
        return lowercase.withUTF8Buffer { expected in
            zip(name.utf8, expected).allSatisfy { byte, wanted in
                byte == wanted || byte | 0x20 == wanted && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            }
        }
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 410: "Gone"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: status < 300 ? "Success" : status < 400 ? "Redirect" : status < 500 ? "Refused" : "Failed"
        }
    }
}
