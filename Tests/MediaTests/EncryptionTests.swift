import Conversation
import Glibc
import Testing

@testable import Media

@Suite(.timeLimit(.minutes(1))) struct `A file that WhatsApp has encrypted` {
    /// Made by Python's `cryptography`: key, file, and what was encrypted.
    private static let samples: [(kind: MessageKind, key: String, file: String, text: String)] = [
        (
            .image, "0f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8",
            "44c84fd713245d0dc86d9a5386362e1f2de496a00caf2d4a23ea", "fifteen bytes.."
        ),
        (
            .sticker, "10171e252c333a41484f565d646b727980878e959ca3aab1b8bfc6cdd4dbe2e9",
            "27f62a9c304588be4b909970362563ffae2d3fa72fc5560f4d78c66b4097f605b8aadc972fdfbf8355e1", "sixteen bytes..."
        ),
        (
            .voice, "11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dce3ea",
            "aedf38770b7a93761c6237b00b2439c7fefd93b75e0d132ebf22201b828777489d38bf9b0ada10bc3c09", "seventeen bytes.."
        ),
        (
            .video, "01080f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3da",
            "c95d762c9d7998e65d1e50620f767d15b25360f5f46d79e25f6c", "x"
        ),
        (
            .document, "424950575e656c737a81888f969da4abb2b9c0c7ced5dce3eaf1f8ff060d141b",
            "0303fed4fc1712003c7d6ab6994d9a6300064da39565529ddcb63fbb88ae5e67fdff11ec8cae5364020c2b9fd7e49c5ede9dd43d94ff"
                + "c61c26417d864602e9e361863e43675acd73c0b6086ca13b46f8fdd96ccd3fb5a0f4b8dc",
            "שלום, זה מסמך של שתי שורות\nוזו השנייה"
        ),
    ]

    @Test(arguments: samples.indices)
    func `is read`(index: Int) throws {
        let sample = Self.samples[index]
        let file = try #require(bytes(hexadecimal: sample.file))
        let key = try #require(bytes(hexadecimal: sample.key))
        let read = try #require(EncryptedFile.decrypted(file, key: key, kind: sample.kind))
        #expect(String(decoding: read, as: UTF8.self) == sample.text)
    }

    @Test func `is refused with any bit of it changed, cut or lengthened, and under another key or sort`() throws {
        let sample = Self.samples[2]
        let file = try #require(bytes(hexadecimal: sample.file))
        let key = try #require(bytes(hexadecimal: sample.key))
        for bit in 0..<(file.count * 8) {
            var changed = file
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(EncryptedFile.decrypted(changed, key: key, kind: .voice) == nil)
        }
        for length in 0..<file.count {
            #expect(EncryptedFile.decrypted(Array(file[..<length]), key: key, kind: .voice) == nil)
        }
        #expect(EncryptedFile.decrypted(file + [0], key: key, kind: .voice) == nil)
        #expect(EncryptedFile.decrypted(file, key: key.reversed(), kind: .voice) == nil)
        #expect(EncryptedFile.decrypted(file, key: Array(key.dropLast()), kind: .voice) == nil)
        #expect(EncryptedFile.decrypted(file, key: [], kind: .voice) == nil)
        #expect(EncryptedFile.decrypted(file, key: key, kind: .image) == nil)
    }

    @Test(.enabled(if: hasOpenSSL, "openssl(1) of version 3 is not installed"), arguments: [0, 15, 16, 100_003])
    func `by the openssl command is read, whatever its length`(length: Int) throws {
        let key = (0..<32).map { _ in UInt8.random(in: 0...255) }
        let text = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let file = try #require(encryptedByCommand(text, key: key, information: "WhatsApp Document Keys"))
        #expect(EncryptedFile.decrypted(file, key: key, kind: .document) == text)
    }

    @Test func `arrives decrypted, with the type that the message says`() async throws {
        let sample = Self.samples[0]
        let server = FileServer([
            "/f": .init(
                headers: ["Content-Type: text/html"], body: try #require(bytes(hexadecimal: sample.file)))
        ])
        let key = try #require(bytes(hexadecimal: sample.key))
        let file = try #require(await fetch(server.baseURL + "/f", from: server, type: "image/jpeg", key: key).file)
        #expect(file.bytes == Array(sample.text.utf8))
        #expect(file.type.name == "image/jpeg")
        let wrongKey = [UInt8](repeating: 1, count: 32)
        #expect(await fetch(server.baseURL + "/f", from: server, key: wrongKey).problem == "failed")
    }
}

private let hasOpenSSL = output(of: "openssl version").hasPrefix("OpenSSL 3")

/// Encrypts a file as WhatsApp does, by the openssl command alone.
private func encryptedByCommand(_ text: [UInt8], key: [UInt8], information: String) -> [UInt8]? {
    let expansion = "openssl kdf -keylen 112 -kdfopt digest:SHA256 -kdfopt hexkey:\(hexadecimal(key))"
    guard
        let keys = bytes(
            hexadecimal: output(of: "\(expansion) -kdfopt 'info:\(information)' HKDF").filter(\.isHexDigit)),
        keys.count == 112, let folder = TemporaryFolder()
    else { return nil }
    let (vector, cipherKey, codeKey) = (
        hexadecimal(keys[..<16]), hexadecimal(keys[16..<48]), hexadecimal(keys[48..<80])
    )
    folder.write(text, to: "plain")
    folder.write(Array(keys[..<16]), to: "vector")
    let commands = """
        cd '\(folder.path)' && openssl enc -aes-256-cbc -K \(cipherKey) -iv \(vector) -in plain -out cipher && \
        cat vector cipher | openssl dgst -sha256 -mac HMAC -macopt hexkey:\(codeKey) -binary | head -c 10 > code && \
        cat cipher code | od -An -v -tx1
        """
    return bytes(hexadecimal: output(of: commands).filter(\.isHexDigit))
}

/// What a shell command prints.
private func output(of command: String) -> String {
    guard let pipe = popen(command + " 2>/dev/null", "r") else { return "" }
    defer { pclose(pipe) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
        let count = fread(&buffer, 1, buffer.count, pipe)
        guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
    }
}
