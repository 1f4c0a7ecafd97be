import Conversation
import Testing

@testable import sandbox

@Suite struct CustomerTests {
    private static let details: [MessageKind: String] = [
        .location: #"{"location":{"latitude":32.08,"longitude":34.78}}"#,
        .contact: #"{"contacts":[{"name":"Dana","phone":"+972547654321"}]}"#, .button: #"{"choice_id":"b1"}"#,
        .list: #"{"choice_id":"r1"}"#, .reaction: #"{"target_id":"T1"}"#, .edit: #"{"target_id":"T1"}"#,
        .deletion: #"{"target_id":"T1"}"#, .system: #"{"new_phone":"+972541112222"}"#,
        .order: #"{"order":{"items":[{"product_id":"sku","quantity":2,"price":35.5,"currency":"ILS"}]}}"#,
    ]
    private static let chats: [Provider: String] = [
        .gateway: "972541234567@s.whatsapp.net", .evolution: "972541234567@s.whatsapp.net",
        .waha: "972541234567@c.us", .gowa: "972541234567@s.whatsapp.net", .cloud: "972541234567",
        .twilio: "whatsapp:+972541234567", .sandbox: "c1",
    ]
    private static let missing: [Provider: Set<MessageKind>] = [
        .gateway: [.system], .evolution: [.system], .waha: [.system],
        .gowa: [.button, .list, .order, .system, .unsupported, .poll, .event, .call], .cloud: [.call],
        .twilio: [.reaction, .edit, .deletion, .order, .system, .poll, .event, .call], .sandbox: [],
    ]

