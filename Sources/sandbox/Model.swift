import FastCGI

/// The OpenAI-compatible model.
struct Model: Sendable {
    let log: EventLog
    let chats: ChatDirectory
    let behaviour: BehaviourFile

    static let longestHang = Duration.seconds(120)

    /// `GET /models`.
    func models() -> Response {
        .json([
            "object": "list",
            "data": [["id": "sandbox", "object": "model", "created": 1_767_225_600, "owned_by": "sandbox"]],
        ])
    }

    /// `POST /chat/completions`, streamed or whole. A refusal has the form of the API's errors.
    func complete(_ request: Request) throws -> Response {
        let asked: ModelRequest
        do {
            asked = try request.json(ModelRequest.self)
            guard !asked.messages.isEmpty else { throw Refusal(400, "messages must not be empty") }
        } catch let refusal as Refusal {
            return .json(ModelAnswer.error(refusal.error, type: "invalid_request_error"), status: refusal.status)
        }
        let call = ModelCall(asked, received: request.received, behaviour: try behaviour.current())
        try log.append(call.requestEvent(chat: chat(of: call)))
        switch call.fault {
        case .status429: return try refuse(call, 429, "Rate limit reached", "requests", code: "rate_limit_exceeded")
        case .status500: return try refuse(call, 500, "The server had an error", "server_error", code: nil)
        default: break
        }
        guard asked.stream ?? false else { return whole(call) }
        return .stream(contentType: "text/event-stream; charset=utf-8", headers: headers(call)) { stream in
            let ending = write(call, to: stream)
            end(call, ending.outcome, firstTokenAt: ending.firstTokenAt)
        }
    }

    /// The answer in one document, when its last token is due.
    private func whole(_ call: ModelCall) -> Response {
        let (pieces, reason) = (call.reply.pieces, call.reply.finishReason)
        let document = call.answer.whole(call.reply.text, reason, tokens: pieces.count)
        return .stream(contentType: "application/json", headers: headers(call)) { stream in
            if call.fault == .hang { stream.waitUntilClientLeaves(atMost: Self.longestHang) }
            let stayed = stream.wait(until: call.due(pieces.count - 1)) && call.fault != .hang
            let isBroken = call.fault == .cut || call.fault == .malformed
            let written = stayed && stream.write(isBroken ? String(document.prefix(document.count / 2)) : document)
            let outcome: ModelCall.Outcome = written ? .completed : .clientLeft
            end(call, call.fault == nil ? outcome : .fault, firstTokenAt: written ? .now : nil)
        }
    }

    private func refuse(_ call: ModelCall, _ status: Int, _ message: String, _ type: String, code: String?) throws
        -> Response
    {
        try log.append(call.endEvent(chat: chat(of: call), status: status, outcome: .fault, firstTokenAt: nil))
        var response = Response.json(ModelAnswer.error(message, type: type, code: code), status: status)
        response.headers += headers(call).map { (name: $0.0, value: $0.1) }
        if status == 429 { response.headers.append((name: "Retry-After", value: "1")) }
        return response
    }

    private func headers(_ call: ModelCall) -> [(String, String)] { [("X-Request-ID", call.answer.id)] }

    private func chat(of call: ModelCall) throws -> String? { try chats.chat(hash: call.request.safetyIdentifier) }

    private func end(_ call: ModelCall, _ outcome: ModelCall.Outcome, firstTokenAt: UnixTime?) {
        do {
            let chat = try chat(of: call)
            try log.append(call.endEvent(chat: chat, status: 200, outcome: outcome, firstTokenAt: firstTokenAt))
        } catch {
            report(error)
        }
    }
}
