import Conversation
import FoundationEssentials
import Testing

@testable import sandbox

@Suite struct MediaTests {
    /// Posts a voice note, and returns the body of what would be posted.
    private func voiceNote(_ site: Site, _ provider: String, chat: String) throws -> String {
        let answer = try site.post(
            "/sandbox/chat",
            #"{"provider":"\#(provider)","chat":"\#(chat)","name":"x","kind":"voice","media":{"words":"דירה"},"#
                + #""post":false}"#,
            [:])
        return try #require(answer.json["body"]?.string)
    }

    private let note = Array("OggSדירה".utf8)

    @Test func `Meta hands a file out in two steps, both with the token, and refuses a client without a name`() throws {
        let site = try Site()
        let body = try decodeJSON(JSON.self, Array(try voiceNote(site, "cloud", chat: "972541234567").utf8))
        let value = body["entry"]?.elements?.first?["changes"]?.elements?.first?["value"]
        let audio = try #require(value?["messages"]?.elements?.first?["audio"])
        #expect(audio["voice"]?.flag == true)
        let link = try site.call("GET", "/sandbox/cloud/v23.0/\(audio["id"]?.string ?? "")", headers: Site.cloud)
        let url = try #require(link.json["url"]?.string).dropFirst(Site.origin.count)
        #expect(link.json["file_size"]?.whole == note.count)
        let client = ["User-Agent": "shi"]
        #expect(try site.call("GET", String(url), headers: Site.cloud.merging(client) { $1 }).body == note)
        #expect(try site.call("GET", String(url), headers: client).status == 401)
        #expect(try site.call("GET", String(url), headers: Site.cloud).status == 400)
        #expect(try site.call("GET", "/sandbox/cloud/v23.0/1", headers: Site.cloud).status == 404)
        let late = url.split(separator: "ext=")[0] + "ext=1"
        #expect(try site.call("GET", String(late), headers: Site.cloud.merging(client) { $1 }).status == 404)
    }

