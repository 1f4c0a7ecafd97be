import Channels
import Conversation
import Testing

@Suite struct `Twilio's signatures` {
    private struct Sample {
        var publicURL: String? = "https://voice.example.co.il"
        var requestURI = "/twilio/voice?tenant=7"
        var body = Array(
            ("CallSid=CA00112233445566778899aabbccddeeff&From=%2B972541234567&To=%2B97235550100&CallStatus=ringing"
                + "&Direction=inbound&SpeechResult=%D7%A9%D7%9C%D7%95%D7%9D%2C+%D7%90%D7%A0%D7%99+%D7%A8%D7%95%D7%A6%D7%94+"
                + "%D7%9C%D7%A7%D7%91%D7%95%D7%A2+%D7%AA%D7%95%D7%A8&Digits=").utf8)
        var type: String? = "application/x-www-form-urlencoded; charset=UTF-8"
        var signature: String? = "Q9HCZEfwy/RzPjmvchxjtWBcgJ0="
        var secrets = ["demo-auth-token-0001"]

        var authenticity: Authenticity {
            let (type, signature) = (type, signature)
            let post = WebhookPost(requestURI: requestURI, body: body) { name in
                switch name.lowercased() {
                case "x-twilio-signature": signature
                case "content-type": type
                default: nil
                }
            }
            return Twilio.authenticity(
                of: post,
                channel: WebhookChannel(tenantID: 1, address: "a", secrets: secrets, publicURL: publicURL))
        }

        /// Signed anew, over this address and these words.
        func signed(_ address: String, _ fields: String, token: String = "demo-auth-token-0001") -> Sample {
            var sample = self
            sample.signature = Base64.encode(HMAC.code(of: Array((address + fields).utf8), key: token, hash: .sha1))
            return sample
        }
    }

