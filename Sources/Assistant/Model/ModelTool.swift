/// A function that the model may call.
public struct ModelTool: Sendable, Equatable {
    /// Its name: at most 64 of `A-Z a-z 0-9 _ -`.
    public let name: String
    /// What it does and when to call it, for the model.
    public let description: String
    /// The JSON schema of its arguments, an object.
    public let parameters: String
    /// Whether the arguments must keep to the schema, where the server can see to that. OpenAI's rules for such a schema:
    /// every property is required, and `additionalProperties` is false.
    public let isStrict: Bool
    /// The tool as a request tells it, with and without what only some servers take; nil where the schema is none.
    let json: (strict: String, plain: String)?

    /// A function. A request with one whose parameters are no JSON object fails as ``ModelFault/unsendable``.
    public init(name: String, description: String, parameters: String, isStrict: Bool = true) {
        self.name = name
        self.description = description
        self.parameters = parameters
        self.isStrict = isStrict
        json = JSONValue.object(in: parameters).flatMap { schema in
            func text(_ more: [String: JSONValue]) -> String? {
                let function = ["name": .string(name), "description": .string(description), "parameters": schema]
                    .merging(more) { _, new in new }
                return JSONValue.object(["type": .string("function"), "function": .object(function)]).text
            }
            guard let strict = text(["strict": .bool(isStrict)]), let plain = text([:]) else { return nil }
            return (strict, plain)
        }
    }

    /// Whether two tools are the same to a model.
    public static func == (one: ModelTool, other: ModelTool) -> Bool {
        one.name == other.name && one.description == other.description && one.parameters == other.parameters
            && one.isStrict == other.isStrict
    }
}

/// A call of a function that the model asks for.
public struct ToolCall: Sendable, Equatable {
    /// Names the call, so that its result can be told; made up here where the server gave none.
    public let id: String
    /// The function's name, as the model wrote it: it may be none that was offered.
    public let name: String
    /// The arguments as JSON, as the model wrote them: to be validated, since they may be no JSON at all.
    public let arguments: String

    /// A call.
    public init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}
