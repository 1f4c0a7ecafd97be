import FastCGI

/// The WhatsApp gateway: takes messages and typing indicators, and delivers them into the log.
struct Gateway: Sendable {
    let secret: String
    let log: EventLog
    let chats: ChatDirectory
    let behaviour: BehaviourFile
    let connections: Connections

    /// nginx answers this internal location with 444: it closes the connection without an answer.
    static let cutLocation = "/sandbox/cut"

    private static let longestHang = Duration.seconds(120)

    /// `GET /health`.
    func health() -> Response {
        Response(status: 200, contentType: "text/plain; charset=utf-8", body: Array("ok\n".utf8))
    }

    /// `POST /sendTyping`: `{jid, typing = true, tenantId?}`. Logged when it arrives; the answer may be delayed.
    func sendTyping(_ request: Request) throws -> Response {
        try authorize(request)
        let body = try request.json(TypingBody.self)
        guard let chat = try body.jid.flatMap(chatAddress) else { throw Refusal(400, "Missing jid") }
        let tenant = try tenantName(body.tenantId)
        let behaviour = try behaviour.current()
        try requireConnection(of: tenant)
        try chats.note(chat)
        let receivedAt = UnixTime(request.received)
        try log.append(
            LogEvent(
                .typing, chat: chat, text: nil,
                [
                    ("typing", .bool(body.typing ?? true)), ("tenant", .string(tenant)),
                    ("received_at", receivedAt.json),
                ]))
        sleep(until: request.received + .milliseconds(behaviour.typingDelay))
        return .json(["ok": true])
    }

    /// `POST /send`: `{to, text, type?, idempotencyKey?, tenantId?}`. The delay comes before the delivery.
    func send(_ request: Request) throws -> Response {
        try authorize(request)
        let body = try request.json(SendBody.self)
        guard let chat = try body.to.flatMap(chatAddress), let text = body.text, !text.isEmpty else {
            throw Refusal(400, "Missing required fields: to, text")
        }
        try require(text, "text", atMost: 65_536)
        try body.idempotencyKey.map { try require($0, "idempotencyKey", atMost: 512) }
        let tenant = try tenantName(body.tenantId)
        let behaviour = try behaviour.current()
        try requireConnection(of: tenant)
        let fault = behaviour.sendFault(.random(in: 0..<1))
        if let failure = failure(fault, request) { return failure }

        sleep(until: request.received + .milliseconds(behaviour.sendDelay))
        let delivery = delivery(
            body, chat: chat, text: text, tenant: tenant, honoursKey: behaviour.honoursIdempotency, request)
        try chats.note(chat)
        _ = try log.deliver(delivery)
        if fault == .acceptThenCut { return cut() }
        return .json([
            "ok": true, "messageId": .string(delivery.id), "status": "sent",
            "duration_ms": .integer(request.elapsedMilliseconds),
        ])
    }

    /// The same key, where keys are honoured, always stands for the same message.
    private func delivery(
        _ body: SendBody, chat: String, text: String, tenant: String, honoursKey: Bool, _ request: Request
    ) -> Delivery {
        let given = body.idempotencyKey.flatMap { $0.isEmpty ? nil : $0 }
        let key = honoursKey ? given : nil
        return Delivery(
            id: key.map { MessageID.make(from: tenant + "\n" + $0) } ?? MessageID.random(), chat: chat, text: text,
            tenant: tenant, key: key, givenKey: given, receivedAt: UnixTime(request.received))
    }

    private func failure(_ fault: SendFault?, _ request: Request) -> Response? {
        switch fault {
        case .status503: return .problem(503, Self.notConnected)
        case .status500:
            let duration = JSON.integer(request.elapsedMilliseconds)
            return .json(
                ["error": "send_failed", "message": "fault set by the settings", "duration_ms": duration], status: 500)
        case .hang:
            // The status is seen by nobody who gives up first, and tells no success to who does not.
            return .stream(status: 504, contentType: "text/plain") {
                $0.waitUntilClientLeaves(atMost: Self.longestHang)
            }
        case .acceptThenCut, nil: return nil
        }
    }

    private func cut() -> Response {
        Response(
            status: 200, contentType: "text/plain", body: [], headers: [("X-Accel-Redirect", Self.cutLocation)])
    }
}

extension Gateway {
    static let notConnected = "WhatsApp not connected"

    /// Refuses a request without the internal secret.
    func authorize(_ request: Request) throws(Refusal) {
        guard let given = request.header("X-Internal-Secret"), constantTimeEqual(given, secret) else {
            throw Refusal(401, "unauthorized")
        }
    }

    private func requireConnection(of tenant: String) throws {
        guard try connections.state(of: tenant) == .connected else { throw Refusal(503, Self.notConnected) }
    }
}

/// Compares in a time that does not tell how much of the text is right.
private func constantTimeEqual(_ given: String, _ expected: String) -> Bool {
    let (given, expected) = (Array(given.utf8), Array(expected.utf8))
    guard given.count == expected.count else { return false }
    return zip(given, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
