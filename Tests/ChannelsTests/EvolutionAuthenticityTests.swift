import Channels
import Conversation
import Testing

@Suite struct `Proofs of Evolution` {
    private let secret = "evo-secret-1"

    /// A token as Evolution signs it.
    private func token(
        header: String = #"{"alg":"HS256","typ":"JWT"}"#,
        claims: String = #"{"iat":1767225600,"exp":1767226200,"app":"evolution","action":"webhook"}"#,
        secret: String = "evo-secret-1"
    ) -> String {
        let signed = urlBase64(Array(header.utf8)) + "." + urlBase64(Array(claims.utf8))
        return signed + "." + urlBase64(HMAC.code(of: Array(signed.utf8), key: secret, hash: .sha256))
    }

    private func urlBase64(_ bytes: [UInt8]) -> String {
        Base64.encode(bytes).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private func check(_ headers: [String: String], _ secrets: String...) -> Authenticity {
        let channel = WebhookChannel(tenantID: 1, address: "shop-7", secrets: secrets)
        return Evolution.authenticity(of: .json("{}", headers: headers), channel: channel)
    }

    @Test func `are the secret in either header, plain or as a signed token`() {
        for headers in [
            ["apikey": secret], ["Authorization": "Bearer \(secret)"], ["authorization": "bearer \(secret)"],
            ["Authorization": "Bearer \(token())"], ["Authorization": "Bearer wrong", "apikey": secret],
        ] {
            #expect(check(headers, secret) == .authentic)
            #expect(check(headers, "old", secret) == .authentic)
            #expect(check(headers, "another") == .wrong)
            #expect(check(headers, "") == .wrong)
            #expect(check(headers) == .wrong)
        }
    }

    @Test(arguments: [
        [:], ["X-Other": "evo-secret-1"], ["Authorization": "Basic ZXZv"], ["Authorization": "evo-secret-1"],
    ])
    func `are missing where no header holds one`(headers: [String: String]) {
        #expect(check(headers, secret) == .missing)
    }

    @Test func `are wrong after any bit has flipped`() {
        for proof in [secret, token()] {
            let bytes = Array(proof.utf8)
            for index in bytes.indices {
                for bit in 0..<7 {
                    var flipped = bytes
                    flipped[index] ^= 1 << bit
                    let shown = String(decoding: flipped, as: UTF8.self)
                    let last = index == bytes.count - 1
                    // The last digit of base64 has two bits that mean nothing: OpenSSL reads the same bytes.
                    if last, proof != secret { continue }
                    #expect(check(["Authorization": "Bearer \(shown)"], secret) == .wrong, "\(shown)")
                }
            }
        }
    }

    @Test func `are wrong as tokens that Evolution would not sign`() {
        let others = [
            token(secret: "another"), token(header: #"{"alg":"none"}"#), token(header: #"{"alg":"HS512"}"#),
            token(claims: #"{"iat":1767225600,"exp":1767226200,"app":"other","action":"webhook"}"#),
            token(claims: #"{"iat":1767225600,"exp":1767226200,"app":"evolution","action":"login"}"#),
            token(claims: #"{"iat":1767225600,"exp":1767225600,"app":"evolution","action":"webhook"}"#),
            token(claims: #"{"iat":1767225600,"exp":1798761600,"app":"evolution","action":"webhook"}"#),
            token(
                claims: #"{"iat":-9223372036854775808,"exp":9223372036854775807,"app":"evolution","action":"webhook"}"#),
            token(claims: #"{"exp":1767226200,"app":"evolution","action":"webhook"}"#), token(claims: "[]"),
            String(token().dropLast(44)), "..", "a.b.c", token() + ".x", "",
        ]
        for other in others { #expect(check(["Authorization": "Bearer \(other)"], secret) == .wrong, "\(other)") }
    }
}
