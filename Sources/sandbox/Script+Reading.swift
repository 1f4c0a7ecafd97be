extension Script {
    /// A script's JSON is at most this many bytes long.
    static let longest = 262_144

    /// Reads a list of rules, or says what is wrong with it and where.
    init(_ json: JSON) throws(Refusal) {
        guard let list = json.elements else { throw Refusal(400, "script must be null or a list of rules") }
        guard json.text.utf8.count <= Self.longest else {
            throw Refusal(400, "script must have at most \(Self.longest) bytes")
        }
        var rules: [Rule] = []
        for (index, rule) in list.enumerated() { rules.append(try Rule(rule, at: "script.\(index)")) }
        self.rules = rules
    }

    /// The rules as they were given.
    var json: JSON { .array(rules.map(\.json)) }
}

extension Script.Rule {
    /// What each field must be.
    static let forms = [
        "match": "a text", "prompt": "a text", "round": "a whole number from 0", "tools": "true or false",
        "json": "true or false", "times": "a whole number from 1", "reply": "a text", "after_tools": "a text",
        "tool_calls": "a list of {name, arguments}, arguments an object or a text",
        "fault": "one of " + ModelFault.allCases.map(\.rawValue).joined(separator: ", "),
        "time_to_first_token_ms": "a number of milliseconds from 0 to 600000",
    ]

    init(_ json: JSON, at path: String) throws(Refusal) {
        guard let fields = json.fields else { throw Refusal(400, "\(path) must be an object") }
        for (name, value) in fields {
            guard let form = Self.forms[name] else { throw Refusal(400, "unknown field \(path).\(name)") }
            guard set(name, to: value) else { throw Refusal(400, "\(path).\(name) must be \(form)") }
        }
        guard reply != nil || !toolCalls.isEmpty || fault != nil || timeToFirstToken != nil else {
            throw Refusal(400, "\(path) needs reply, tool_calls, fault or time_to_first_token_ms")
        }
        guard afterTools == nil || !toolCalls.isEmpty else {
            throw Refusal(400, "\(path).after_tools needs tool_calls")
        }
    }

    private mutating func set(_ name: String, to value: JSON) -> Bool {
        switch (name, value) {
        case ("match", .string(let text)): match = text
        case ("prompt", .string(let text)): prompt = text
        case ("round", .integer(let count)) where count >= 0: round = count
        case ("tools", .bool(let flag)): offersTools = flag
        case ("json", .bool(let flag)): wantsJSON = flag
        case ("times", .integer(let count)) where count >= 1: times = count
        case ("reply", .string(let text)): reply = text
        case ("after_tools", .string(let text)): afterTools = text
        case ("tool_calls", .array(let values)):
            toolCalls = values.compactMap(Script.Call.init)
            return !values.isEmpty && toolCalls.count == values.count
        case ("fault", .string(let text)):
            fault = ModelFault(rawValue: text)
            return fault != nil
        case ("time_to_first_token_ms", _):
            timeToFirstToken = value.double.flatMap { (0...600_000).contains($0) ? $0 : nil }
            return timeToFirstToken != nil
        default: return false
        }
        return true
    }

    /// The fields that were given.
    fileprivate var json: JSON {
        let calls = toolCalls.map { call -> JSON in
            ["name": .string(call.name), "arguments": .string(call.arguments)]
        }
        let all: [(String, JSON?)] = [
            ("match", match.map(JSON.string)), ("prompt", prompt.map(JSON.string)), ("round", round.map(JSON.integer)),
            ("tools", offersTools.map(JSON.bool)), ("json", wantsJSON ? JSON.bool(true) : Optional.none),
            ("times", times.map(JSON.integer)),
            ("reply", reply.map(JSON.string)), ("tool_calls", calls.isEmpty ? Optional.none : JSON.array(calls)),
            ("after_tools", afterTools.map(JSON.string)), ("fault", (fault?.rawValue).map(JSON.string)),
            ("time_to_first_token_ms", timeToFirstToken.map { .number($0.plainText) }),
        ]
        return .object(all.compactMap { name, value in value.map { (name, $0) } })
    }
}

extension Script.Call {
    fileprivate init?(_ json: JSON) {
        guard json.fields?.count == 2, let name = json["name"]?.string else { return nil }
        switch json["arguments"] {
        case .string(let text): self.init(name: name, arguments: text)
        case .object(let fields): self.init(name: name, arguments: JSON.object(fields).text)
        default: return nil
        }
    }
}
