/// Turns a request's variables and body into a request, has it handled, and sends the response: the part that FastCGI
/// and plain CGI have in common.
struct Responder: Sendable {
    let maximumBodyBytes: Int
    let stop: Latch?
    let handler: @Sendable (Request) -> Response

    /// Why a request is answered without the handler.
    struct Refusal: Error {
        let status: Int
        let reason: String
    }

    /// Answers one request. `read` fills a buffer with the body's next bytes; fewer than it holds, and the body has
    /// ended.
    func answer(
        _ parameters: Parameters, arrived: ContinuousClock.Instant, to sink: some ResponseSink,
        read: (UnsafeMutableRawBufferPointer) -> Int
    ) {
        let method = parameters["REQUEST_METHOD"] ?? ""
        do throws(Refusal) {
            guard !method.isEmpty else {
                throw Refusal(status: 400, reason: "REQUEST_METHOD is missing: the web server must pass CGI variables")
            }
            let length = try bodyLength(parameters["CONTENT_LENGTH"] ?? "")
            let body = try readBody(length, read)
            let request = Request(parameters: parameters, method: method, body: body, arrived: arrived)
            send(handler(request), hasBody: method != "HEAD", to: sink)
        } catch {
            send(.problem(error.status, error.reason), hasBody: method != "HEAD", to: sink)
            // The rest of the body is still to come. The web server can have the answer before.
            _ = sink.flush()
        }
    }

    /// The body's length (RFC 3875, 4.1.2): digits, or nothing where there is no body.
    func bodyLength(_ text: String) throws(Refusal) -> Int {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw Refusal(status: 400, reason: "Content-Length is not a number of bytes")
        }
        if text.isEmpty { return 0 }
        // Digits that are too many for a number are over any limit.
        guard let length = Int(text), length <= maximumBodyBytes else {
            throw Refusal(status: 413, reason: "the body is larger than \(maximumBodyBytes) bytes")
        }
        return length
    }

    private func readBody(_ length: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int) throws(Refusal) -> [UInt8] {
        if length == 0 { return [] }
        let body = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            count = read(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<length]))
        }
        guard body.count == length else {
            throw Refusal(status: 400, reason: "the body ended after \(body.count) of \(length) bytes")
        }
        return body
    }

    private func send(_ response: Response, hasBody: Bool, to sink: some ResponseSink) {
        let hasBody = hasBody && ResponseHead.hasContent(response.status)
        switch response.body {
        case .bytes(let bytes):
            let isSent = sink.put(ResponseHead.bytes(for: response, contentLength: bytes.count))
            if hasBody, isSent { _ = sink.put(bytes) }
        case .stream(let write):
            guard sink.put(ResponseHead.bytes(for: response, contentLength: nil)), sink.flush(), hasBody else { return }
            let route = ResponseStream.Route(to: sink)
            write(ResponseStream(route, stop: stop))
            route.sink = nil
        }
    }
}
