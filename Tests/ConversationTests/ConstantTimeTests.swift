import Conversation
import Testing

@Suite struct `Secrets are compared` {
    @Test(arguments: [
        ("secret", "secret", true), ("secret", "secreT", false), ("secret", "secret ", false), ("secret", "", false),
        ("", "", true), ("סוד", "סוד", true), ("סוד", "סוף", false), ("a\0b", "a\0c", false),
    ])
    func `by every byte`(a: String, b: String, equal: Bool) {
        #expect(constantTimeEquals(a, b) == equal)
        #expect(constantTimeEquals(b, a) == equal)
    }

    @Test func `by bytes, not by what looks the same`() {
        let composed = "\u{E9}"
        let decomposed = "e\u{301}"
        #expect(composed == decomposed)
        #expect(!constantTimeEquals(composed, decomposed))
    }

    @Test func `at any length`() {
        let long = String(repeating: "x", count: 100_000)
        #expect(constantTimeEquals(long, long))
        #expect(!constantTimeEquals(long, long + "x"))
    }
}

/// The secret of internal callers, and digests.
struct InternalSecretTests {
    @Test func `only the secret itself matches, and an empty one never`() {
        #expect(InternalSecret("s3cret").matches("s3cret"))
        #expect(!InternalSecret("s3cret").matches("s3cre"))
        #expect(!InternalSecret("s3cret").matches(nil))
        #expect(!InternalSecret("").matches(""))
    }

    @Test func `a digest is SHA-256 in hexadecimal digits`() {
        // FIPS 180-2, appendix B.1.
        #expect(sha256Hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
