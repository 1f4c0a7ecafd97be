extension Behaviour {
    /// One field of the settings: where its value is kept, and what it may be.
    enum Field: Sendable {
        case number(any WritableKeyPath<Behaviour, Double> & Sendable, ClosedRange<Double>, unit: String)
        case flag(any WritableKeyPath<Behaviour, Bool> & Sendable)
        case text(any WritableKeyPath<Behaviour, String?> & Sendable)
        case script(any WritableKeyPath<Behaviour, Script?> & Sendable)

        static func share(_ path: any WritableKeyPath<Behaviour, Double> & Sendable) -> Field {
            .number(path, 0...1, unit: "a share of the requests")
        }

        static func milliseconds(_ path: any WritableKeyPath<Behaviour, Double> & Sendable) -> Field {
            .number(path, 0...600_000, unit: "milliseconds")
        }
    }

    /// All fields, by the names they have in JSON.
    static let fields: [(name: String, field: Field)] = [
        ("time_to_first_token_ms", .milliseconds(\.timeToFirstToken)),
        ("tokens_per_second", .number(\.tokensPerSecond, 0.1...100_000, unit: "tokens a second")),
        ("tokens", .number(\.tokens, 1...10_000, unit: "tokens")),
        ("text", .text(\.text)),
        ("script", .script(\.script)),
        ("hang", .share(\.hang)),
        ("status_429", .share(\.status429)),
        ("status_500", .share(\.status500)),
        ("cut", .share(\.cut)),
        ("malformed", .share(\.malformed)),
        ("empty", .share(\.empty)),
        ("slow", .share(\.slow)),
        ("slow_first_token_ms", .milliseconds(\.slowFirstToken)),
        ("no_usage", .flag(\.noUsage)),
        ("log_prompts", .flag(\.logPrompts)),
        ("send_delay_ms", .milliseconds(\.sendDelay)),
        ("typing_delay_ms", .milliseconds(\.typingDelay)),
        ("honours_idempotency", .flag(\.honoursIdempotency)),
        ("fail_503", .share(\.fail503)),
        ("fail_500", .share(\.fail500)),
        ("hang_send", .share(\.hangSend)),
        ("accept_then_cut", .share(\.acceptThenCut)),
        ("throttle", .share(\.throttle)),
        ("blocked", .share(\.blocked)),
        ("window_closed", .share(\.windowClosed)),
        ("retry_after_s", .number(\.retryAfter, 0...3600, unit: "seconds")),
        ("pair_burst", .number(\.pairBurst, 0...10_000, unit: "messages")),
        ("pair_interval_ms", .milliseconds(\.pairInterval)),
        ("pair_tolerance_ms", .milliseconds(\.pairTolerance)),
        ("other_channels", .text(\.otherChannels)),
        ("statuses", .flag(\.statuses)),
        ("echoes", .flag(\.echoes)),
        ("gateway_echo", .flag(\.gatewayEcho)),
        ("no_reports", .share(\.noReports)),
        ("report_failed", .share(\.reportFailed)),
        ("status_delay_ms", .milliseconds(\.statusDelay)),
        ("echo_delay_ms", .milliseconds(\.echoDelay)),
        ("status_shuffle", .flag(\.statusShuffle)),
        ("status_repeat", .number(\.statusRepeat, 1...10, unit: "times")),
        ("waha_any", .flag(\.wahaAny)),
        ("evolution_jwt", .flag(\.evolutionJWT)),
        ("transcript", .text(\.transcript)),
        ("transcript_delay_ms", .milliseconds(\.transcriptDelay)),
        ("transcript_fail", .share(\.transcriptFail)),
    ]

    /// The settings as one JSON object.
    var json: JSON {
        .object(
            Self.fields.map { name, field in
                switch field {
                case .number(let path, _, _): (name, .number(self[keyPath: path].plainText))
                case .flag(let path): (name, .bool(self[keyPath: path]))
                case .text(let path): (name, .string(orNull: self[keyPath: path]))
                case .script(let path): (name, self[keyPath: path]?.json ?? .null)
                }
            })
    }

    /// The settings after those in a JSON object have been set. Refuses a field or a value that there is not.
    func merging(_ body: [UInt8]) throws(Refusal) -> Behaviour {
        try merging(try decodeJSON([String: JSON].self, body))
    }

    /// The settings after those given have been set. Refuses a field or a value that there is not.
    func merging(_ given: [String: JSON]) throws(Refusal) -> Behaviour {
        var merged = self
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            guard let field = Self.fields.first(where: { $0.name == name })?.field else {
                throw Refusal(400, "unknown setting \(name)")
            }
            try merged.set(field, name, to: value)
        }
        try Self.check(
            sum: [
                merged.hang, merged.status429, merged.status500, merged.cut, merged.malformed, merged.empty,
                merged.slow,
            ], "hang, status_429, status_500, cut, malformed, empty and slow")
        try Self.check(
            sum: [
                merged.fail503, merged.fail500, merged.hangSend, merged.acceptThenCut, merged.throttle, merged.blocked,
                merged.windowClosed,
            ], "fail_503, fail_500, hang_send, accept_then_cut, throttle, blocked and window_closed")
        return merged
    }

    private mutating func set(_ field: Field, _ name: String, to value: JSON) throws(Refusal) {
        switch (field, value) {
        case (.number(let path, let range, let unit), _):
            guard let number = value.double, range.contains(number) else {
                let (low, high) = (range.lowerBound.plainText, range.upperBound.plainText)
                throw Refusal(400, "\(name) must be a number from \(low) to \(high) (\(unit))")
            }
            self[keyPath: path] = number
        case (.flag(let path), .bool(let flag)): self[keyPath: path] = flag
        case (.flag, _): throw Refusal(400, "\(name) must be true or false")
        case (.text(let path), .null): self[keyPath: path] = nil
        case (.text(let path), .string(let text)) where text.utf8.count <= 65_536: self[keyPath: path] = text
        case (.text, _): throw Refusal(400, "\(name) must be null or a text of at most 65536 bytes")
        case (.script(let path), .null): self[keyPath: path] = nil
        case (.script(let path), _): self[keyPath: path] = try Script(value)
        }
    }

    private static func check(sum shares: [Double], _ names: String) throws(Refusal) {
        // A sum of decimal fractions, such as ten times 0.1, may be a trifle over 1.
        guard shares.reduce(0, +) <= 1.000_001 else { throw Refusal(400, "\(names) must add up to 1 at most") }
    }
}

extension Double {
    /// The number without a fraction where it is whole: `400`, not `400.0`.
    var plainText: String { Int(exactly: self).map { String($0) } ?? String(self) }
}
