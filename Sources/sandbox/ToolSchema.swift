/// The JSON schema of a tool's arguments, or of a part of them, as far as the sandbox looks at it.
struct ToolSchema: Decodable, Sendable {
    let types: [String]
    let description: String?
    let properties: [String: ToolSchema]?
    let required: [String]
    /// Whether it says that there are no other properties.
    let isClosed: Bool
    /// What its elements must be, or what it must be one of.
    let parts: [ToolSchema]

    private enum CodingKeys: String, CodingKey {
        case type, description, properties, required, items, anyOf, additionalProperties
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let type = try? fields.decodeIfPresent(String.self, forKey: .type)
        types = try type.map { [$0] } ?? fields.decodeIfPresent([String].self, forKey: .type) ?? []
        description = try fields.decodeIfPresent(String.self, forKey: .description)
        properties = try fields.decodeIfPresent([String: ToolSchema].self, forKey: .properties)
        required = try fields.decodeIfPresent([String].self, forKey: .required) ?? []
        isClosed = (try? fields.decodeIfPresent(Bool.self, forKey: .additionalProperties)) == false
        parts =
            (try fields.decodeIfPresent(ToolSchema.self, forKey: .items).map { [$0] } ?? [])
            + (try fields.decodeIfPresent([ToolSchema].self, forKey: .anyOf) ?? [])
    }

    /// About how many bytes a model reads of it: names, types and descriptions.
    var size: Int {
        let own = types.reduce(description?.utf8.count ?? 0) { $0 + $1.utf8.count }
        let properties = (properties ?? [:]).reduce(0) { $0 + $1.key.utf8.count + $1.value.size }
        return own + properties + parts.reduce(0) { $0 + $1.size }
    }

    /// What OpenAI's strict mode would refuse, and where: there each object, however deep, forbids other properties and
    /// requires all that it has.
    func strictFault(at path: String) -> (path: String, problem: String)? {
        if types.contains("object") || properties != nil {
            let properties = properties ?? [:]
            guard isClosed else { return (path, "'additionalProperties' is required to be supplied and to be false") }
            guard Set(required) == Set(properties.keys) else {
                return (path, "'required' must be an array of every key in 'properties'")
            }
            for (name, property) in properties.sorted(by: { $0.key < $1.key }) {
                if let fault = property.strictFault(at: "\(path).properties.\(name)") { return fault }
            }
        }
        for part in parts {
            if let fault = part.strictFault(at: path) { return fault }
        }
        return nil
    }
}
