import Channels
import Conversation
import Testing

@Suite struct `Meta's signatures` {
    private static let header = "X-Hub-Signature-256"

    private func authenticity(
        _ body: some Sequence<UInt8>, _ shown: String?, secrets: [String] = ["app-secret-demo-1"]
    ) -> Authenticity {
        let post = WebhookPost(requestURI: "/webhook/cloud/demo", body: Array(body)) { name in
            name.lowercased() == Self.header.lowercased() ? shown : nil
        }
        return CloudAPI.authenticity(of: post, channel: WebhookChannel(tenantID: 1, address: "5", secrets: secrets))
    }

    private static let body =
        #"{"object":"whatsapp_business_account","entry":[{"id":"101","changes":[{"field":"messages","value":"#
        + #"{"messaging_product":"whatsapp","metadata":{"display_phone_number":"97235550100","phone_number_id":"555000111"},"#
        + #""messages":[{"from":"972541234567","id":"wamid.DEMO1","timestamp":"1767225600","type":"text","#
        + #""text":{"body":"\u05e9\u05dc\u05d5\u05dd"}}]}}]}]}"#
    private static let signature = "sha256=94435c5972410b2b0b27052c2240ba894a03e385aa653abb2e13fda68a355c08"

    @Test func `are those of the published vectors`() {
        #expect(Self.body.utf8.count == 353)
        #expect(authenticity(Self.body.utf8, Self.signature) == .authentic)
        #expect(
            authenticity(
                "Hello, World!".utf8, "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
                secrets: ["It's a Secret to Everybody"]) == .authentic)
    }

    @Test func `do not cover a body that differs in a bit`() {
        let body = Array(Self.body.utf8)
        for bit in 0..<body.count * 8 {
            var flipped = body
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(authenticity(flipped, Self.signature) == .wrong)
        }
        #expect(authenticity(body + [0x0A], Self.signature) == .wrong)
        #expect(authenticity(body.dropLast(), Self.signature) == .wrong)
        #expect(authenticity(Self.body.replacing(#"\u05e9"#, with: "ש").utf8, Self.signature) == .wrong)
    }

    @Test(arguments: [
        "", "sha256=", signature.uppercased(), String(signature.dropLast()), signature + "0", " " + signature,
        signature.replacing("sha256=", with: "sha1="), signature.replacing("sha256=", with: ""),
        signature.replacing("9", with: "8"), signature + "," + signature, "sha256=" + String(repeating: "0", count: 64),
    ])
    func `of another form are wrong`(shown: String) {
        #expect(authenticity(Self.body.utf8, shown) == .wrong)
    }

    @Test func `that are missing are missing`() {
        #expect(authenticity(Self.body.utf8, nil) == .missing)
        let post = WebhookPost(requestURI: "/", body: Array(Self.body.utf8)) { name in
            name == "X-Hub-Signature" ? "sha1=5d41402abc4b2a76b9719d911017c5925d41402a" : nil
        }
        let channel = WebhookChannel(tenantID: 1, address: "5", secrets: ["app-secret-demo-1"])
        #expect(CloudAPI.authenticity(of: post, channel: channel) == .missing)
    }

    @Test func `prove a post by any one of a channel's secrets, and by no other tenant's`() {
        #expect(authenticity(Self.body.utf8, Self.signature, secrets: ["old", "app-secret-demo-1"]) == .authentic)
        for secrets in [[], [""], ["app-secret-demo-2"], ["APP-SECRET-DEMO-1"], ["app-secret-demo-1 "]] {
            #expect(authenticity(Self.body.utf8, Self.signature, secrets: secrets) == .wrong)
        }
        let underNothing = "sha256=" + hexadecimal(HMAC.code(of: Array(Self.body.utf8), key: "", hash: .sha256))
        #expect(authenticity(Self.body.utf8, underNothing, secrets: [""]) == .wrong)
    }
}

@Suite struct `Meta's verification of an address` {
    private func challenge(_ query: String, token: String? = "our token/1") -> String? {
        CloudAPI.challenge(
            query: query, channel: WebhookChannel(tenantID: 1, address: "5", secrets: ["s"], verifyToken: token))
    }

    @Test(arguments: [
        ("hub.mode=subscribe&hub.verify_token=our+token%2F1&hub.challenge=1158201444", "1158201444"),
        ("hub.challenge=0042&hub.mode=subscribe&hub.verify_token=our%20token%2f1&x=y", "0042"),
        ("hub%2Emode=subscribe&hub.verify_token=our+token%2F1&hub.challenge=a%2Bb+c", "a+b c"),
    ])
    func `is answered with the challenge as it is`(query: String, expected: String) {
        #expect(challenge(query) == expected)
    }

    @Test(arguments: [
        "", "hub.mode=subscribe", "hub.mode=subscribe&hub.verify_token=our+token%2F1",
        "hub.mode=subscribe&hub.verify_token=our+token%2F1&hub.challenge=",
        "hub.mode=unsubscribe&hub.verify_token=our+token%2F1&hub.challenge=1",
        "hub.verify_token=our+token%2F1&hub.challenge=1", "hub.mode=subscribe&hub.challenge=1",
        "hub.mode=subscribe&hub.verify_token=our+token%2F2&hub.challenge=1",
        "hub.mode=subscribe&hub.verify_token=&hub.challenge=1",
        "hub.mode=subscribe&hub.verify_token=wrong&hub.verify_token=our+token%2F1&hub.challenge=1",
    ])
    func `with anything else is refused`(query: String) {
        #expect(challenge(query) == nil)
    }

    @Test func `is refused where the channel has no token, and for a challenge without end`() {
        let query = "hub.mode=subscribe&hub.verify_token=&hub.challenge=1"
        #expect(challenge(query, token: nil) == nil)
        #expect(challenge(query, token: "") == nil)
        let long = String(repeating: "1", count: 1025)
        #expect(challenge("hub.mode=subscribe&hub.verify_token=our+token%2F1&hub.challenge=\(long)") == nil)
    }
}