    @Test func `Twilio sends the client on to a place that refuses credentials`() throws {
        let site = try Site()
        let form = Form(decoding: try voiceNote(site, "twilio", chat: "whatsapp:+972541234567"))
        let url = try #require(form["MediaUrl0"]).dropFirst(Site.origin.count)
        #expect(form["MediaContentType0"] == "audio/ogg")
        #expect(try site.call("GET", String(url)).status == 401)
        let redirect = try site.call("GET", String(url), headers: Site.twilio)
        #expect(redirect.status == 307)
        let place = String(try #require(redirect.header("Location")).dropFirst(Site.origin.count))
        #expect(try site.call("GET", place).body == note)
        #expect(try site.call("GET", place, headers: Site.twilio).status == 400)
    }

    @Test func `WAHA and gowa hand a file out with their credentials, and Evolution in base64`() throws {
        let site = try Site()
        let waha = try decodeJSON(JSON.self, Array(try voiceNote(site, "waha", chat: "972541234567@c.us").utf8))
        let url = try #require(waha["payload"]?["media"]?["url"]?.string).dropFirst(Site.origin.count)
        #expect(try site.call("GET", String(url), headers: Site.waha).body == note)
        #expect(try site.call("GET", String(url)).status == 401)
        let gowa = try decodeJSON(JSON.self, Array(try voiceNote(site, "gowa", chat: "972541234567").utf8))
        let path = "/sandbox/gowa/" + (gowa["payload"]?["audio"]?.string ?? "")
        #expect(try site.call("GET", path, headers: Site.gowa).body == note)
        #expect(try site.call("GET", path).status == 401)
        let evolution = try decodeJSON(JSON.self, Array(try voiceNote(site, "evolution", chat: "972541234567").utf8))
        let id = try #require(evolution["data"]?["key"]?["id"]?.string)
        let answer = try site.post(
            "/sandbox/evolution/chat/getBase64FromMediaMessage/demo", #"{"message":{"key":{"id":"\#(id)"}}}"#,
            Site.evolution)
        #expect(Base64.decode(answer.json["base64"]?.string ?? "") == note)
        #expect(answer.json["mimetype"]?.string == "audio/ogg; codecs=opus")
    }

    @Test func `a gateway's file is where its message says, encrypted, and names both digests`() throws {
        let site = try Site()
        let body = try voiceNote(site, "gateway", chat: "972541234567@s.whatsapp.net")
        let message = try decodeJSON(JSON.self, Array(body.utf8))["payload"]?["messages"]?.elements?.first
        let audio = try #require(message?["message"]?["audioMessage"])
        let encrypted = try site.call("GET", String(try #require(audio["url"]?.string).dropFirst(Site.origin.count)))
        #expect(encrypted.status == 200)
        #expect(encrypted.body.count == 26)
        let digest = try #require(bytes(hexadecimal: sha256Hex(encrypted.body)))
        #expect(audio["fileEncSha256"]?.string == Base64.encode(digest))
        #expect(audio["fileLength"]?.string == "\(note.count)")
    }

    @Test func `the cipher agrees with one computed by other means`() {
        // Computed with Python's hmac and `openssl enc -aes-256-cbc`.
        let key = (0..<32).map { UInt8($0) }
        let encrypted = WhatsAppCipher.encrypt(Array("OggSshalom".utf8), mediaKey: key, kind: .audio)
        #expect(encrypted.map { hexadecimal($0) } == "ea61e609df31ac5c13b41b9ff2f2b533f5f87b9642b16609cd8a")
    }

    @Test func `only the newest files are kept`() throws {
        let shelf = MediaShelf(folder: try temporaryFolder())
        for number in 1...405 {
            _ = try shelf.put([1, 2, 3], id: String(number), mimeType: "image/png", fileName: nil)
        }
        let kept = try (1...405).filter { try shelf.file(String($0)) != nil }
        #expect(kept.count <= 401)
        #expect(kept.contains(405))
        #expect(try shelf.file("../settings") == nil)
    }
}

@Suite struct TranscriptionTests {
    private func transcribe(_ site: Site, _ parts: [(String, String)], headers: [String: String] = Site.cloud) throws
        -> Answer
    {
        let body = parts.map { "--b\r\nContent-Disposition: form-data; name=\($0.0)\r\n\r\n\($0.1)\r\n" }.joined()
        return try site.call(
            "POST", "/sandbox/model/v1/audio/transcriptions", headers: headers, body: Array((body + "--b--\r\n").utf8),
            type: "multipart/form-data; boundary=b")
    }

    private let file = (#""file"; filename="voice.ogg""#, "OggSאפשר לקבוע תור?")

    @Test func `the words that a voice note holds are heard in it`() throws {
        let site = try Site()
        let answer = try transcribe(site, [(#""model""#, "whisper-1"), (#""language""#, "he"), file])
        #expect(answer.json["text"]?.string == "אפשר לקבוע תור?")
        #expect(try site.lines(.transcription).first?["file_name"]?.string == "voice.ogg")
        try site.set(#"{"transcript":"other"}"#)
        #expect(try transcribe(site, [(#""model""#, "m"), file]).json["text"]?.string == "other")
        try site.set(#"{"transcript_fail":1}"#)
        #expect(try transcribe(site, [(#""model""#, "m"), file]).status == 500)
    }

    @Test func `what the API would refuse is refused`() throws {
        let site = try Site()
        let model = (#""model""#, "m")
        #expect(try transcribe(site, [file]).status == 400)
        #expect(try transcribe(site, [model]).status == 400)
        #expect(try transcribe(site, [model, (#""file"; filename="voice.opus""#, "x")]).status == 400)
        #expect(try transcribe(site, [model, (#""language""#, "he-IL"), file]).status == 400)
        #expect(try transcribe(site, [model, file], headers: [:]).status == 400)
        #expect(try site.lines(.transcription).count == 5)
    }

    @Test(arguments: ["", "--b", "--b\r\n", "--b\r\nA: b\r\n\r\nx", "--b\r\nno header\r\n\r\nx\r\n--b--", "--bx--"])
    func `a broken multipart body is none`(body: String) {
        #expect(Multipart(Array(body.utf8), contentType: "multipart/form-data; boundary=b") == nil)
    }

    @Test func `a file may hold the boundary's beginning and line breaks`() throws {
        let content = "\r\n--a\r\n\r\n--"
        let body = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n\(content)\r\n--b--\r\n"
        let parts = try #require(Multipart(Array(body.utf8), contentType: "multipart/form-data; boundary=\"b\""))
        #expect(parts.file("f")?.content == Array(content.utf8))
    }

    @Test(arguments: ["", "a b&=+%", "שלום\r\n", "👩‍👩‍👧"])
    func `a form reads back as what was written`(text: String) {
        let form = Form(decoding: Form([("a b", text), ("c", ""), ("a b", "2")]).encoded)
        #expect(form.fields.map(\.name) == ["a b", "c", "a b"])
        #expect(form.fields.map(\.value) == [text, "", "2"])
    }
}
