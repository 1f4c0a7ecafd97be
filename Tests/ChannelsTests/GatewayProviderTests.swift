import Channels
import Conversation
import Testing

@Suite struct `The gateway among the providers` {
    private let channel = ChannelAccess(
        baseURL: "http://127.0.0.1:3000", secret: "s3cret", address: "7", honoursIdempotency: true)

    @Test func `posts to the original addresses and names its tenant`() throws {
        let body = String(
            decoding: Payload.body([Payload.message(#"{"conversation":"היי"}"#)], tenant: "7"), as: UTF8.self)
        let content = try Gateway.parse(.json(body, path: "/webhook/whatsapp/incoming"))
        #expect(content.message?.tenantID == 7)
        #expect(content.message?.channelAddress == "7")
        let status = try Gateway.parse(
            .json(#"{"tenantId":"business_7","connection":"open"}"#, path: "/webhook/whatsapp/status"))
        #expect(
            status.connections == [
                ConnectionReport(tenantID: 7, channelAddress: "7", connection: "open", pushName: nil)
            ])
        for path in ["/webhook/whatsapp/incoming", "/webhook/whatsapp/status"] {
            #expect(throws: EnvelopeError.self) {
                try Gateway.parse(.json(#"{"payload":{"messages":[]},"connection":"open"}"#, path: path))
            }
        }
    }

    @Test func `reports how far messages have come, with others or alone`() throws {
        let body = #"""
            {"tenantId":7,"payload":{"type":"update","updates":[
            {"key":{"remoteJid":"9@s.whatsapp.net","fromMe":true,"id":"A"},"update":{"status":3}},
            {"key":{"fromMe":false,"id":"B"},"update":{"status":4}},7,{"key":{"id":"C"},"update":{"status":5}}]}}
            """#
        let content = try Gateway.parseContent(Array(body.utf8), defaultTenant: 1)
        #expect(content.items.isEmpty)
        #expect(content.statuses.map(\.providerMessageID) == ["A", "C"])
        #expect(content.statuses.map(\.status) == [.delivered, .played])
        #expect(
            content.statuses.allSatisfy { $0.tenantID == 7 && $0.provider == "gateway" && $0.channelAddress == "7" })
    }

    @Test func `sends texts under our id, and nothing else`() throws {
        let call = try Gateway.send(outgoing(text: "שלום", quoting: "Q"), channel).get()
        #expect(call.url == "http://127.0.0.1:3000/send")
        #expect(
            call.text
                == #"{"idempotencyKey":"42","tenantId":7,"text":"שלום","to":"972541234567@s.whatsapp.net","type":"text"}"#
        )
        guard case .failure = Gateway.send(outgoing(.image), channel) else {
            Issue.record("an image was sent")
            return
        }
        #expect(
            Gateway.outcome(of: .of(200, #"{"ok":true,"messageId":"3EB0X"}"#), attempt: 0)
                == .sent(providerMessageID: "3EB0X"))
        #expect(Gateway.markRead(chatAddress: "x", messageIDs: ["a"], channel) == nil)
        #expect(
            Gateway.typing(TypingDisplay(chatAddress: "x", messageID: nil, isOn: true), channel)?.text
                == #"{"jid":"x","tenantId":7,"typing":true}"#)
    }
}

@Suite struct `Files that WhatsApp keeps` {
    private let key = [UInt8](0..<32)

    private func media(_ members: String) throws -> MessageDetails.Media? {
        try Payload.read(#"{"imageMessage":{\#(members)}}"#).details?.media
    }

    @Test func `come with their key, in whatever form it is written`() throws {
        let numbers = key.map(String.init).joined(separator: ",")
        let indexed = key.map { "\"\($0)\":\($0)" }.joined(separator: ",")
        for written in [
            "\"\(Base64.encode(key))\"", "[\(numbers)]", #"{"type":"Buffer","data":[\#(numbers)]}"#,
            #"{"type":"Buffer","data":"\#(Base64.encode(key))"}"#, "{\(indexed)}",
        ] {
            let media = try media(#""mediaKey":\#(written),"url":"https://mmg.whatsapp.net/v/t62/1?ccb=1""#)
            #expect(media?.key == Base64.encode(key), "\(written)")
            #expect(media?.reference == "https://mmg.whatsapp.net/v/t62/1?ccb=1")
        }
    }

    @Test(arguments: [
        (#""url":"https://mmg.whatsapp.net/v/1","directPath":"/v/2""#, "https://mmg.whatsapp.net/v/1"),
        (#""url":"https://web.whatsapp.net","directPath":"/v/2?x=1""#, "https://mmg.whatsapp.net/v/2?x=1"),
        (#""directPath":"/v/2""#, "https://mmg.whatsapp.net/v/2"),
        (#""url":"https://evil.example/v/1","directPath":"/v/2""#, "https://mmg.whatsapp.net/v/2"),
        (#""url":"http://127.0.0.1:3000/files/1""#, "http://127.0.0.1:3000/files/1"),
        (#""directPath":"v/2""#, nil), (#""url":"ftp://x/y""#, nil), (#""url":7"#, nil),
    ])
    func `are where their address or path says`(members: String, reference: String?) throws {
        #expect(try media(#""mediaKey":"\#(Base64.encode(key))",\#(members)"#)?.reference == reference)
        // Without a key nobody could read it.
        #expect(try media(members)?.reference == nil)
    }

    private func fetch(_ reference: String?, key: String?) -> MediaFetch? {
        let channel = ChannelAccess(
            baseURL: "http://127.0.0.1:3000/gw", secret: "s3cret", address: "7", honoursIdempotency: true)
        return Gateway.media(
            .init(reference: reference, key: key), kind: .voice, messageID: "A", chatAddress: "x", channel)
    }

    @Test func `are fetched from WhatsApp or from the gateway, without any secret`() throws {
        for address in [
            "https://mmg.whatsapp.net/v/1", "https://media.fna.whatsapp.net/v/1", "http://127.0.0.1:3000/files/1",
        ] {
            let fetch = try #require(self.fetch(address, key: Base64.encode(key)))
            #expect(fetch.call.method == "GET" && fetch.call.url == address && fetch.call.headers.isEmpty)
            #expect(fetch.form == .encrypted(key: key))
        }
        for address in [
            "https://evil.example/1", "http://mmg.whatsapp.net/1", "https://mmg.whatsapp.net.evil.example/1",
            "https://mmg.whatsapp.net:444/1", "https://evilwhatsapp.net/1", "https://mmg.whatsapp.net@evil.example/1",
            "http://127.0.0.1:3001/1", "https://mmg.whatsapp.net\\@evil.example/", "", "x",
        ] { #expect(fetch(address, key: Base64.encode(key)) == nil, "\(address)") }
        #expect(fetch("https://mmg.whatsapp.net/v/1", key: nil) == nil)
        #expect(fetch("https://mmg.whatsapp.net/v/1", key: Base64.encode([1])) == nil)
        #expect(fetch(nil, key: Base64.encode(key)) == nil)
    }
}

@Suite struct `Moments` {
    private func read(_ timestamp: String) throws -> Int64? {
        try GOWAPost.parse(
            "message",
            #"{"id":"A","chat_id":"972541234567@s.whatsapp.net","is_from_me":false,"body":"x","timestamp":\#(timestamp)}"#
        ).message?.sentAt
    }

    @Test(arguments: [
        "1767225600", #""1767225600""#, "1767225600.9", "1767225600123", #""1767225600123""#,
        #"{"low":1767225600,"high":0,"unsigned":true}"#, #""2026-01-01T00:00:00Z""#, #""2026-01-01t00:00:00z""#,
        #""2026-01-01T02:00:00+02:00""#, #""2025-12-31T20:30:00-03:30""#, #""2026-01-01T00:00:00.123456789Z""#,
        #""2026-01-01 00:00:00Z""#,
    ])
    func `are read in every form`(timestamp: String) throws {
        #expect(try read(timestamp) == 1_767_225_600)
    }

    @Test(arguments: [
        "0", "-5", "null", "true", "[]", "{}", #""""#, #""soon""#, #""2026-01-01""#, #""2026-01-01T00:00:00""#,
        #""2026-13-01T00:00:00Z""#, #""2026-01-01T24:00:00Z""#, #""2026-01-01T00:60:00Z""#,
        #""2026-01-01T00:00:00+2:00""#,
        #""2026-01-01T00:00:00*02:00""#, #""1960-01-01T00:00:00Z""#, "99999999999999999999", "1e400",
        #""2026-01-01T0:00:00ZZ""#,
    ])
    func `are unknown where they are none`(timestamp: String) throws {
        #expect(try read(timestamp) == nil)
    }
}
