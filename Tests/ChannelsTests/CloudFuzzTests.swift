import Channels
import Conversation
import FoundationEssentials
import Testing

extension SeededGenerator {
    /// Some bytes with some of them changed, lost, repeated or moved.
    fileprivate mutating func spoilt(_ sample: [UInt8], spice: [UInt8]) -> [UInt8] {
        var body = sample
        for _ in 0..<Int.random(in: 1...6, using: &self) {
            let at = Int.random(in: 0..<max(body.count, 1), using: &self)
            let length = min(Int.random(in: 1...40, using: &self), body.count - at)
            switch Int.random(in: 0..<5, using: &self) {
            case 0 where !body.isEmpty: body[at] = UInt8.random(in: .min ... .max, using: &self)
            case 1 where !body.isEmpty: body[at] = spice.randomElement(using: &self) ?? 0
            case 2: body.removeSubrange(at..<at + length)
            case 3: body.insert(contentsOf: body[at..<at + length], at: at)
            default: body.insert(spice.randomElement(using: &self) ?? 0, at: min(at, body.count))
            }
        }
        return body
    }
}

/// What must hold of whatever a post is read as.
private func check(_ content: WebhookContent) throws {
    for item in content.items {
        guard let message = item.message else {
            #expect(item.isIgnored || item.isMalformed)
            continue
        }
        #expect((1...256).contains(message.providerMessageID.utf8.count))
        #expect((1...256).contains(message.chatAddress.utf8.count))
        #expect((1...256).contains(message.channelAddress.utf8.count))
        #expect(message.phone?.hasPrefix("+") != false)
        #expect(message.phone != nil || message.userID != nil)
        #expect((message.text?.utf16.count ?? 0) <= InboundMessage.textLimit)
        #expect(!(message.fromMe && message.expectsAnswer))
        #expect(!String(decoding: try JSONEncoder().encode(message), as: UTF8.self).contains(#"\u0000"#))
    }
    for report in content.statuses {
        #expect(report.providerMessageID != nil || report.messageID != nil)
        #expect((report.error?.utf16.count ?? 0) <= 300)
        #expect(!String(decoding: try JSONEncoder().encode(report), as: UTF8.self).contains(#"\u0000"#))
    }
}

