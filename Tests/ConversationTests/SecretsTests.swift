import Conversation
import Testing

@Suite struct `Keyed digests` {
    @Test(arguments: [
        // RFC 4231, test case 2, and RFC 2202.
        (HMAC.Hash.sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (.sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            .sha512,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4"
                + "a6b4b636e070a38bce737"
        ),
    ])
    func `are those of the published vectors`(hash: HMAC.Hash, expected: String) {
        let message = Array("what do ya want for nothing?".utf8)
        let code = HMAC.code(of: message, key: "Jefe", hash: hash)
        #expect(hexadecimal(code) == expected)
        #expect(code.count == hash.byteCount)
        #expect(HMAC.matches(hexadecimal: expected, message: message, key: "Jefe", hash: hash))
        #expect(HMAC.matches(hexadecimal: expected.uppercased(), message: message, key: "Jefe", hash: hash))
    }

    @Test(arguments: HMAC.Hash.allCases)
    func `that differ anywhere do not match`(hash: HMAC.Hash) {
        let message = Array("message".utf8)
        let code = HMAC.code(of: message, key: "key", hash: hash)
        for bit in 0..<code.count * 8 {
            var flipped = code
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(!HMAC.matches(hexadecimal: hexadecimal(flipped), message: message, key: "key", hash: hash))
        }
        let shown = hexadecimal(code)
        for wrong in ["", String(shown.dropLast()), String(shown.dropLast(2)), shown + "00", "0x" + shown.dropLast(2)] {
            #expect(!HMAC.matches(hexadecimal: wrong, message: message, key: "key", hash: hash))
        }
        #expect(!HMAC.matches(hexadecimal: shown, message: message, key: "kez", hash: hash))
        #expect(!HMAC.matches(hexadecimal: shown, message: Array("massage".utf8), key: "key", hash: hash))
    }

    @Test(arguments: HMAC.Hash.allCases)
    func `under an empty key prove nothing`(hash: HMAC.Hash) {
        let code = HMAC.code(of: Array("message".utf8), key: "", hash: hash)
        #expect(code.count == hash.byteCount)
        #expect(!HMAC.matches(hexadecimal: hexadecimal(code), message: Array("message".utf8), key: "", hash: hash))
    }

    @Test func `of nothing and of much are computed`() {
        #expect(
            hexadecimal(HMAC.code(of: [], key: "", hash: .sha256))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
        let much = [UInt8](repeating: 7, count: 4_000_000)
        #expect(HMAC.code(of: much, key: String(repeating: "k", count: 1000), hash: .sha512).count == 64)
    }
}

@Suite struct `Keys made of a key` {
    /// RFC 5869, A.3: SHA-256, no salt, no information.
    @Test func `are those of the published vector`() {
        let key = [UInt8](repeating: 0x0b, count: 22)
        let expected =
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        #expect(hexadecimal(HKDF.bytes(of: key, information: "", count: 42)) == expected)
        #expect(hexadecimal(HKDF.bytes(of: key, information: "", count: 16)) == expected.prefix(32))
        #expect(HKDF.bytes(of: key, information: "", count: 0).isEmpty)
        #expect(HKDF.bytes(of: key, information: "a", count: 42) != HKDF.bytes(of: key, information: "b", count: 42))
    }
}

@Suite struct `Bytes encrypted in chained blocks` {
    /// NIST SP 800-38A, F.2.5: CBC-AES256, the first block.
    @Test func `are those of the published vector, with a block of padding`() throws {
        let key = try #require(
            bytes(hexadecimal: "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"))
        let vector = (0..<16).map(UInt8.init)
        let text = try #require(bytes(hexadecimal: "6bc1bee22e409f96e93d7e117393172a"))
        let ciphertext = try #require(AES256CBC.encrypted(text, key: key, initialisationVector: vector))
        #expect(ciphertext.count == 32)
        #expect(hexadecimal(ciphertext.prefix(16)) == "f58c4c04d6e5f1ba779eabfb5f7bfbd6")
        #expect(AES256CBC.decrypted(ciphertext, key: key, initialisationVector: vector) == text)
        #expect(AES256CBC.decrypted(Array(ciphertext.prefix(16)), key: key, initialisationVector: vector) == nil)
        #expect(AES256CBC.decrypted([], key: key, initialisationVector: vector) == nil)
    }

    @Test func `need a key and an initialisation vector of their length`() {
        let (key, vector) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 16))
        #expect(AES256CBC.encrypted([], key: key, initialisationVector: vector)?.count == 16)
        #expect(AES256CBC.encrypted([], key: Array(key.dropLast()), initialisationVector: vector) == nil)
        #expect(AES256CBC.encrypted([], key: key, initialisationVector: Array(vector.dropLast())) == nil)
        #expect(AES256CBC.encrypted([], key: key + [1], initialisationVector: vector) == nil)
    }
}

@Suite struct `Base64 texts` {
    @Test(arguments: [
        // RFC 4648, 10.
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("שלום", "16nXnNeV150="),
    ])
    func `are those of the standard, padded or not`(plain: String, encoded: String) throws {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        #expect(Base64.decode(encoded.filter { $0 != "=" }) == Array(plain.utf8))
    }

    @Test func `may be in the alphabet for URLs`() {
        #expect(Base64.encode([0xFB, 0xEF, 0xFF]) == "++//")
        #expect(Base64.decode("++//") == [0xFB, 0xEF, 0xFF])
        #expect(Base64.decode("--__") == [0xFB, 0xEF, 0xFF])
    }

    @Test(arguments: [
        "Z", "Zg=", "Zg===", "=", "==", "====", "Zm8==", "Zm9v=", "Zm9v====", "Zm 9v", " Zm9v", "Zm9v\n", "Zm9v!",
        "Z=g=",
        "שלום", "Zm9\0", "Zm9vZ", "Zh==", "Zm9=",
    ])
    func `that are none are refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `of any bytes lead back to them`() {
        var random = SystemRandomNumberGenerator()
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }
}

@Suite struct `Hexadecimal digits` {
    @Test func `lead to their bytes and back`() {
        let all = Array(UInt8.min...UInt8.max)
        #expect(bytes(hexadecimal: hexadecimal(all)) == all)
        #expect(bytes(hexadecimal: "00fFA5") == [0, 0xFF, 0xA5])
        #expect(bytes(hexadecimal: "") == [])
    }

    @Test(arguments: ["0", "000", "0g", "g0", " 0", "0x", "٠٠", "é"])
    func `that are none are refused`(text: String) {
        #expect(bytes(hexadecimal: text) == nil)
    }

    @Test func `name a digest of bytes as of a text`() {
        #expect(sha256Hex(Array("שלום".utf8)) == sha256Hex("שלום"))
        #expect(sha256Hex([UInt8]()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func `of codes are compared whole`() {
        #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
        #expect(constantTimeEquals([UInt8](), []))
    }
}
