/// A form of the type `multipart/form-data` (RFC 7578), its parts separated by a boundary that stands in none of them.
struct MultipartForm {
    private let boundary: String
    private var parts: [UInt8] = []

    /// An empty form. The boundary has 128 random bits: that it stands in a file by chance is not to be expected.
    init() {
        var generator = SystemRandomNumberGenerator()
        boundary = "shi-\(String(generator.next(), radix: 36))-\(String(generator.next(), radix: 36))"
    }

    /// The `Content-Type` of the request.
    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    /// The body of the request.
    var body: [UInt8] { parts + "--\(boundary)--\r\n".utf8 }

    /// Adds a field. Names and values are the program's own: they hold no quotation mark and no line end.
    mutating func add(_ name: String, _ value: String) {
        add(head: "Content-Disposition: form-data; name=\"\(name)\"\r\n", Array(value.utf8))
    }

    /// Adds a file. Its type has been read as one, so that it holds no line end.
    mutating func add(file field: String, name: String, type: String, bytes: [UInt8]) {
        add(
            head:
                "Content-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\nContent-Type: \(type)\r\n",
            bytes)
    }

    private mutating func add(head: String, _ bytes: [UInt8]) {
        parts += "--\(boundary)\r\n\(head)\r\n".utf8
        parts += bytes
        parts += "\r\n".utf8
    }
}
