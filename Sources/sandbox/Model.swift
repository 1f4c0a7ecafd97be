import FastCGI

/// The OpenAI-compatible model.
struct Model: Sendable {
    let log: EventLog
    let chats: ChatDirectory
    let behaviour: BehaviourFile
    let uses: ScriptUses

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
            try asked.check()
        } catch let invalid as InvalidRequest {
            return try refuse(400, invalid)
        } catch let refusal as Refusal {
            return try refuse(refusal.status, InvalidRequest(refusal.error, param: nil))
        }
        let call = try plan(asked, received: request.received)
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

    private func plan(_ asked: ModelRequest, received: ContinuousClock.Instant) throws -> ModelCall {
        let behaviour = try behaviour.current()
        let rule = try behaviour.script.flatMap { script in
            try script.rule(for: asked) { try uses.take($0, of: script, times: $1) }
        }
        let plan = ModelPlan(asked, behaviour, rule: rule, chance: .random(in: 0..<1))
        return ModelCall(asked, plan, received: received, behaviour: behaviour)
    }

    /// The answer in one document, when its last token is due.
    private func whole(_ call: ModelCall) -> Response {
        let document = call.answer.whole(call.reply)
        return .stream(contentType: "application/json", headers: headers(call)) { stream in
            if call.fault == .hang { stream.waitUntilClientLeaves(atMost: Self.longestHang) }
            let stayed = stream.wait(until: call.due(call.reply.pieces.count - 1)) && call.fault != .hang
            let isBroken = call.fault == .cut || call.fault == .malformed
            let written = stayed && stream.write(isBroken ? String(document.prefix(document.count / 2)) : document)
            let outcome: ModelCall.Outcome = written || call.fault == .hang ? call.outcome : .clientLeft
            end(call, outcome, firstTokenAt: written ? .now : nil)
        }
    }

    /// Refuses what is no request of the API, and says so in the log, where a test would look for it.
    private func refuse(_ status: Int, _ invalid: InvalidRequest) throws -> Response {
        let (message, param) = (invalid.message, invalid.param)
        try log.append(
            LogEvent(
                .model, chat: nil, text: String(message.prefix(2000)),
                [("phase", "refused"), ("status", .integer(status)), ("param", .string(orNull: param))]))
        return .json(
            ModelAnswer.error(message, type: "invalid_request_error", param: param, code: invalid.code), status: status)
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
