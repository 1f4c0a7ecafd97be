import Channels
import Conversation
import HTTPClient
import Testing

@testable import Media

@Suite(.timeLimit(.minutes(1))) struct `A file is fetched` {
    private let picture = Array("a picture, say".utf8)

    @Test func `from the provider's own host, with the channel's secret`() async throws {
        let server = FileServer(["/f": .init(headers: ["Content-Type: image/webp"], body: picture)])
        let file = try #require(await fetch(server.baseURL + "/f", from: server).file)
        #expect(file.bytes == picture)
        #expect(file.type.name == "image/webp")
        #expect(server.asked.first?.headers.contains("Authorization: Bearer very-secret") == true)
    }

    @Test func `in two steps, where the provider first says where it is`() async throws {
        let server = FileServer()
        server.set("/link", .init(body: Array((server.baseURL + "/there").utf8)))
        server.set("/there", .init(body: picture))
        let file = try #require(await fetch(server.baseURL + "/link", from: server).file)
        #expect(file.bytes == picture)
        #expect(file.type.name == "image/png")
        #expect(server.asked.count == 2)
    }

    @Test(arguments: ["", "data:audio/ogg;base64,"])
    func `out of JSON that holds it in base64`(prefix: String) async throws {
        let body = #"{"mimetype":"audio/ogg; codecs=opus","base64":"\#(prefix)\#(Base64.encode(picture))","size":1}"#
        let server = FileServer(["/base64": .init(status: "201 Created", body: Array(body.utf8))])
        let file = try #require(await fetch(server.baseURL + "/base64", from: server, type: nil, kind: .voice).file)
        #expect(file.bytes == picture)
        #expect(file.type.name == "audio/ogg")
        #expect(file.type.fileExtension == "ogg")
    }

    @Test func `over one redirect, and nothing of the channel's goes along`() async throws {
        let elsewhere = FileServer(["/file": .init(body: picture)])
        let server = FileServer([
            "/moved": .init(status: "307 Temporary", headers: ["Location: \(elsewhere.baseURL)/file"])
        ])
        let file = try #require(await fetch(server.baseURL + "/moved", from: server).file)
        #expect(file.bytes == picture)
        let headers = try #require(elsewhere.asked.first?.headers)
        #expect(!headers.contains { $0.contains("very-secret") || $0.lowercased().hasPrefix("authorization") })
    }

    @Test func `over a redirect to a path of the same host`() async throws {
        let server = FileServer(["/moved": .init(status: "302 Found", headers: ["Location: /file"])])
        server.set("/file", .init(body: picture))
        #expect(await fetch(server.baseURL + "/moved", from: server).file?.bytes == picture)
    }

    @Test func `from WhatsApp's store, to which nothing of the channel's goes`() throws {
        let access = ChannelAccess(
            baseURL: "http://127.0.0.1:1", secret: "very-secret", address: "demo", honoursIdempotency: false)
        let media = MessageDetails.Media(reference: "https://mmg.whatsapp.net/v/t62.7117-24/1.enc?ccb=11-4")
        let download = Download(
            engine: HTTPEngine(),
            wanted: WantedFile(
                channel: Gallery.self, access: access, media: media, kind: .voice, messageID: "m1", chatAddress: "chat"),
            maximumBytes: 1000, deadline: .now)
        let fetch = try #require(
            Gallery.media(media, kind: .voice, messageID: "m1", chatAddress: "chat", access))
        #expect(!fetch.call.headers.isEmpty)
        let guarded = try download.guarded(fetch)
        #expect(guarded.call.url == media.reference)
        #expect(guarded.call.headers.isEmpty)
    }

    @Test(arguments: [
        ("application/octet-stream", nil as String?, MessageKind.document, "Plan.PDF" as String?, "application/pdf"),
        ("application/octet-stream", "image/jpeg", .image, nil, "image/jpeg"),
        ("audio/ogg; codecs=opus", "audio/mpeg", .audio, nil, "audio/ogg"),
        ("binary/octet-stream", nil, .voice, nil, "audio/ogg"),
        ("application/ogg", nil, .voice, nil, "audio/ogg"),
        ("binary/octet-stream", nil, .sticker, nil, "image/webp"),
    ])
    func `with the type that somebody who knows it says`(
        told: String, said: String?, kind: MessageKind, name: String?, type: String
    ) async throws {
        let server = FileServer(["/f": .init(headers: ["Content-Type: \(told)"], body: picture)])
        let file = await fetch(server.baseURL + "/f", from: server, type: said, kind: kind, name: name).file
        #expect(file?.type.name == type)
    }
}

