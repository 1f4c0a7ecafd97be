import Conversation
import FastCGI

extension Stage {
    /// nginx answers this internal location with 444: it closes the connection without an answer.
    static let cutLocation = "/sandbox/cut"

    private static let longestHang = Duration.seconds(120)

    /// Takes a message that a provider was called to send: lets it meet the faults of the settings, waits, delivers it
    /// into the log, and has it reported.
    ///
    /// - Parameters:
    ///   - honoursKeys: whether this provider sends a message once only, however often it gets the same key.
    ///   - note: what else is to be kept of a delivery.
    ///   - answer: the answer to a message that was taken.
    func take<Played: PlayedProvider>(
        _ send: Send, _ call: Call, as played: Played, honoursKeys: Bool = false, note: () throws -> Void = {},
        answer: () -> Response
    ) throws -> Response {
        let behaviour = try behaviour.current()
        let fault = behaviour.sendFault(.random(in: 0..<1))
        if fault == .hang { return try hang(send, call) }
        if let fault, let failure = failure(fault, of: send) {
            return try refuse(Played.refusal(failure), call, chat: send.chat, fault: fault, behaviour)
        }
        sleep(until: call.request.received + .milliseconds(behaviour.sendDelay))

        let delivery = Delivery(
            send, honoursKey: honoursKeys && behaviour.honoursIdempotency, fault: fault, receivedAt: call.receivedAt)
        guard try allows(delivery, of: send, behaviour) else {
            try log.append(
                LogEvent(
                    .violation, chat: send.chat, text: send.text,
                    [("provider", .string(send.provider.rawValue)), ("tenant", .string(send.tenant))]))
            return try refuse(Played.refusal(.pairLimit), call, chat: send.chat, fault: nil, behaviour)
        }
        try chats.note(send.chat)
        try note()
        if try !log.deliver(delivery) {
            let fails: SendFailure? = fault == .windowClosed ? .windowClosed : nil
            report(send.sent, by: played, fails: fails, behaviour)
        }
        return fault == .acceptThenCut ? cut : answer()
    }

    /// Logs a refused call and gives its answer.
    func refuse(
        _ error: any CallError, _ call: Call, chat: String?, fault: SendFault?, _ behaviour: Behaviour
    ) throws -> Response {
        try logRefusal(error.status, error.reason, call, chat: chat, fault: fault)
        var response = error.response
        let seconds = Int(behaviour.retryAfter)
        if error.status == 429, seconds > 0 {
            response.headers.append((name: "Retry-After", value: String(seconds)))
        }
        return response
    }

    private func logRefusal(
        _ status: Int, _ reason: String, _ call: Call, chat: String?, fault: SendFault?
    ) throws {
        let provider = PlayedProviders.paths.first { call.request.path.hasPrefix($0.prefix) }?.provider
        try log.append(
            LogEvent(
                .refused, chat: chat, text: nil,
                [
                    ("provider", .string(orNull: provider?.rawValue)),
                    ("path", .string(String(call.request.path.prefix(300)))),
                    ("status", .integer(status)), ("error", .string(String(reason.prefix(500)))),
                    ("fault", .string(orNull: fault?.rawValue)),
                ]))
    }

    /// Logs a refusal that no fault of the settings caused, and gives its answer.
    func refuse(_ error: any CallError, _ call: Call) throws -> Response {
        try refuse(error, call, chat: nil, fault: nil, try behaviour.current())
    }

    /// The refusal that a fault leads to; nil where the message is taken all the same.
    private func failure(_ fault: SendFault, of send: Send) -> SendFailure? {
        switch fault {
        case .status503: .unavailable
        case .status500: .broken
        case .throttle: .throttled
        case .blocked: .blocked
        // Only Meta says so at once.
        case .windowClosed: send.provider == .cloud && !send.isTemplate ? .windowClosed : nil
        case .hang, .acceptThenCut: nil
        }
    }

    private func hang(_ send: Send, _ call: Call) throws -> Response {
        try logRefusal(504, "says nothing", call, chat: send.chat, fault: .hang)
        // The status is seen by nobody who gives up first, and tells no success to who does not.
        return .stream(status: 504, contentType: "text/plain") { $0.waitUntilClientLeaves(atMost: Self.longestHang) }
    }

    private var cut: Response {
        Response(
            status: 200, contentType: "text/plain", body: [], headers: [("X-Accel-Redirect", Self.cutLocation)])
    }

    /// Whether the pair limit lets a message through. A repetition is no further message.
    private func allows(_ delivery: Delivery, of send: Send, _ behaviour: Behaviour) throws -> Bool {
        guard behaviour.pairBurst >= 1, try !log.knows(delivery) else { return true }
        return try pairs.take(
            [send.provider.rawValue, send.channel, send.chat].joined(separator: "\n"),
            burst: Int(behaviour.pairBurst), interval: .milliseconds(behaviour.pairInterval),
            tolerance: .milliseconds(behaviour.pairTolerance), at: .now)
    }
}
