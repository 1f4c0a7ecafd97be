/// A body of type `multipart/form-data` (RFC 7578), taken apart.
struct Multipart: Sendable {
    /// One part of it.
    struct Part: Sendable {
        let name: String
        /// Given where the part is a file.
        let fileName: String?
        let mimeType: String?
        let content: [UInt8]
    }

    let parts: [Part]

    private static let mostParts = 50

    /// Reads a body; nil where it is not of that form, its end is missing, or it has more parts than any call has.
    init?(_ body: [UInt8], contentType: String) {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let boundary = Self.parameter("boundary", in: contentType), !boundary.isEmpty
        else { return nil }
        let mark = Array("--\(boundary)".utf8)
        guard body.starts(with: mark) else { return nil }
        var parts: [Part] = []
        var start = mark.count
        // After a boundary: a line break and a part, or two hyphens and the end.
        while !body[start...].starts(with: Array("--".utf8)) {
            guard parts.count < Self.mostParts, body[start...].starts(with: Array("\r\n".utf8)),
                let end = Self.find(Array("\r\n".utf8) + mark, in: body, from: start),
                let part = Self.part(body[(start + 2)..<end])
            else { return nil }
            parts.append(part)
            start = end + 2 + mark.count
        }
        self.parts = parts
    }

    /// The text of a field that is no file; nil where there is no such field.
    subscript(name: String) -> String? {
        parts.first { $0.name == name && $0.fileName == nil }.map { String(decoding: $0.content, as: UTF8.self) }
    }

    /// The file of that name.
    func file(_ name: String) -> Part? { parts.first { $0.name == name && $0.fileName != nil } }

    /// The fields as one object of the log; of a file its name, type and size.
    var json: JSON {
        .object(
            parts.map { part in
                guard let fileName = part.fileName else {
                    return (part.name, .string(String(decoding: part.content, as: UTF8.self)))
                }
                return (
                    part.name,
                    [
                        "file_name": .string(fileName), "mime_type": .string(orNull: part.mimeType),
                        "bytes": .integer(part.content.count),
                    ]
                )
            })
    }

    private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
        let whole = Array(bytes)
        guard let end = find(Array("\r\n\r\n".utf8), in: whole, from: 0) else { return nil }
        var headers: [String: String] = [:]
        // A line break is one Character.
        for line in String(decoding: whole[..<end], as: UTF8.self).split(separator: "\r\n") {
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            headers[pair[0].lowercased()] = String(pair[1].drop { $0 == " " })
        }
        guard let disposition = headers["content-disposition"], let name = parameter("name", in: disposition) else {
            return nil
        }
        return Part(
            name: name, fileName: parameter("filename", in: disposition), mimeType: headers["content-type"],
            content: Array(whole[(end + 4)...]))
    }

    /// A parameter of a header such as `form-data; name="file"`.
    private static func parameter(_ name: String, in header: String) -> String? {
        for part in header.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].filter({ $0 != " " }).lowercased() == name else { continue }
            let value = pair[1].drop { $0 == " " }
            guard value.first == "\"" else { return value.prefix { $0 != " " }.description }
            return value.dropFirst().prefix { $0 != "\"" }.description
        }
        return nil
    }

    private static func find(_ sought: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= sought.count, start <= bytes.count - sought.count else { return nil }
        return bytes.withUnsafeBufferPointer { buffer in
            (start...(bytes.count - sought.count)).first { index in
                buffer[index] == sought[0] && buffer[index..<(index + sought.count)].elementsEqual(sought)
            }
        }
    }
}