    /// What would be posted of a customer's doing.
    private func shown(_ site: Site, _ provider: Provider, _ kind: MessageKind, more: String = "") throws -> Answer {
        let details = Self.details[kind] ?? "null"
        return try site.post(
            "/sandbox/chat",
            #"{"provider":"\#(provider.rawValue)","chat":"\#(Self.chats[provider] ?? "")","name":"נועה","#
                + #""kind":"\#(kind.rawValue)","text":"שלום","details":\#(details),"post":false\#(more)}"#, [:])
    }

    private func post(_ answer: Answer) throws -> Post {
        let headers = (answer.json["headers"]?.fields ?? []).map { (name: $0.0, value: $0.1.string ?? "") }
        let body = try #require(answer.json["body"]?.string)
        return Post(path: try #require(answer.json["path"]?.string), json: body) { _ in headers }
    }

    @Test(arguments: Provider.allCases, MessageKind.allCases.filter { $0 != .template })
    func `every kind that a provider has is posted, signed`(provider: Provider, kind: MessageKind) throws {
        let site = try Site()
        let answer = try shown(site, provider, kind)
        if Self.missing[provider]?.contains(kind) == true {
            #expect(answer.status == 400)
            #expect(answer.json["error"]?.string?.contains("posts nothing of kind") == true)
            return
        }
        #expect(answer.status == 200)
        let post = try post(answer)
        #expect(isSigned(post, provider, secret: Site.secret))
        #expect(
            post.path == (provider == .gateway ? "/webhook/whatsapp/incoming" : "/webhook/\(provider.rawValue)/demo"))
        #expect(try site.lines(.inbound).isEmpty)
    }

    @Test func `Meta's posts hold ASCII only, and read back as what was written`() throws {
        let site = try Site()
        let body = try post(try shown(site, .cloud, .text)).body
        #expect(body.allSatisfy { $0 < 0x80 })
        let value = try decodeJSON(JSON.self, body)["entry"]?.elements?.first?["changes"]?.elements?.first?["value"]
        #expect(value?["messages"]?.elements?.first?["text"]?["body"]?.string == "שלום")
        #expect(value?["contacts"]?.elements?.first?["profile"]?["name"]?.string == "נועה")
    }

    @Test func `a user name hides the phone number`() throws {
        let site = try Site()
        let answer = try site.post(
            "/sandbox/chat",
            #"{"provider":"cloud","chat":"IL.9001","name":"Noa","username":"noa.l","text":"hi","post":false}"#, [:])
        let body = try #require(answer.json["body"]?.string)
        #expect(!body.contains(#""from":"#))
        #expect(!body.contains("wa_id"))
        #expect(body.contains(#""from_user_id":"IL.9001""#))
        #expect(body.contains(#""username":"noa.l""#))
    }

    @Test func `what the owner writes on his phone is posted as his own`() throws {
        let site = try Site()
        let mine: [Provider: String] = [
            .gateway: #""fromMe":true"#, .evolution: #""fromMe":true"#, .waha: #""event":"message.any""#,
            .gowa: #""is_from_me":true"#, .cloud: "smb_message_echoes", .sandbox: #""from_me":true"#,
        ]
        for (provider, mark) in mine {
            let answer = try shown(site, provider, .text, more: #","from_me":true"#)
            #expect(answer.json["body"]?.string?.contains(mark) == true)
        }
        #expect(try shown(site, .twilio, .text, more: #","from_me":true"#).status == 400)
    }

    @Test func `a hidden number is posted as a LID, with the phone beside it where it is known`() throws {
        let site = try Site()
        let answer = try site.post(
            "/sandbox/chat",
            #"{"chat":"88@lid","name":"יעל","text":"שלום","alt":"972541234567@s.whatsapp.net","post":false}"#, [:])
        let body = try #require(answer.json["body"]?.string)
        #expect(body.contains(#""remoteJid":"88@lid""#))
        #expect(body.contains(#""remoteJidAlt":"972541234567@s.whatsapp.net""#))
        #expect(body.contains(#""addressingMode":"lid""#))
        #expect(body.contains(#""type":"notify""#))
    }

    @Test(arguments: [
        ("cloud", "+972 54-123-4567", "972541234567"), ("waha", "972541234567@s.whatsapp.net", "972541234567@c.us"),
        ("twilio", "972541234567@s.whatsapp.net", "whatsapp:+972541234567"),
        ("twilio", "+972541234567", "+972541234567"),
        ("evolution", "972541234567", "972541234567@s.whatsapp.net"),
    ])
    func `an address is put into the provider's form`(provider: String, given: String, address: String) throws {
        let played = PlayedProviders(try Site().stage)[try #require(Provider(rawValue: provider))]
        #expect(try type(of: played).chatAddress(given) == address)
    }

    @Test(arguments: [
        #"{"chat":"","name":"x","text":"x"}"#, #"{"chat":"1@lid","name":"x","text":""}"#,
        #"{"chat":"1@lid","name":"x"}"#, #"{"chat":"1@lid","name":"x","text":"x","key":"../x"}"#,
        #"{"chat":"1@lid","name":"x","text":"x","provider":"nope"}"#,
        #"{"chat":"1@lid","name":"x","text":"x","kind":"nope"}"#,
        #"{"chat":"1@lid","name":"x","kind":"image","media":{"bytes_base64":"?"}}"#,
        #"{"chat":"1@lid","name":"x","text":"x","sent_at":-1}"#,
    ])
    func `what cannot be posted is refused`(body: String) throws {
        #expect(try Site().post("/sandbox/chat", body, [:]).status == 400)
    }

    @Test func `Evolution proves itself by a token where that is set`() throws {
        let site = try Site()
        try site.set(#"{"evolution_jwt":true}"#)
        let post = try post(try shown(site, .evolution, .text))
        let token = try #require(post.headers.first { $0.name == "Authorization" }?.value.dropFirst("Bearer ".count))
        let parts = token.split(separator: ".").map { String($0) }
        try #require(parts.count == 3)
        let code = HMAC.code(of: (parts[0] + "." + parts[1]).utf8, key: Site.secret, hash: .sha256)
        #expect(Base64.decode(parts[2]) == code)
        let claims = try decodeJSON(JSON.self, try #require(Base64.decode(parts[1])))
        #expect(claims["app"]?.string == "evolution")
        #expect((claims["exp"]?.whole ?? 0) - (claims["iat"]?.whole ?? 0) == 600)
    }
}
