import Conversation
import Synchronization
import Testing

@testable import sandbox

@Suite struct ReportTests {
    private static let expected: [Provider: Set<String>] = [
        .gateway: [], .evolution: ["echo", "sent", "delivered", "read"], .waha: ["echo", "sent", "delivered", "read"],
        .gowa: ["delivered", "read"], .cloud: ["sent", "delivered", "read"], .twilio: ["sent", "delivered", "read"],
        .sandbox: ["sent", "delivered", "read"],
    ]

    @Test(arguments: Provider.allCases)
    func `a message that was sent is reported as the provider reports it`(provider: Provider) throws {
        let site = try Site()
        _ = try site.sendText(provider)
        let expected = Self.expected[provider] ?? []
        site.waitForPosts(expected.count)
        #expect(Set(site.posts.map(\.name)) == expected)
        for (_, post) in site.posts {
            #expect(post.path.hasPrefix("/webhook/\(provider.rawValue)/demo"))
            #expect(isSigned(post, provider, secret: Site.secret))
        }
    }

    @Test func `our id comes back with the statuses where it was sent along`() throws {
        let site = try Site()
        _ = try site.sendText(.cloud, id: "8842")
        _ = try site.sendText(.twilio, id: "8843")
        site.waitForPosts(6)
        let texts = site.posts.map { String(decoding: $0.post.body, as: UTF8.self) + $0.post.path }
        #expect(texts.filter { $0.contains(#""biz_opaque_callback_data":"8842""#) }.count == 3)
        #expect(texts.filter { $0.hasSuffix("/webhook/twilio/demo/status?message=8843") }.count == 3)
    }

    @Test func `no_reports reports nothing, and statuses are repeated where that is set`() throws {
        let site = try Site()
        try site.set(#"{"no_reports":1}"#)
        _ = try site.sendText(.evolution)
        try site.set(#"{"no_reports":0,"status_repeat":3,"status_shuffle":true,"echoes":false}"#)
        _ = try site.sendText(.evolution)
        site.waitForPosts(9)
        for name in ["sent", "delivered", "read"] { #expect(site.posts.filter { $0.name == name }.count == 3) }
    }

    @Test func `report_failed takes a message and reports that it failed`() throws {
        let site = try Site()
        try site.set(#"{"report_failed":1}"#)
        #expect(try site.sendText(.cloud).status == 200)
        #expect(try site.sendText(.twilio).status == 201)
        site.waitForPosts(3)
        let texts = site.posts.filter { $0.name == "failed" }.map { String(decoding: $0.post.body, as: UTF8.self) }
        #expect(texts.contains { $0.contains("131026") })
        #expect(texts.contains { $0.contains("MessageStatus=undelivered") && $0.contains("ErrorCode=63024") })
    }

    @Test func `a status callback elsewhere than on this site is not posted`() throws {
        let site = try Site()
        let answer = try site.post(
            "/sandbox/twilio/2010-04-01/Accounts/\(Site.account)/Messages.json",
            form: [
                ("To", "+972541234567"), ("From", "+97235550106"), ("Body", "x"),
                ("StatusCallback", "http://127.0.0.1:9.example.com/hook"),
            ], Site.twilio)
        #expect(answer.status == 201)
        #expect(site.stage.reports.count == 0)
        #expect(site.posts.isEmpty)
    }

    @Test func `the queue posts in order of time, repeats what was not taken, and never grows over its limit`() throws {
        let names = Mutex<[String]>([])
        let queue = ReportQueue(capacity: 3, threads: 1) { report in
            names.withLock { $0.append(report.status.name) }
            return report.status.name != "b" || report.attempt > 0
        }
        func report(_ name: String) -> Report {
            let message = SentMessage(
                provider: .cloud, channel: "1", chat: "2", type: "text", text: "x", id: "i", messageID: nil,
                callback: nil)
            return Report(
                message: message, status: StatusPost(name: name) { _ in Post(path: "/", json: "{}") { _ in [] } })
        }
        let start = ContinuousClock.now + .milliseconds(100)
        for (name, delay) in [("c", 30), ("a", 10), ("b", 20)] {
            #expect(queue.add(report(name), due: start + .milliseconds(delay)))
        }
        #expect(!queue.add(report("d"), due: start))
        let limit = ContinuousClock.now + .seconds(20)
        while names.withLock({ $0.count }) < 4 && .now < limit { sleep(until: .now + .milliseconds(5)) }
        #expect(names.withLock { $0 } == ["a", "b", "c", "b"])
    }

    @Test func `Twilio's callbacks are not repeated, the others a few times`() {
        func seconds(_ provider: Provider) -> [Int?] {
            let message = SentMessage(
                provider: provider, channel: "", chat: "", type: "", text: "", id: "", messageID: nil, callback: nil)
            let report = Report(
                message: message, status: StatusPost(name: "sent") { _ in Post(path: "/", json: "{}") { _ in [] } })
            return (1...6).map { report.secondsToNext(after: $0) }
        }
        #expect(seconds(.twilio) == [nil, nil, nil, nil, nil, nil])
        #expect(seconds(.cloud) == [1, 2, 4, 8, 16, nil])
    }
}

/// Whether a post proves that it comes from the provider, worked out by the rules of the provider's own documents.
func isSigned(_ post: Post, _ provider: Provider, secret: String) -> Bool {
    func header(_ name: String) -> String? { post.headers.first { $0.name == name }?.value }
    switch provider {
    case .gateway, .sandbox: return header("X-Internal-Secret") == secret
    case .evolution: return header("Authorization") == "Bearer " + secret
    case .cloud, .gowa:
        let code = hexadecimal(HMAC.code(of: post.body, key: secret, hash: .sha256))
        return header("X-Hub-Signature-256") == "sha256=" + code
    case .waha:
        return header("X-Webhook-Hmac") == hexadecimal(HMAC.code(of: post.body, key: secret, hash: .sha512))
    case .twilio:
        let form = Form(decoding: String(decoding: post.body, as: UTF8.self))
        let fields = form.fields.sorted { $0.name < $1.name }.map { $0.name + $0.value }.joined()
        let message = Site.origin + post.path + fields
        return header("X-Twilio-Signature") == Base64.encode(HMAC.code(of: message.utf8, key: secret, hash: .sha1))
    }
}