@Suite(.timeLimit(.minutes(1))) struct `No file is fetched` {
    private let picture = Array("a picture, say".utf8)

    @Test func `that is larger than allowed, and the rest of it is not waited for`() async {
        let large = [UInt8](repeating: 7, count: 1001)
        let server = FileServer(["/f": .init(body: large, isEndless: true, hangs: true)])
        #expect(await fetch(server.baseURL + "/f", from: server).problem == "refused")
    }

    @Test func `whose message already says that it is too large`() async {
        let server = FileServer(["/f": .init(body: picture)])
        #expect(await fetch(server.baseURL + "/f", from: server, size: 1001).problem == "refused")
        #expect(server.asked.isEmpty)
    }

    @Test func `that is too large once it is unwrapped`() async {
        let body = #"{"base64":"\#(Base64.encode([UInt8](repeating: 7, count: 1001)))"}"#
        let server = FileServer(["/base64": .init(body: Array(body.utf8))])
        #expect(await fetch(server.baseURL + "/base64", from: server).problem == "refused")
    }

    @Test(arguments: [
        "text/html", "image/svg+xml", "application/x-msdownload", "application/javascript", "application/zip",
    ])
    func `of a type that is not kept`(type: String) async {
        let server = FileServer(["/f": .init(headers: ["Content-Type: \(type)"], body: picture)])
        #expect(await fetch(server.baseURL + "/f", from: server, type: nil, kind: .document).problem == "refused")
        #expect(await fetch(server.baseURL + "/f", from: server, type: type, kind: .document).problem == "refused")
        #expect(server.asked.count == 1, "what the message calls by such a type is not asked for")
    }

    @Test(arguments: [
        "http://127.0.0.1:1/f", "https://example.com/f", "https://whatsapp.net.example.com/f",
        "https://evilwhatsapp.net/f", "http://mmg.whatsapp.net/f", "https://x@mmg.whatsapp.net/f",
        "https://mmg.whatsapp.net:8443/f", "https://example.com\\@mmg.whatsapp.net/f", "file:///etc/passwd",
        "ftp://mmg.whatsapp.net/f", "/etc/passwd", "",
    ])
    func `from an address that a message made up`(address: String) async {
        let server = FileServer(["/f": .init(body: picture)])
        #expect(await fetch(address, from: server).problem == "refused")
        #expect(server.asked.isEmpty)
    }

    @Test func `from another port of the provider's host`() async {
        let (server, other) = (FileServer(), FileServer(["/f": .init(body: picture)]))
        #expect(await fetch(other.baseURL + "/f", from: server).problem == "refused")
        #expect(other.asked.isEmpty)
    }

    @Test func `over a redirect that the provider does not use, nor over two`() async {
        let server = FileServer()
        server.set("/f", .init(status: "302 Found", headers: ["Location: /moved"]))
        server.set("/moved", .init(status: "302 Found", headers: ["Location: /again"]))
        server.set("/again", .init(status: "302 Found", headers: ["Location: /file"]))
        server.set("/file", .init(body: picture))
        #expect(await fetch(server.baseURL + "/f", from: server).problem == "failed")
        #expect(await fetch(server.baseURL + "/moved", from: server).problem == "failed")
        #expect(!server.asked.contains { $0.requestLine.contains("/file") })
    }

    @Test(arguments: ["file:///etc/passwd", "gopher://127.0.0.1/", "", "relative"])
    func `over a redirect that leads out of the web`(location: String) async {
        let server = FileServer(["/moved": .init(status: "302 Found", headers: ["Location: \(location)"])])
        #expect(await fetch(server.baseURL + "/moved", from: server).problem == "failed")
    }

    @Test(arguments: [
        ("404 Not Found", "failed"), ("410 Gone", "failed"), ("400 Bad Request", "failed"),
        ("401 Unauthorized", "unavailable"), ("500 Oh", "unavailable"), ("503 Busy", "unavailable"),
    ])
    func `that the provider does not give`(status: String, problem: String) async {
        let server = FileServer(["/f": .init(status: status, body: picture)])
        #expect(await fetch(server.baseURL + "/f", from: server).problem == problem)
    }

    @Test func `while the provider asks for patience, and for how long is told`() async {
        let server = FileServer(["/f": .init(status: "429 Slow", headers: ["Retry-After: 17"])])
        guard case .failure(.unavailable(_, let wait)) = await fetch(server.baseURL + "/f", from: server) else {
            Issue.record("it was not unavailable")
            return
        }
        #expect(wait == .seconds(17))
    }

    @Test(arguments: ["401 Unauthorized", "403 Forbidden"])
    func `until somebody has renewed the channel's secret`(status: String) async {
        let server = FileServer(["/f": .init(status: status, body: picture)])
        guard case .failure(.unavailable(_, let wait)) = await fetch(server.baseURL + "/f", from: server) else {
            Issue.record("it was not unavailable")
            return
        }
        #expect(wait.map { $0 >= .seconds(300) } == true)
    }

    @Test func `by a provider that hangs`() async {
        let server = FileServer(["/f": .init(body: picture, hangs: true)])
        #expect(
            await fetch(server.baseURL + "/f", from: server, within: .milliseconds(300)).problem == "unavailable")
    }

    @Test func `that is empty, or no base64, or no JSON`() async {
        let server = FileServer(["/f": .init()])
        #expect(await fetch(server.baseURL + "/f", from: server).problem == "failed")
        server.set("/base64", .init(body: Array(#"{"base64":"***"}"#.utf8)))
        #expect(await fetch(server.baseURL + "/base64", from: server).problem == "failed")
        server.set("/base64", .init(body: Array("<html>".utf8)))
        #expect(await fetch(server.baseURL + "/base64", from: server).problem == "failed")
    }

    @Test func `where the provider hands none out`() async {
        let server = FileServer()
        #expect(await fetch(nil, from: server).problem == "refused")
    }

    @Test func `once the task is cancelled`() async {
        let server = FileServer(["/f": .init(body: picture, hangs: true)])
        let task = Task { await fetch(server.baseURL + "/f", from: server) }
        while server.asked.isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value.problem == "cancelled")
    }
}
