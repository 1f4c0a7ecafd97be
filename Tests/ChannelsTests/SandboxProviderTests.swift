import Channels
import Conversation
import FoundationEssentials
import Testing

@Suite struct `Posts of the sandbox` {
    private func parse(_ members: String) throws -> WebhookContent {
        try Sandbox.parse(.json(#"{"channel":"demo",\#(members)}"#))
    }

    @Test func `bring messages of every kind, with all their details`() throws {
        var details = MessageDetails()
        details.choiceID = "b1"
        details.quotedID = "Q"
        details.media = .init(mimeType: "audio/ogg", seconds: 4, reference: "f1")
        details.location = .init(latitude: 32.1, longitude: 34.8)
        details.order = .init(
            catalogID: "7", items: [.init(productID: "sku-9", quantity: 2, price: 35.5, currency: "ILS")])
        let encoded = String(decoding: try JSONEncoder().encode(details), as: UTF8.self)
        for kind in MessageKind.allCases {
            let content = try parse(
                #""messages":[{"id":"m1","chat":"972541234567","from_me":false,"name":"Noa","phone":"+972541234567","#
                    + #""kind":"\#(kind.rawValue)","text":"היי","details":\#(encoded),"sent_at":1767225600}]"#)
            let message = try #require(content.message)
            #expect(message.provider == "sandbox" && message.channelAddress == "demo")
            #expect(message.providerMessageID == "m1" && message.chatAddress == "972541234567")
            #expect(message.phone == "+972541234567" && message.name == "Noa")
            #expect(message.kind == kind && message.text == "היי" && message.details == details)
            #expect(message.sentAt == 1_767_225_600)
            #expect(message.expectsAnswer == kind.expectsAnswer)
        }
    }

    @Test func `bring own messages, and those of unknown kinds`() throws {
        let own = try #require(
            try parse(#""messages":[{"id":"m1","chat":"noa","from_me":true,"name":"Shai","text":"x"}]"#).message)
        #expect(own.fromMe && !own.expectsAnswer && own.name == nil && own.kind == .text && own.phone == nil)
        let unknown = try #require(try parse(#""messages":[{"id":"m1","chat":"noa","kind":"hologram"}]"#).message)
        #expect(unknown.kind == .unsupported && unknown.details?.providerKind == "hologram")
    }

    @Test func `lose one broken message and no other`() throws {
        let items = try parse(
            #""messages":[7,{"id":"m1"},{"chat":"c"},{"id":"a b","chat":"c"},{"id":"m","chat":"c","from_me":"?"},"#
                + #"{"id":"m2","chat":"noa","text":"sound","phone":"054"}]"#
        ).items
        #expect(items.map(\.isMalformed) == [true, true, true, true, true, false])
        #expect(items.last?.message?.text == "sound")
        #expect(items.last?.message?.phone == nil)
    }

    @Test(arguments: [
        #"{"quoted_id":"a\u0000b"}"#, #"{"location":{"latitude":91,"longitude":0}}"#, #"{"media":7}"#, "[]", "7",
        "null",
    ])
    func `lose details that could not be stored`(details: String) throws {
        let message = try parse(#""messages":[{"id":"m1","chat":"noa","text":"x","details":\#(details)}]"#).message
        #expect(message?.text == "x")
        #expect(message?.details == nil)
    }

    @Test func `report how far messages have come, by their id or by ours`() throws {
        let statuses = try parse(
            #""statuses":[{"id":"s1","status":"sent","at":1767225600},{"message_id":42,"status":"failed","error":"gone"},"#
                + #"{"message_id":"42","status":"read"},{"status":"read"},{"id":"s1","status":"lost"},7]"#
        ).statuses
        #expect(statuses.map(\.status) == [.sent, .failed, .read])
        #expect(statuses.map(\.providerMessageID) == ["s1", nil, nil])
        #expect(statuses.map(\.messageID) == [nil, 42, 42])
        #expect(statuses[0].at == 1_767_225_600 && statuses[1].error == "gone")
    }

    @Test(arguments: ["", "[]", "{}", #"{"channel":""}"#, #"{"channel":7,"messages":[]}"#])
    func `without a channel are refused`(body: String) {
        #expect(throws: EnvelopeError.self) { try Sandbox.parse(.json(body)) }
    }

    @Test(arguments: Provider.allCases.filter { $0 == .sandbox || $0 == .gateway })
    func `are proved by the internal secret, as the gateway's are`(provider: Provider) {
        func check(_ shown: String?, _ channel: WebhookChannel) -> Authenticity {
            let headers = shown.map { ["X-Internal-Secret": $0] } ?? [:]
            return provider.channel.authenticity(of: .json("{}", headers: headers), channel: channel)
        }
        #expect(check("s3cret", .of("s3cret")) == .authentic)
        #expect(check("s3cret", .of("old", "s3cret")) == .authentic)
        #expect(check("s3creu", .of("s3cret")) == .wrong)
        #expect(check("", .of("")) == .wrong)
        #expect(check("s3cret", .of()) == .wrong)
        #expect(check(nil, .of("s3cret")) == .missing)
    }
}

@Suite struct `Calls to the sandbox` {
    private let channel = ChannelAccess(
        baseURL: "http://127.0.0.1:8000/sandbox/channel", secret: "s3cret", address: "demo", honoursIdempotency: true)

    private func check(_ call: ChannelCall?, _ method: String, path: String, body: String) throws {
        let call = try #require(call)
        #expect(call.method == method)
        #expect(call.url == "http://127.0.0.1:8000/sandbox/channel\(path)")
        #expect(call.header("X-Internal-Secret") == "s3cret")
        #expect(call.text == body)
    }

    @Test func `send a message of any kind under our id`() throws {
        try check(
            try Sandbox.send(outgoing(text: "היי", chat: "noa"), channel).get(), "POST", path: "/messages",
            body: #"{"channel":"demo","chat":"noa","id":"42","kind":"text","text":"היי"}"#)
        let file = MessageDetails.Media(reference: "https://f.example/1")
        try check(
            try Sandbox.send(outgoing(.image, text: "", chat: "noa", file: file, quoting: "Q"), channel).get(), "POST",
            path: "/messages",
            body:
                #"{"channel":"demo","chat":"noa","details":{"media":{"reference":"https://f.example/1"},"quoted_id":"Q"},"#
                + #""id":"42","kind":"image","text":""}"#)
    }

    @Test func `show typing, mark as read, fetch a file, and look a message up`() throws {
        for isOn in [true, false] {
            try check(
                Sandbox.typing(TypingDisplay(chatAddress: "noa", messageID: "m1", isOn: isOn), channel), "POST",
                path: "/typing",
                body: #"{"channel":"demo","chat":"noa","on":\#(isOn)}"#)
        }
        try check(
            Sandbox.markRead(chatAddress: "noa", messageIDs: ["m1", "m2"], channel), "POST", path: "/read",
            body: #"{"channel":"demo","chat":"noa","ids":["m1","m2"]}"#)
        let fetch = Sandbox.media(.init(reference: "f/1"), kind: .voice, messageID: "m1", chatAddress: "noa", channel)
        #expect(fetch?.form == .bytes)
        try check(fetch?.call, "GET", path: "/media/f%2F1", body: "")
        try check(Sandbox.lookUp(outgoing(), since: 0, channel), "GET", path: "/messages/42", body: "")
        #expect(Sandbox.found(outgoing(), since: 0, in: .of(200, #"{"id":"s1"}"#)) == ["s1"])
        #expect(Sandbox.found(outgoing(), since: 0, in: .of(404, "")) == [])
        #expect(Sandbox.found(outgoing(), since: 0, in: .of(200, "")) == nil)
        #expect(Sandbox.found(outgoing(), since: 0, in: .of(500, "")) == nil)
    }

    @Test(arguments: [
        (400, "", "refused"), (401, "", "blocked"), (404, "", "blocked"), (422, "", "refused"), (429, "", "throttled"),
        (500, "", "unknown"), (503, "", "unknown"), (200, "", "unknown"), (200, #"{"id":"s"#, "unknown"),
        (0, "", "unknown"),
    ])
    func `tell what an answer proves`(status: Int, body: String, expected: String) {
        #expect(Sandbox.outcome(of: .of(200, #"{"id":"s1"}"#), attempt: 0) == .sent(providerMessageID: "s1"))
        #expect(Sandbox.outcome(of: .of(status, body), attempt: 0).name == expected)
    }
}
