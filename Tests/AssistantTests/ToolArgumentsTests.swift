import Conversation
import Testing

@testable import Assistant

@Suite struct `The arguments of a tool call` {
    private func fault(
        _ json: String, names: Set<String> = ["n", "t"], _ read: (ToolArguments) throws -> Void = { _ in }
    )
        -> String?
    {
        do {
            try read(try ToolArguments(json, names: names))
            return nil
        } catch let fault as ToolArguments.Fault {
            return fault.message
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: ["", "  ", "{}", "{\"n\":null}"]) func `may be none`(json: String) throws {
        let arguments = try ToolArguments(json, names: ["n"])
        #expect(try arguments.number("n", in: 0...10) == nil)
        #expect(try arguments.text("n") == nil)
    }

    @Test(arguments: ["[1]", "7", "{", "null", "{\"n\":1}}", "\"{}\""]) func `are refused where they are no object`(
        json: String
    ) {
        #expect(fault(json) == "the arguments are not a JSON object")
    }

    @Test func `may hold no name that the tool does not have`() {
        #expect(fault(#"{"tenant_id":2}"#) == "there is no argument tenant_id")
        #expect(fault(#"{"n":1,"contact_id":2}"#) == "there is no argument contact_id")
    }

    @Test func `are bounded`() {
        #expect(fault("{\"t\":\"\(String(repeating: "a", count: 5000))\"}") == "the arguments are too long")
        #expect(
            fault("{\"t\":\"\(String(repeating: "a", count: 200))\"}") { _ = try $0.text("t") }
                == "t is longer than 100 characters")
        let deep = "{\"t\":" + String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000) + "}"
        #expect(fault(deep) { _ = try $0.text("t") } != nil)
    }

    @Test func `give numbers, also such as were written as texts, within limits`() throws {
        #expect(try ToolArguments(#"{"n":3.5}"#, names: ["n"]).number("n", in: 1...20) == 3.5)
        #expect(try ToolArguments(#"{"n":"4"}"#, names: ["n"]).integer("n", in: 1...20) == 4)
        #expect(fault(#"{"n":1e400}"#) { _ = try $0.number("n", in: 0...10) } != nil)
        #expect(fault(#"{"n":-1}"#) { _ = try $0.number("n", in: 0...10) } == "n must be from 0 to 10")
        #expect(fault(#"{"n":2.5}"#) { _ = try $0.integer("n", in: 0...10) } == "n must be a whole number")
        #expect(fault(#"{"n":"NaN"}"#) { _ = try $0.number("n", in: 0...10) } != nil)
        #expect(fault(#"{"n":{"a":1}}"#) { _ = try $0.number("n", in: 0...10) } == "n must be a number")
    }

    @Test func `give texts on one line, without NUL`() throws {
        #expect(try ToolArguments(#"{"t":" a\n\u0000b\t c "}"#, names: ["t"]).text("t") == "a b c")
        #expect(try ToolArguments(#"{"t":" \n "}"#, names: ["t"]).text("t") == nil)
        #expect(fault(#"{"t":7}"#) { _ = try $0.text("t") } == "t must be a text")
        #expect(
            fault(#"{"t":"lease"}"#) { _ = try $0.word("t", of: ["rent", "sale"]) } == "t must be one of rent, sale")
    }

    @Test func `give days and times`() throws {
        func moment(_ text: String) throws -> String? {
            try ToolArguments("{\"t\":\"\(text)\"}", names: ["t"]).moment("t")?.description
        }
        #expect(try moment("2026-11-26T10:00") == "2026-11-26T10:00")
        #expect(try moment("2026-11-26 10:00") == "2026-11-26T10:00")
        #expect(try moment("2026-11-26T10:00:00") == "2026-11-26T10:00")
        #expect(fault(#"{"t":"tomorrow"}"#) { _ = try $0.moment("t") } == "t must be a time such as 2026-11-26T10:00")
        #expect(fault(#"{"t":"2026-02-30"}"#) { _ = try $0.day("t") } == "t must be a day such as 2026-11-26")
    }

    @Test func `of all tools fit the strict form that OpenAI asks for`() throws {
        for tool in Tools.all {
            guard case .object(let schema)? = JSONValue.object(in: tool.parameters),
                case .object(let properties)? = schema["properties"],
                case .array(let required)? = schema["required"]
            else {
                Issue.record("\(tool.name) has no schema")
                continue
            }
            #expect(schema["additionalProperties"] == .bool(false))
            #expect(required == properties.keys.sorted().map { .string($0) })
            #expect(!properties.keys.contains { $0.contains("tenant") || $0.contains("contact") })
        }
    }
}
