import Conversation
import FastCGI

/// The WhatsApp gateway of the original system: takes messages and typing indicators, and delivers them into the log.
struct Gateway: PlayedProvider {
    static let provider = Provider.gateway

    let stage: Stage
    let connections: Connections

    /// `GET /health`.
    func health() -> Response {
        Response(status: 200, contentType: "text/plain; charset=utf-8", body: Array("ok\n".utf8))
    }

    func answer(_ call: Call) throws -> Response {
        switch call.parts {
        case ["health"]: return try only("GET", call) { _ in health() }
        case ["send"]: return try only("POST", call, send)
        case ["sendTyping"]: return try only("POST", call, sendTyping)
        default:
            guard call.parts.count == 3, call.parts[0] == "whatsapp" else { throw Refusal.nothingThere }
            return try answerTenant(call, name: call.parts[1], action: call.parts[2])
        }
    }

    /// `/whatsapp/:tenantId/ACTION`.
    private func answerTenant(_ call: Call, name: String, action: String) throws -> Response {
        func guarded(_ method: String, _ act: (String) throws -> Response) throws -> Response {
            try only(method, call) { call in
                try authorize(call.request)
                return try act(tenantName(name))
            }
        }
        return switch action {
        case "start": try guarded("POST") { try connections.change($0, to: .connected) }
        case "disconnect": try guarded("POST") { try connections.change($0, to: .disconnected) }
        case "reset": try guarded("POST") { try connections.change($0, to: .loggedOut) }
        case "status": try guarded("GET", connections.status)
        case "qr": try guarded("GET", connections.code)
        default: throw Refusal.nothingThere
        }
    }

    private func only(_ method: String, _ call: Call, _ act: (Call) throws -> Response) throws -> Response {
        guard call.method == method else { return .methodNotAllowed([method]) }
        return try act(call)
    }

    /// `POST /sendTyping`: `{jid, typing = true, tenantId?}`. Logged when it arrives; the answer may be delayed.
    private func sendTyping(_ call: Call) throws -> Response {
        try authorize(call.request)
        let body = try call.request.json(TypingBody.self)
        guard let chat = try body.jid.flatMap(chatJID) else { throw Refusal(400, "Missing jid") }
        let tenant = try tenantName(body.tenantId)
        let behaviour = try stage.behaviour.current()
        try requireConnection(of: tenant)
        try stage.logTyping(call, .gateway, channel: tenant, chat: chat, isOn: body.typing ?? true)
        sleep(until: call.request.received + .milliseconds(behaviour.typingDelay))
        return .json(["ok": true])
    }

    /// `POST /send`: `{to, text, type?, idempotencyKey?, tenantId?}`. The delay comes before the delivery.
    private func send(_ call: Call) throws -> Response {
        try authorize(call.request)
        let body = try call.request.json(SendBody.self)
        guard let chat = try body.to.flatMap(chatJID), let text = body.text, !text.isEmpty else {
            throw Refusal(400, "Missing required fields: to, text")
        }
        try require(text, "text", atMost: 65_536)
        try body.idempotencyKey.map { try require($0, "idempotencyKey", atMost: 512) }
        let tenant = try tenantName(body.tenantId)
        try requireConnection(of: tenant)
        let key = body.idempotencyKey.flatMap { $0.isEmpty ? nil : $0 }
        let honoursKey = try stage.behaviour.current().honoursIdempotency
        let id = (honoursKey ? key : nil).map { MessageID.make(from: tenant + "\n" + $0) } ?? MessageID.random()
        let send = Send(
            provider: .gateway, channel: tenant, tenant: tenant, chat: chat, type: body.type ?? "text", text: text,
            id: id, key: key, messageID: key, call: try decodeJSON(JSON.self, call.request.body))
        return try stage.take(send, call, as: self, honoursKeys: true) {
            .json([
                "ok": true, "messageId": .string(send.id), "status": "sent",
                "duration_ms": .integer(call.request.elapsedMilliseconds),
            ])
        }
    }
}

extension Gateway {
    static let notConnected = "WhatsApp not connected"

    static func refusal(_ failure: SendFailure) -> any CallError {
        switch failure {
        case .unavailable: Refusal(503, notConnected)
        case .broken, .windowClosed: GatewayFailure()
        case .throttled, .pairLimit: Refusal(429, "too many requests")
        case .blocked: Refusal(401, "unauthorized")
        }
    }

    static func chatAddress(_ given: String) throws(Refusal) -> String {
        guard let chat = try chatJID(given) else { throw Refusal(400, "chat must not be empty") }
        return chat
    }

    /// Refuses a request without the internal secret.
    func authorize(_ request: Request) throws(Refusal) {
        guard stage.knows(request.header("X-Internal-Secret")) else { throw Refusal(401, "unauthorized") }
    }

    private func requireConnection(of tenant: String) throws {
        guard try connections.state(of: tenant) == .connected else { throw Refusal(503, Self.notConnected) }
    }
}

/// `{"error":"send_failed", …}`, as the original gateway answers what went wrong in it.
struct GatewayFailure: CallError {
    let status = 500
    let reason = "send_failed"

    var response: Response {
        .json(["error": "send_failed", "message": "fault set by the settings", "duration_ms": 0], status: status)
    }
}
