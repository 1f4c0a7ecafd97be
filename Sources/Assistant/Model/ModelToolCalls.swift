/// Calls of tools, put together from the fragments in which they are streamed.
///
/// OpenAI's fragments carry the index of their call, and only the first of each the id and the name. Other servers send
/// whole calls, without an index or an id, or each with the index 0.
struct ModelToolCalls {
    private struct Call {
        let index: Int?
        var id: String
        var name: String
        var arguments: String
    }

    private var calls: [Call] = []

    /// Takes the fragments of one event.
    mutating func add(_ fragments: [ModelChunk.Fragment]) {
        for fragment in fragments {
            let next = Call(
                index: fragment.index, id: fragment.id ?? "", name: fragment.function?.name ?? "",
                arguments: Self.text(of: fragment.function?.arguments))
            // Without an index it can only belong to the last.
            let place =
                next.index == nil ? calls.indices.last : calls.lastIndex { $0.index == next.index }
            if let place, !Self.begins(next, after: calls[place]) {
                if calls[place].id.isEmpty { calls[place].id = next.id }
                if calls[place].name.isEmpty { calls[place].name = next.name }
                calls[place].arguments += next.arguments
            } else {
                calls.append(next)
            }
        }
    }

    /// Whether a fragment is the first of a call of its own, although its index is that of an earlier one.
    private static func begins(_ next: Call, after call: Call) -> Bool {
        guard !next.name.isEmpty, !call.name.isEmpty else { return false }
        if next.name != call.name { return true }
        if !next.id.isEmpty, !call.id.isEmpty, next.id != call.id { return true }
        // The same name once more: a server that repeats it in each fragment, or the next call of a server without ids.
        guard !next.arguments.isEmpty, next.id.isEmpty || next.index == nil else { return false }
        return call.arguments.last == "}" && JSONValue.object(in: call.arguments) != nil
    }

    private static func text(of arguments: JSONValue?) -> String {
        switch arguments {
        case nil, .null?: ""
        case .string(let text)?: text
        case let value?: value.text ?? ""
        }
    }

    /// Whether there are none yet.
    var isEmpty: Bool { calls.isEmpty }

    /// About how many tokens they have.
    var estimatedTokens: Int {
        calls.reduce(0) { $0 + Assistant.estimatedTokens($1.name) + Assistant.estimatedTokens($1.arguments) }
    }

    /// The calls, each with an id of its own and with arguments, `{}` where there were none; nil where one has no name.
    func whole() -> [ToolCall]? {
        guard calls.allSatisfy({ !$0.name.isEmpty }) else { return nil }
        let given = Set(calls.map(\.id))
        var taken: Set<String> = []
        var number = 0
        return calls.map { call in
            var id = call.id
            while id.isEmpty || taken.contains(id) {
                number += 1
                let made = "call_\(number)"
                id = given.contains(made) ? "" : made
            }
            taken.insert(id)
            let arguments = call.arguments.allSatisfy(\.isWhitespace) ? "{}" : call.arguments
            return ToolCall(id: id, name: call.name, arguments: arguments)
        }
    }
}
