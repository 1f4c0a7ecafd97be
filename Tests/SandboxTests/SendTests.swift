import Conversation
import Testing

@testable import sandbox

@Suite struct SendTests {
    private static let accepted: [Provider: Int] = [
        .gateway: 200, .evolution: 201, .waha: 201, .gowa: 200, .cloud: 200, .twilio: 201, .sandbox: 200,
    ]

    @Test(arguments: Provider.allCases)
    func `a text is taken and logged with the whole call and our id`(provider: Provider) throws {
        let site = try Site()
        #expect(try site.sendText(provider).status == Self.accepted[provider])
        let line = try #require(try site.lines(.message).first)
        #expect(line["provider"]?.string == provider.rawValue)
        #expect(line["text"]?.string == "שלום")
        #expect(line["type"]?.string == "text")
        #expect(line["duplicate"]?.flag == false)
        #expect(line["call"]?.text.contains("שלום") == true)
        let tellsOurID = ![Provider.evolution, .gowa].contains(provider)
        #expect(line["message_id"]?.string == (tellsOurID ? "77" : nil))
        #expect(try site.lines(.refused).isEmpty)
    }

    @Test(arguments: [Provider.gateway, .waha, .sandbox])
    func `the same id twice is one delivery and one answer`(provider: Provider) throws {
        let site = try Site()
        let ids = try (0..<2).map { _ in
            let json = try site.sendText(provider).json
            return json["id"]?.string ?? json["messageId"]?.string
        }
        #expect(ids[0] != nil)
        #expect(ids[0] == ids[1])
        #expect(try site.lines(.message).map { $0["duplicate"]?.flag } == [false, true])
    }

    @Test(arguments: [Provider.evolution, .gowa, .cloud, .twilio])
    func `a provider without idempotency keys delivers twice what is sent twice`(provider: Provider) throws {
        let site = try Site()
        for _ in 0..<2 { _ = try site.sendText(provider) }
        #expect(try site.lines(.message).map { $0["duplicate"]?.flag } == [false, false])
    }

    @Test(arguments: Provider.allCases)
    func `the wrong secret is refused, and nothing is delivered`(provider: Provider) throws {
        let site = try Site()
        let path = [
            Provider.gateway: "/sandbox/gateway/send", .evolution: "/sandbox/evolution/message/sendText/demo",
            .waha: "/sandbox/waha/api/sendText", .gowa: "/sandbox/gowa/send/message",
            .cloud: "/sandbox/cloud/v23.0/555000111222333/messages",
            .twilio: "/sandbox/twilio/2010-04-01/Accounts/\(Site.account)/Messages.json",
            .sandbox: "/sandbox/channel/messages",
        ][provider]
        let wrong = [
            "Authorization": "Bearer nope", "apikey": "nope", "X-Api-Key": "nope", "X-Internal-Secret": "nope",
        ]
        #expect(try site.post(try #require(path), "{}", wrong).status == 401)
        #expect(try site.post(try #require(path), "{}", [:]).status == 401)
        #expect(try site.lines(.message).isEmpty)
        #expect(try site.lines(.refused).count == 2)
    }

    @Test(arguments: [
        "/sandbox/cloud/v23.0/555000111222333/nothing", "/sandbox/evolution/message/nothing/demo",
        "/sandbox/waha/api/nothing", "/sandbox/gowa/send/nothing", "/sandbox/twilio/2010-04-01/Accounts/x",
        "/sandbox/channel/nothing", "/sandbox/gateway/nothing", "/sandbox/cloud/v23.0/999/messages",
        "/sandbox/evolution/message/sendText/other", "/sandbox/cloud/", "/sandbox/twilio/", "/sandbox/gowa/",
    ])
    func `an unknown path, number or instance is not found`(path: String) throws {
        let site = try Site()
        var headers = [Site.evolution, Site.waha, Site.inside].reduce(into: [:]) { $0.merge($1) { $1 } }
        for authorization in [Site.cloud, Site.gowa, Site.twilio]
        where path.contains("/cloud/") == (authorization == Site.cloud) {
            if path.contains("/gowa/") == (authorization == Site.gowa) { headers.merge(authorization) { $1 } }
        }
        #expect(try site.post(path, #"{"text":"x","number":"972541234567"}"#, headers).status == 404)
    }

