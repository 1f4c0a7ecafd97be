import Channels
import Conversation
import Testing

@Suite struct `Posts of the Cloud API` {
    private func text(_ words: String, id: String) -> String {
        CloudPost.message(#""type":"text","text":{"body":"\#(words)"}"#, id: id)
    }

    @Test func `may hold many entries, changes, messages and statuses`() throws {
        let status = #"{"id":"wamid.S","status":"sent","timestamp":"1"}"#
        let changes = (0..<3).map { change in
            let messages = (0..<4).map { text("\(change)\($0)", id: "wamid.\(change)\($0)") }.joined(separator: ",")
            return CloudPost.change(
                CloudPost.value(#""messages":[\#(messages)]"#, #""statuses":[\#(status),\#(status)]"#))
        }
        let entry = #"{"id":"1","changes":[\#(changes.joined(separator: ","))]}"#
        let content = try CloudPost.content(#"{"object":"whatsapp_business_account","entry":[\#(entry),\#(entry)]}"#)
        let words = (0..<3).flatMap { change in (0..<4).map { "\(change)\($0)" } }
        #expect(content.items.map { $0.message?.text } == words + words)
        #expect(content.statuses.count == 12)
    }

    @Test(arguments: [
        "7", "null", #""x""#, "[]", "{}", #"{"id":null}"#, #"{"id":"a b","from":"972541234567","type":"text"}"#,
        #"{"id":"wamid.X","type":"text","text":{"body":"x"}}"#, #"{"from":"972541234567","type":"text"}"#,
    ])
    func `keep the neighbours of a malformed message, in order`(bad: String) throws {
        let items = try CloudPost.items(text("a", id: "wamid.A"), bad, text("b", id: "wamid.B"))
        try #require(items.count == 3)
        #expect(items[0].message?.text == "a")
        #expect(items[1].isMalformed)
        #expect(items[2].message?.text == "b")
    }

    @Test(arguments: ["7", "null", "[]", "{}", #"{"field":"messages"}"#, #"{"field":"messages","value":7}"#])
    func `keep the neighbours of a malformed change`(bad: String) throws {
        let good = CloudPost.change(CloudPost.value(#""messages":[\#(text("a", id: "wamid.A"))]"#))
        let items = try CloudPost.content(CloudPost.body(good, bad, good)).items
        try #require(items.count == 3)
        #expect(items[1].isMalformed)
        #expect([items[0], items[2]].map { $0.message?.text } == ["a", "a"])
    }

    @Test(arguments: ["7", "null", "{}", #"{"id":"1","changes":null}"#])
    func `keep the neighbours of a malformed entry`(bad: String) throws {
        let good = #"{"changes":[\#(CloudPost.change(CloudPost.value(#""messages":[\#(text("a", id: "A"))]"#)))]}"#
        let items = try CloudPost.content(#"{"entry":[\#(good),\#(bad),\#(good)]}"#).items
        try #require(items.count == 3)
        #expect(items[1].isMalformed)
        #expect([items[0], items[2]].map { $0.message?.text } == ["a", "a"])
    }

    @Test func `that name no channel have no usable message`() throws {
        let value = #"{"messages":[\#(text("a", id: "A"))],"statuses":[{"id":"wamid.S","status":"sent"}]}"#
        let content = try CloudPost.content(CloudPost.body(CloudPost.change(value)))
        #expect(content.items.map(\.isMalformed) == [true, true])
        #expect(content.statuses.isEmpty)
    }

    @Test(arguments: [
        "smb_app_state_sync", "history", "account_update", "message_template_status_update", "calls", "standby",
        "user_preferences", "group_lifecycle_update", "security", "flows", "X-1",
    ])
    func `of other fields are ignored`(field: String) throws {
        let value = CloudPost.value(#""messages":[\#(text("a", id: "A"))]"#)
        let content = try CloudPost.content(CloudPost.body(CloudPost.change(value, field: field)))
        #expect(content.items.map(\.isIgnored) == [true])
    }

    @Test func `of groups are ignored`() throws {
        let message = CloudPost.message(#""group_id":"G","type":"text","text":{"body":"x"}"#)
        #expect(try CloudPost.items(message).map(\.isIgnored) == [true])
    }

    @Test func `with what the owner answered in the app are own messages in the customer's chat`() throws {
        let echo = #"""
            {"from":"97235550100","to":"972541234567","to_user_id":"IL.9001","id":"wamid.E","timestamp":"1767225601",
            "type":"text","text":{"body":"אני מטפל"}}
            """#
        let value = CloudPost.value(#""message_echoes":[\#(echo),7]"#)
        let items = try CloudPost.content(
            CloudPost.body(CloudPost.change(value, field: "smb_message_echoes"))
        ).items
        let message = try #require(items.first?.message)
        #expect(message.fromMe)
        #expect(!message.expectsAnswer)
        #expect(message.chatAddress == "972541234567")
        #expect(message.phone == "+972541234567")
        #expect(message.userID == "IL.9001")
        #expect(message.name == nil)
        #expect(message.text == "אני מטפל")
        #expect(items.last?.isMalformed == true)
    }

    @Test func `with errors alone say so`() throws {
        let value = CloudPost.value(#""errors":[{"code":131000,"title":"x"}]"#)
        #expect(
            try CloudPost.content(CloudPost.body(CloudPost.change(value))).items
                == [.ignored(reason: "the provider reports its error 131000")])
    }

    @Test func `about something else are ignored, and without entries refused`() throws {
        #expect(try CloudPost.content(#"{"object":"page","entry":[{"changes":[]}]}"#).items.map(\.isIgnored) == [true])
        for body in ["", "{}", "[]", "7", #"{"object":"whatsapp_business_account"}"#, #"{"entry":null}"#, "{"] {
            #expect(throws: EnvelopeError.self) { try CloudPost.content(body) }
        }
        #expect(try CloudPost.content(#"{"entry":[]}"#) == WebhookContent())
    }

    @Test func `may hold 10,000 messages and statuses and no more`() throws {
        let status = #"{"id":"wamid.S","status":"sent"}"#
        func content(messages: Int, statuses: Int) throws -> WebhookContent {
            let text = Array(repeating: text("a", id: "A"), count: messages).joined(separator: ",")
            let reports = Array(repeating: status, count: statuses).joined(separator: ",")
            return try CloudPost.content(
                CloudPost.body(
                    CloudPost.change(CloudPost.value(#""messages":[\#(text)]"#)),
                    CloudPost.change(CloudPost.value(#""statuses":[\#(reports)]"#))))
        }
        let most = try content(messages: 6000, statuses: 4000)
        #expect(most.items.count == 6000)
        #expect(most.statuses.count == 4000)
        #expect(throws: EnvelopeError.self) { try content(messages: 6000, statuses: 4001) }
        #expect(throws: EnvelopeError.self) { try content(messages: 10_001, statuses: 0) }
    }
}

@Suite struct `Statuses of the Cloud API` {
    @Test(
        arguments: [
            ("sent", StatusReport.Status.sent), ("delivered", .delivered), ("read", .read), ("played", .played),
            ("failed", .failed),
        ])
    func `tell how far a message has come`(word: String, status: StatusReport.Status) throws {
        let report = try CloudPost.report(
            #"{"id":"wamid.OURS","status":"\#(word)","timestamp":"1767225601","recipient_id":"972541234567"}"#)
        #expect(
            report
                == StatusReport(
                    provider: .cloud, channelAddress: CloudPost.phoneNumberID, providerMessageID: "wamid.OURS",
                    status: status, at: 1_767_225_601))
    }

    @Test(
        arguments: [
            ("msg:8842", 8842), ("msg:0", nil), ("msg:-1", nil), ("msg:08842", nil), ("msg:+8842", nil),
            ("msg: 1", nil),
            ("8842", nil), ("msg:", nil), ("msg:1x", nil), ("MSG:1", nil), ("msg:9223372036854775807", Int64.max),
            ("msg:9223372036854775808", nil),
        ] as [(String, Int64?)])
    func `give back our own id, where we wrote it`(data: String, expected: Int64?) throws {
        let report = try CloudPost.report(
            #"{"id":"wamid.OURS","status":"sent","biz_opaque_callback_data":"\#(data)"}"#)
        #expect(report.messageID == expected)
    }

    @Test func `may name the message by our own id alone`() throws {
        let report = try CloudPost.report(#"{"status":"sent","biz_opaque_callback_data":"msg:5"}"#)
        #expect(report.providerMessageID == nil)
        #expect(report.messageID == 5)
    }

    @Test(
        arguments: [
            (
                #"[{"code":131047,"title":"T","message":"M","error_data":{"details":"More than 24 hours"}}]"#, "131047",
                "More than 24 hours"
            ),
            (#"[{"code":"131047","title":"T","message":"M","error_data":"x"}]"#, "131047", "M"),
            (#"[{"title":"T"}]"#, nil, "T"), ("[]", nil, nil), ("null", nil, nil), (#"[7,{"code":1}]"#, "1", nil),
        ] as [(String, String?, String?)])
    func `that failed say why`(errors: String, code: String?, words: String?) throws {
        let report = try CloudPost.report(#"{"id":"wamid.OURS","status":"failed","errors":\#(errors)}"#)
        #expect(report.errorCode == code)
        #expect(report.error == words)
    }

    @Test func `pass over a few elements that are none, and do not look for a good one for ever`() throws {
        for (count, code) in [(999, "1"), (1001, nil)] {
            let none = Array(repeating: "7", count: count).joined(separator: ",")
            let report = try CloudPost.report(#"{"id":"w","status":"failed","errors":[\#(none),{"code":1}]}"#)
            #expect(report.status == .failed && report.errorCode == code)
        }
    }

    @Test func `have words of bounded length`() throws {
        let long = String(repeating: "x", count: 1000)
        let report = try CloudPost.report(
            #"{"id":"wamid.OURS","status":"failed","errors":[{"code":1,"error_data":{"details":"\#(long)"}}]}"#)
        #expect(report.error?.count == 300)
    }

    @Test func `keep what a message costs word for word`() throws {
        let pricing = #"{"billable":true,"category":"service","pricing_model":"PMP","rate":0.5,"tiers":[1,null]}"#
        let report = try CloudPost.report(#"{"id":"wamid.OURS","status":"sent","pricing":\#(pricing)}"#)
        #expect(report.pricing == JSONText(pricing))
        for other in ["null", "7", "[]", #"{"x":"\#(String(repeating: "x", count: 2000))"}"#] {
            #expect(try CloudPost.report(#"{"id":"w","status":"sent","pricing":\#(other)}"#).pricing == nil)
        }
    }

    @Test(arguments: [
        ("7", true), ("{}", true), (#"{"status":"sent"}"#, true), (#"{"id":"wamid.A"}"#, true),
        (#"{"id":"wamid.A","status":7}"#, true), (#"{"id":"wamid.A","status":"deleted"}"#, false),
        (#"{"id":"wamid.A","status":"sent","recipient_type":"group"}"#, false),
    ])
    func `that say nothing cost no other`(bad: String, isMalformed: Bool) throws {
        let good = #"{"id":"wamid.OURS","status":"sent"}"#
        let value = CloudPost.value(#""statuses":[\#(good),\#(bad),\#(good)]"#)
        let content = try CloudPost.content(CloudPost.body(CloudPost.change(value)))
        #expect(content.statuses.count == 2)
        #expect(content.items.map(\.isMalformed) == [isMalformed])
        #expect(content.items.map(\.isIgnored) == [!isMalformed])
    }
}