@Suite struct `Any bytes at all to the Cloud API's and Twilio's webhook` {
    private static let cloud: [[UInt8]] = {
        let status =
            #"{"id":"wamid.S","status":"failed","timestamp":"1","biz_opaque_callback_data":"msg:5","#
            + #""errors":[{"code":131047,"error_data":{"details":"d"}}],"pricing":{"billable":true,"x":[1.5,null,"\u0000"]}}"#
        let system = CloudPost.message(
            #""type":"system","system":{"type":"user_changed_number","wa_id":"972542222222"}"#)
        let form = CloudPost.message(
            #""type":"interactive","interactive":{"nfm_reply":{"response_json":"{\"a\":{\"b\":[1]},\"c\":\"d\"}"}}"#)
        let echo = CloudPost.value(
            #""message_echoes":[{"to":"972541234567","id":"wamid.E","type":"image","image":{"id":"1"}}]"#)
        let own = CloudPost.body(
            CloudPost.change(
                CloudPost.value(
                    CloudPost.contact, #""messages":[\#(system),\#(form)]"#, #""statuses":[\#(status)]"#,
                    #""errors":[{"code":1}]"#)), CloudPost.change(echo, field: "smb_message_echoes"))
        let fixtures = CloudFixture.all.compactMap { fixture in
            try? Array(Data(contentsOf: URL(filePath: "\(CloudFixture.folder)/\(fixture.name).json")))
        }
        return [Array(own.utf8)] + fixtures
    }()

    private func checkCloud(_ body: [UInt8]) throws {
        do {
            try check(CloudAPI.parse(WebhookPost(requestURI: "/", body: body) { _ in nil }))
        } catch let error as EnvelopeError {
            #expect(error.problem.hasSuffix("."))
        }
        for status in [200, 400, 500] {
            _ = CloudAPI.outcome(of: ChannelAnswer(status: status, body: body), attempt: Int(body.first ?? 0))
            _ = Twilio.outcome(of: ChannelAnswer(status: status, body: body), attempt: Int(body.first ?? 0))
        }
    }

    @Test func `cut off anywhere, is refused`() throws {
        #expect(Self.cloud.count == CloudFixture.all.count + 1)
        for sample in Self.cloud.prefix(2) {
            for end in sample.indices {
                // White space at the end belongs to no value.
                guard sample[end...].contains(where: { $0 > 0x20 }) else { continue }
                #expect(throws: EnvelopeError.self) {
                    try CloudAPI.parse(WebhookPost(requestURI: "/", body: Array(sample[..<end])) { _ in nil })
                }
            }
        }
    }

    @Test(arguments: 0..<10)
    func `with some of them spoilt, is refused or read, never a crash`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed &+ 400)
        let spice = Array(#"{}[]",:\u0ed8-+.eE019tfn "#.utf8) + [0, 0x0A, 0x80, 0xC3, 0xD7, 0xED, 0xF0, 0xFF]
        for _ in 0..<300 {
            try checkCloud(random.spoilt(Self.cloud.randomElement(using: &random) ?? [], spice: spice))
        }
    }

    /// Every member of a real post, replaced by every kind of value: nothing crashes, and the neighbour is kept.
    @Test func `with any value in the place of any member, cost at most their own message`() throws {
        let values = ["null", "true", "-1", "1.5", "1e400", #""""#, #""x""#, "[]", "[[]]", "{}", #"{"id":{}}"#]
        let sound = CloudPost.message(#""type":"text","text":{"body":"sound"}"#, id: "wamid.SOUND")
        for type in [
            "text", "image", "audio", "location", "contacts", "interactive", "button", "order", "system", "edit",
        ] {
            for value in values {
                let bad = [
                    CloudPost.message(#""type":"\#(type)","\#(type)":\#(value)"#),
                    CloudPost.message(#""type":"text","text":{"body":"x"},"context":\#(value),"referral":\#(value)"#),
                    #"{"from":\#(value),"from_user_id":\#(value),"id":\#(value),"timestamp":\#(value),"type":\#(value)}"#,
                ]
                let items = try CloudPost.items(bad[0], sound, bad[1], bad[2])
                try #require(items.count == 4)
                #expect(items[1].message?.text == "sound")
                try check(WebhookContent(items: items))
            }
        }
    }

    @Test(arguments: 0..<10)
    func `as a form, is refused or read, never a crash`(seed: UInt64) throws {
        var random = SeededGenerator(state: seed &+ 800)
        let fields =
            TwilioPost.base + [
                ("Body", "שלום %00 +"), ("NumMedia", "2"), ("MediaUrl0", "https://api.twilio.com/a"),
                ("Latitude", "32.1"),
                ("MediaContentType0", "image/jpeg"), ("ButtonPayload", "P"), ("MessageStatus", "sent"),
                ("ErrorCode", "1"),
            ]
        let channel = WebhookChannel(tenantID: 1, address: "a", secrets: ["s"], publicURL: "https://a.example")
        for _ in 0..<500 {
            let some = fields.filter { _ in Bool.random(using: &random) }
            let body = random.spoilt(TwilioPost.encode(some), spice: Array("&=%+;0fF ".utf8) + [0, 0x80, 0xD7, 0xFF])
            let uri = String(
                decoding: random.spoilt(Array("/w?message=5&bodySHA256=ab".utf8), spice: [0x3F]), as: UTF8.self)
            let query = uri.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
            let post = WebhookPost(subpath: seed % 2 == 0 ? "/status" : "", requestURI: uri, query: query, body: body) {
                $0 == "X-Twilio-Signature" ? "Q9HCZEfwy/RzPjmvchxjtWBcgJ0=" : nil
            }
            #expect(Twilio.authenticity(of: post, channel: channel) == .wrong)
            try check(Twilio.parse(post))
            _ = CloudAPI.challenge(query: query, channel: channel)
        }
    }

    @Test func `much of them, is refused or cut`() throws {
        let nested = String(repeating: "[", count: 200_000)
        #expect(throws: EnvelopeError.self) { try CloudPost.content(#"{"entry":\#(nested)"#) }
        let words = String(repeating: "ש", count: 500_000)
        #expect(try TwilioPost.read(("Body", words)).text?.utf16.count == InboundMessage.textLimit)
    }
}
