extension ModelRequest {
    /// Every tool is a function with a name of its own, and its schema is one that can be kept to.
    func checkTools() throws(InvalidRequest) {
        guard let tools else {
            guard toolChoice == nil, parallelToolCalls == nil else {
                let param = toolChoice == nil ? "parallel_tool_calls" : "tool_choice"
                throw InvalidRequest("'\(param)' is only allowed when 'tools' are specified.", param: param)
            }
            return
        }
        guard !tools.isEmpty else { throw InvalidRequest("[] is too short - 'tools'", param: "tools") }
        for (index, tool) in tools.enumerated() { try Self.check(tool, "tools[\(index)]") }
        guard Set(toolNames).count == tools.count else {
            throw InvalidRequest("Two tools have the same name.", param: "tools")
        }
        try checkChoice()
    }

    private func checkChoice() throws(InvalidRequest) {
        switch toolChoice {
        case nil, .string("none"), .string("auto"), .string("required"): return
        case .some(let choice):
            guard choice["type"]?.string == "function", let name = choice["function"]?["name"]?.string,
                toolNames.contains(name)
            else {
                throw InvalidRequest("'tool_choice' names none of the 'tools'.", param: "tool_choice")
            }
        }
    }

    private static func check(_ tool: Tool, _ param: String) throws(InvalidRequest) {
        guard tool.type == "function", let function = tool.function else {
            throw InvalidRequest(
                "Supported values are: 'function'.", param: param + ".type", code: "invalid_value")
        }
        guard function.name?.isToolName == true else {
            throw InvalidRequest(
                "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$', of at most 64 characters.",
                param: param + ".function.name", code: "invalid_value")
        }
        let path = param + ".function.parameters"
        guard let schema = function.parameters else {
            guard function.strict != true else { throw schemaFault("a strict function needs parameters", path) }
            return
        }
        guard schema.types == ["object"] else {
            throw schemaFault("schema must be a JSON Schema of 'type: \"object\"'", path)
        }
        if function.strict == true, let fault = schema.strictFault(at: path) {
            throw schemaFault(fault.problem, fault.path)
        }
    }

    private static func schemaFault(_ problem: String, _ param: String) -> InvalidRequest {
        InvalidRequest("Invalid schema for function: \(problem).", param: param, code: "invalid_function_parameters")
    }
}

extension String {
    /// Whether a tool may be called so.
    var isToolName: Bool {
        (1...64).contains(utf8.count)
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