    @Test(arguments: [
        (#""type":"text","text":{}"#, 100), (#""type":"text","text":{"body":"x","nope":1}"#, 100),
        (#""type":"text","text":{"body":"x"},"nope":1"#, 100), (#""type":"image","image":{}"#, 100),
        (#""type":"image","image":{"link":"ftp://x"}"#, 131009), (#""type":"image","image":{"id":"1"}"#, 131009),
        (#""type":"nope","nope":{}"#, 131009), (#""type":"template","template":{"name":"x"}"#, 100),
        (#""context":{"message_id":"x"},"text":{"body":"x"}"#, 131009),
        (
            #""type":"interactive","interactive":{"type":"button","body":{"text":"x"},"action":{"buttons":[{"#
                + #""type":"reply","reply":{"id":"1","title":"a title that is too long"}}]}}"#, 131009
        ),
        (#""type":"interactive","interactive":{"type":"list","body":{"text":"x"},"action":{"button":"y"}}"#, 131009),
    ])
    func `Meta refuses what is not to the letter, with its code`(fields: String, code: Int) throws {
        let site = try Site()
        let answer = try site.post(
            "/sandbox/cloud/v23.0/555000111222333/messages",
            #"{"messaging_product":"whatsapp","to":"972541234567",\#(fields)}"#, Site.cloud)
        #expect(answer.status == 400)
        #expect(answer.json["error"]?["code"]?.whole == code)
        #expect(try site.lines(.message).isEmpty)
    }

    @Test func `Meta takes a business-scoped id as recipient, and a template, and a file that was uploaded`() throws {
        let site = try Site()
        let path = "/sandbox/cloud/v23.0/555000111222333/"
        let part = "--b\r\nContent-Disposition: form-data; name="
        let body =
            "\(part)\"messaging_product\"\r\n\r\nwhatsapp\r\n\(part)\"type\"\r\n\r\nimage/png\r\n"
            + "\(part)\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n--b--\r\n"
        let upload = try site.call(
            "POST", path + "media", headers: Site.cloud, body: Array(body.utf8),
            type: "multipart/form-data; boundary=b")
        let id = try #require(upload.json["id"]?.string)
        for content in [
            #""type":"template","template":{"name":"reminder","language":{"code":"he"}}"#,
            #""type":"image","image":{"id":"\#(id)","caption":"x"}"#,
        ] {
            let answer = try site.post(
                path + "messages", #"{"messaging_product":"whatsapp","recipient":"IL.9001",\#(content)}"#, Site.cloud)
            #expect(answer.status == 200)
            #expect(answer.json["contacts"]?.elements?.first?["user_id"]?.string == "IL.9001")
        }
        #expect(try site.lines(.message).map { $0["chat"]?.string } == ["IL.9001", "IL.9001"])
    }

    /// Forms that Twilio refuses, as they are encoded, with its codes.
    private static let wrongForms: [(form: String, code: Int)] = [
        ("From=whatsapp:%2B97235550105&Body=x", 21604),
        ("To=whatsapp:0541234567&From=whatsapp:%2B97235550105&Body=x", 21211),
        ("To=whatsapp:%2B972541234567&Body=x", 21603),
        ("To=whatsapp:%2B972541234567&From=whatsapp:%2B97235550105", 21602),
        ("To=%2B972541234567&From=whatsapp:%2B97235550105&Body=x", 21910),
        ("To=%2B972541234567&From=%2B97230000000&Body=x", 21606),
        ("To=whatsapp:%2B972541234567&From=whatsapp:%2B97230000000&Body=x", 63007),
        ("To=%2B972541234567&From=%2B97235550106&Body=x&StatusCallback=nowhere", 21609),
        ("To=%2B972541234567&From=%2B97235550106&Body=" + String(repeating: "x", count: 1601), 21617),
    ]

    @Test(arguments: wrongForms)
    func `Twilio refuses what is not to the letter, with its code`(form: String, code: Int) throws {
        let site = try Site()
        let answer = try site.post(
            "/sandbox/twilio/2010-04-01/Accounts/\(Site.account)/Messages.json",
            form: Form(decoding: form).fields, Site.twilio)
        #expect(answer.status == 400)
        #expect(answer.json["code"]?.whole == code)
    }

    @Test func `Twilio lists what it took, by recipient and day`() throws {
        let site = try Site()
        let sid = try #require(try site.sendText(.twilio).json["sid"]?.string)
        let base = "/sandbox/twilio/2010-04-01/Accounts/\(Site.account)/Messages"
        func found(_ query: String) throws -> [String?] {
            let answer = try site.call("GET", base + ".json?" + query, headers: Site.twilio)
            return (answer.json["messages"]?.elements ?? []).map { $0["sid"]?.string }
        }
        let today = UnixTime.now.rfc3339.prefix(10)
        #expect(try found("To=whatsapp%3A%2B972541234567&DateSent%3E=\(today)") == [sid])
        #expect(try found("To=whatsapp%3A%2B972541234567&From=whatsapp%3A%2B97230000000").isEmpty)
        #expect(try found("To=whatsapp%3A%2B972541234568").isEmpty)
        #expect(try found("DateSent=2020-01-01").isEmpty)
        #expect(
            try site.call("GET", "\(base)/\(sid).json", headers: Site.twilio).json["to"]?.string
                == "whatsapp:+972541234567")
    }

    @Test func `Evolution wants the flat form and tells who is not on WhatsApp`() throws {
        let site = try Site()
        let path = "/sandbox/evolution/message/sendText/demo"
        let old = #"{"number":"972541234567","options":{},"textMessage":{"text":"x"}}"#
        #expect(try site.post(path, old, Site.evolution).status == 400)
        let answer = try site.post(path, #"{"number":"12","text":"x"}"#, Site.evolution)
        #expect(answer.json["response"]?["message"]?.elements?.first?["exists"]?.flag == false)
        let presence = #"{"number":"972541234567","presence":"composing"}"#
        #expect(try site.post("/sandbox/evolution/chat/sendPresence/demo", presence, Site.evolution).status == 400)
    }

    @Test(arguments: [
        (#"["3EB0A1"]"#, 400), (#"["false_972540000000@c.us_3EB0A1"]"#, 400),
        (#"["false_972541234567@c.us_3EB0A1"]"#, 201),
    ])
    func `WAHA wants whole ids of messages of the chat`(ids: String, status: Int) throws {
        let site = try Site()
        let body = #"{"session":"demo","chatId":"972541234567@c.us","messageIds":\#(ids)}"#
        #expect(try site.post("/sandbox/waha/api/sendSeen", body, Site.waha).status == status)
        #expect(try site.lines(.read).count == (status == 201 ? 1 : 0))
    }

    @Test func `typing and read marks are logged with the chat of the message that they name`() throws {
        let site = try Site()
        try PostedMessages(folder: site.stage.folder).note("wamid.X", in: "972541234567")
        _ = try site.post(
            "/sandbox/cloud/v23.0/555000111222333/messages",
            #"{"messaging_product":"whatsapp","status":"read","message_id":"wamid.X","#
                + #""typing_indicator":{"type":"text"}}"#, Site.cloud)
        _ = try site.post(
            "/sandbox/waha/api/startTyping", #"{"session":"demo","chatId":"972541234567@c.us"}"#, Site.waha)
        _ = try site.post(
            "/sandbox/gowa/send/chat-presence", #"{"phone":"972541234567","action":"stop"}"#, Site.gowa)
        let typing = try site.lines(.typing)
        #expect(typing.map { $0["typing"]?.flag } == [true, true, false])
        #expect(typing.map { $0["provider"]?.string } == ["cloud", "waha", "gowa"])
        #expect(typing[0]["chat"]?.string == "972541234567")
        #expect(try site.lines(.read).first?["ids"]?.elements?.first?.string == "wamid.X")
    }

    @Test func `a file in a call is logged by its beginning only`() throws {
        let site = try Site()
        let base64 = Base64.encode([UInt8](repeating: 7, count: 200_000))
        let body = #"{"number":"972541234567","mediatype":"image","media":"\#(base64)"}"#
        #expect(try site.post("/sandbox/evolution/message/sendMedia/demo", body, Site.evolution).status == 201)
        let line = try #require(try site.lines(.message).first)
        #expect(line.text.utf8.count < 2000)
    }
}