    @Test func `are those of the published vectors`() {
        #expect(Sample().authenticity == .authentic)
        let json = Sample(
            requestURI:
                "/twilio/json?bodySHA256=7f98bf5438d652aff34ed2a8a5a537305b91570e25bac99812081bee8e1dbb8a",
            body: Array(#"{"event":"demo","ok":true}"#.utf8), type: "application/json",
            signature: "3ZxsoQsd35P6tMaL02DPSU44Eeo=")
        #expect(json.authenticity == .authentic)
        let library = Sample(
            publicURL: "https://mycompany.com", requestURI: "/myapp.php?foo=1&bar=2",
            body: Array(
                ("CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212")
                    .utf8), signature: "RSOYDt4T1cUTdK1PDd93/VVr8B8=", secrets: ["12345"])
        #expect(library.authenticity == .authentic)
    }

    @Test func `do not cover a body that differs in a bit`() {
        let sample = Sample()
        for bit in 0..<sample.body.count * 8 {
            var flipped = sample
            flipped.body[bit / 8] ^= 1 << (bit % 8)
            // A digit of %2b may be of either case, and an ampersand more says nothing: only another meaning must differ.
            let same = try? Form(decoding: flipped.body) == Form(decoding: sample.body)
            #expect(flipped.authenticity == (same == true ? .authentic : .wrong))
        }
        var more = sample
        more.body += Array("&New=1".utf8)
        #expect(more.authenticity == .wrong)
    }

    @Test func `cover the address as it was requested`() {
        for uri in [
            "/twilio/voice?tenant=8", "/twilio/voice", "/twilio/Voice?tenant=7", "/twilio/voice?tenant=7&a", "", "x",
        ] {
            #expect(Sample(requestURI: uri).authenticity == .wrong)
        }
        for url in ["http://voice.example.co.il", "https://voice.example.com", "voice.example.co.il", "", nil] {
            #expect(Sample(publicURL: url).authenticity == .wrong)
        }
        #expect(Sample(publicURL: "https://voice.example.co.il/").authenticity == .authentic)
    }

    @Test(arguments: [
        ("https://a.example", "https://a.example:443"), ("https://a.example:443", "https://a.example"),
        ("http://a.example", "http://a.example:80"), ("http://a.example:80", "http://a.example"),
        ("https://a.example:8443", "https://a.example"), ("https://a.example", "https://a.example"),
        ("https://u:1@a.example", "https://u:1@a.example:443"), ("https://u:p@a.example:443", "https://u:p@a.example"),
        ("https://a.example/shi/", "https://a.example:443/shi"), ("http://[::1]:80", "http://[::1]"),
        ("http://[::1]", "http://[::1]:80"), ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ])
    func `are accepted with and without a port`(publicURL: String, signedURL: String) {
        let sample = Sample(publicURL: publicURL, requestURI: "/w?b=%20&a=1", body: Array("A=1".utf8))
        #expect(sample.signed(signedURL + "/w?b=%20&a=1", "A1").authenticity == .authentic)
        #expect(sample.signed(signedURL + "/w?b=+&a=1", "A1").authenticity == .wrong)
        #expect(sample.signed(signedURL + "1/w?b=%20&a=1", "A1").authenticity == .wrong)
        #expect(sample.signed("https://b.example/w?b=%20&a=1", "A1").authenticity == .wrong)
    }

    @Test func `are accepted with an apostrophe in either form`() {
        let sample = Sample(publicURL: "https://a.example", requestURI: "/w?n=O'Neil", body: [])
        #expect(sample.signed("https://a.example/w?n=O'Neil", "").authenticity == .authentic)
        #expect(sample.signed("https://a.example/w?n=O%27Neil", "").authenticity == .authentic)
        let encoded = Sample(publicURL: "https://a.example", requestURI: "/w?n=O%27Neil", body: [])
        #expect(encoded.signed("https://a.example/w?n=O'Neil", "").authenticity == .authentic)
    }

    @Test(arguments: [
        ("B=2&A=1", "A1B2"), ("a=1&B=2", "B2a1"), ("A=2&A=1&A=2", "A1A2"), ("A=&B=", "AB"), ("A", "A"), ("", ""),
        ("A=+x+", "A x "), ("A=%E2%82%AC&%C3%A9=1", "A€é1"), ("AB=1&A=B1", "AB1AB1"), ("A=1&A=1", "A1"),
        // The same letter composed and decomposed are two values.
        ("A=%C3%A9&A=e%CC%81", "Ae\u{301}A\u{E9}"),
    ])
    func `order names and values by their bytes, and count each value of a name once`(body: String, fields: String) {
        let sample = Sample(publicURL: "https://a.example", requestURI: "/w", body: Array(body.utf8))
        #expect(sample.signed("https://a.example/w", fields).authenticity == .authentic)
        #expect(sample.signed("https://a.example/w", fields + "x").authenticity == .wrong)
    }

    @Test func `of JSON need the body's digest in the address`() {
        let body = Array(#"{"a":1}"#.utf8)
        func sample(_ digest: String, _ body: [UInt8]) -> Sample {
            let uri = "/w" + digest
            let sample = Sample(publicURL: "https://a.example", requestURI: uri, body: body, type: "application/json")
            return sample.signed("https://a.example" + uri, "")
        }
        #expect(sample("?x=1&bodySHA256=\(sha256Hex(body))", body).authenticity == .authentic)
        #expect(sample("?bodySHA256=\(sha256Hex(body).uppercased())", body).authenticity == .authentic)
        #expect(sample("?bodySHA256=\(sha256Hex(body))", body + [0x20]).authenticity == .wrong)
        #expect(sample("?bodySHA256=", body).authenticity == .wrong)
        #expect(sample("", body).authenticity == .wrong)
        #expect(sample("?bodySHA256=\(sha256Hex([UInt8]()))", body).authenticity == .wrong)
    }

    @Test func `that are missing, or of another form, prove nothing`() {
        #expect(Sample(signature: nil).authenticity == .missing)
        for wrong in [
            "", "x", "Q9HCZEfwy/RzPjmvchxjtWBcgJ1=", "Q9HCZEfwy/RzPjmvchxjtWBcgA==", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ] {
            #expect(Sample(signature: wrong).authenticity == .wrong)
        }
    }

    @Test func `prove a post by any one of a channel's secrets, and by no other tenant's`() {
        #expect(Sample(secrets: ["new", "demo-auth-token-0001"]).authenticity == .authentic)
        for secrets in [[], [""], ["demo-auth-token-0002"], ["demo-auth-token-0001 "]] {
            #expect(Sample(secrets: secrets).authenticity == .wrong)
        }
        var unsecret = Sample(publicURL: "https://a.example", requestURI: "/w", body: [])
            .signed("https://a.example/w", "", token: "")
        unsecret.secrets = [""]
        #expect(unsecret.authenticity == .wrong)
    }
}
