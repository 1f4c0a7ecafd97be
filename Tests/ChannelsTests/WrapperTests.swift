import Channels
import Conversation
import Testing

@Suite struct `Wrappers` {
    private static let names = [
        "ephemeralMessage", "viewOnceMessage", "viewOnceMessageV2", "viewOnceMessageV2Extension",
        "documentWithCaptionMessage", "associatedChildMessage", "groupStatusMessage", "groupStatusMessageV2",
        "deviceSentMessage",
    ]

    private func wrapped(_ content: String, in names: some Collection<String>) -> String {
        names.reversed().reduce(content) { #"{"\#($1)":{"message":\#($0)},"messageContextInfo":{}}"# }
    }

    @Test(arguments: names)
    func `are taken off`(name: String) throws {
        let message = try Payload.read(wrapped(#"{"imageMessage":{"caption":"כן"}}"#, in: [name]))
        #expect(message.kind == .image)
        #expect(message.text == "כן")
    }

    @Test(arguments: names.indices)
    func `are taken off in any order, five deep`(start: Int) throws {
        let five = (0..<5).map { Self.names[(start + $0) % Self.names.count] }
        #expect(try Payload.read(wrapped(#"{"conversation":"כן"}"#, in: five)).text == "כן")
    }

    @Test func `deeper than five are not taken off`() throws {
        let six = Array(repeating: "ephemeralMessage", count: 6)
        let message = try Payload.read(wrapped(#"{"conversation":"כן"}"#, in: six))
        #expect(message.kind == .unsupported)
        #expect(message.details?.providerKind == "ephemeralMessage")
    }

    @Test(arguments: [
        #"{"viewOnceMessageV2":{}}"#, #"{"viewOnceMessageV2":{"message":null}}"#,
        #"{"viewOnceMessageV2":{"message":7}}"#,
        #"{"viewOnceMessageV2":"x"}"#,
    ])
    func `around nothing are something that cannot be read`(content: String) throws {
        let message = try Payload.read(content)
        #expect(message.kind == .unsupported)
        #expect(message.details?.providerKind == "viewOnceMessageV2")
        #expect(message.expectsAnswer)
    }

    @Test func `around an empty message are ignored`() throws {
        #expect(try Payload.items(Payload.message(#"{"ephemeralMessage":{"message":{}}}"#)).first?.isIgnored == true)
    }
}

@Suite struct `Edits and deletions` {
    @Test(arguments: [#"0"#, #""0""#, #""REVOKE""#])
    func `a message taken back names it and asks nothing`(type: String) throws {
        let message = try Payload.read(#"{"protocolMessage":{"type":\#(type),"key":{"id":"3EB0OLD"}}}"#)
        #expect(message.kind == .deletion)
        #expect(message.details?.targetID == "3EB0OLD")
        #expect(message.text == nil)
        #expect(!message.expectsAnswer)
    }

    @Test(arguments: [#"14"#, #""14""#, #""MESSAGE_EDIT""#])
    func `an edit names the message, has the new words and expects an answer`(type: String) throws {
        let edit = #"""
            {"protocolMessage":{"type":\#(type),"key":{"id":"3EB0OLD"},
            "editedMessage":{"extendedTextMessage":{"text":"ביום רביעי"}}}}
            """#
        for content in [edit, #"{"editedMessage":{"message":\#(edit)}}"#] {
            let message = try Payload.read(content)
            #expect(message.kind == .edit)
            #expect(message.details?.targetID == "3EB0OLD")
            #expect(message.text == "ביום רביעי")
            #expect(message.expectsAnswer)
        }
    }

    @Test func `an edit without words asks nothing`() throws {
        let message = try Payload.read(#"{"protocolMessage":{"type":14,"key":{"id":"3EB0OLD"}}}"#)
        #expect(message.kind == .edit)
        #expect(!message.expectsAnswer)
    }

    @Test func `an edit that wraps the new message itself is an edit`() throws {
        let message = try Payload.read(#"{"editedMessage":{"message":{"conversation":"תיקון"}}}"#)
        #expect(message.kind == .edit)
        #expect(message.text == "תיקון")
    }

    @Test func `edits inside edits end`() throws {
        var content = #"{"conversation":"x"}"#
        for _ in 0..<20 { content = #"{"protocolMessage":{"type":14,"editedMessage":\#(content)}}"# }
        #expect(try Payload.read(content).kind == .edit)
    }

    @Test func `a reaction names its message`() throws {
        let message = try Payload.read(#"{"reactionMessage":{"text":"❤️","key":{"id":"3EB0T","fromMe":true}}}"#)
        #expect(message.details?.targetID == "3EB0T")
        #expect(!message.expectsAnswer)
    }
}
