import Conversation
import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import FastCGI
@testable import sandbox

/// The sandbox over a folder of its own, called without a server; what it would post to the webhook is collected.
final class Site: Sendable {
    static let secret = "s3cret"
    static let origin = "http://127.0.0.1:9"
    static let account = "AC" + String(repeating: "0", count: 32)

    let router: sandbox.Router
    private let posted: Collected

    var stage: Stage { router.stage }

    /// What was posted so far: the name of the report, and the post.
    var posts: [(name: String, post: Post)] { posted.all.withLock { $0 } }

    private final class Collected: Sendable {
        let all = Mutex<[(name: String, post: Post)]>([])
    }

    init() throws {
        let folder = try temporaryFolder()
        let log = EventLog(folder)
        let chats = ChatDirectory(folder)
        let behaviour = BehaviourFile(folder)
        let collected = Collected()
        let reports = ReportQueue(threads: 2) { report in
            collected.all.withLock { $0.append((report.status.name, report.status.post(.now))) }
            return true
        }
        let stage = Stage(
            secret: Self.secret, origin: Self.origin, gatewayPath: "/webhook/whatsapp/incoming", folder: folder,
            log: log, chats: chats, behaviour: behaviour, media: MediaShelf(folder: folder),
            pairs: PairLimit(folder: folder), reports: reports)
        let providers = PlayedProviders(stage)
        let webhook = try #require(WebhookClient(url: Self.origin + "/webhook/whatsapp/incoming"))
        posted = collected
        router = sandbox.Router(
            stage: stage, providers: providers,
            model: Model(log: log, chats: chats, behaviour: behaviour, uses: ScriptUses(folder: folder)),
            transcription: Transcription(log: log, behaviour: behaviour),
            customer: Customer(stage: stage, providers: providers, webhook: webhook), page: Page(model: "none"))
        _ = try behaviour.merge(Array(#"{"status_delay_ms":0,"retry_after_s":3}"#.utf8))
    }

    deinit { try? FileManager.default.removeItem(atPath: stage.folder.path("")) }

    /// Sets how it behaves, by the JSON of the settings.
    func set(_ json: String) throws { _ = try stage.behaviour.merge(Array(json.utf8)) }

    /// Waits until so many posts have been made.
    func waitForPosts(_ count: Int, sourceLocation: SourceLocation = #_sourceLocation) {
        let limit = ContinuousClock.now + .seconds(20)
        while posts.count < count && .now < limit { sleep(until: .now + .milliseconds(5)) }
        #expect(posts.count == count, sourceLocation: sourceLocation)
    }
}

/// What a call was answered.
struct Answer {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    var json: JSON { (try? decodeJSON(JSON.self, body)) ?? .null }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension Site {
    /// Makes a call, as nginx would hand it on.
    func call(
        _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8] = [], type: String? = nil
    ) throws -> Answer {
        var variables = ["REQUEST_URI=" + path, "REQUEST_METHOD=" + method]
        if let query = path.split(separator: "?", maxSplits: 1).dropFirst().first {
            variables.append("QUERY_STRING=" + query)
        }
        if let type { variables.append("CONTENT_TYPE=" + type) }
        for (name, value) in headers {
            variables.append("HTTP_" + name.uppercased().map { $0 == "-" ? "_" : $0 } + "=" + value)
        }
        let request = Request(parameters: Self.parameters(variables), method: method, body: body, arrived: .now)
        let response = router.answer(request)
        guard case .bytes(let bytes) = response.body else {
            return Answer(status: response.status, headers: response.headers, body: [])
        }
        return Answer(status: response.status, headers: response.headers, body: bytes)
    }

    /// Posts JSON.
    func post(_ path: String, _ json: String, _ headers: [String: String]) throws -> Answer {
        try call("POST", path, headers: headers, body: Array(json.utf8), type: "application/json")
    }

    /// Posts a form.
    func post(_ path: String, form: [(name: String, value: String)], _ headers: [String: String]) throws -> Answer {
        try call(
            "POST", path, headers: headers, body: Array(Form(form).encoded.utf8),
            type: "application/x-www-form-urlencoded")
    }

    /// The lines of the log of one kind.
    func lines(_ kind: LogEvent.Kind) throws -> [JSON] {
        let part = try stage.log.lines(after: 0, chats: [])
        return try part.lines.split(separator: UInt8(ascii: "\n")).map { try decodeJSON(JSON.self, Array($0)) }
            .filter { $0["kind"]?.string == kind.rawValue }
    }

    private static func parameters(_ variables: [String]) -> Parameters {
        var pointers: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { Parameters(copying: UnsafePointer($0.baseAddress)) }
    }
}

extension Site {
    static let cloud = ["Authorization": "Bearer " + secret]
    static let twilio = ["Authorization": "Basic " + Base64.encode(Array("\(account):\(secret)".utf8))]
    static let gowa = ["Authorization": "Basic " + Base64.encode(Array("demo:\(secret)".utf8))]
    static let evolution = ["apikey": secret]
    static let waha = ["X-Api-Key": secret]
    static let inside = ["X-Internal-Secret": secret]

    /// Sends a text through a provider, as its API wants it.
    func sendText(_ provider: Provider, _ text: String = "שלום", id: String = "77") throws -> Answer {
        let quoted = JSON.string(text).text
        return switch provider {
        case .gateway:
            try post(
                "/sandbox/gateway/send", #"{"to":"972541234567","text":\#(quoted),"idempotencyKey":"\#(id)"}"#,
                Self.inside)
        case .evolution:
            try post(
                "/sandbox/evolution/message/sendText/demo", #"{"number":"972541234567","text":\#(quoted)}"#,
                Self.evolution)
        case .waha:
            try post(
                "/sandbox/waha/api/sendText",
                #"{"session":"demo","chatId":"972541234567@c.us","text":\#(quoted),"id":"\#(id)"}"#, Self.waha)
        case .gowa:
            try post(
                "/sandbox/gowa/send/message", #"{"phone":"972541234567@s.whatsapp.net","message":\#(quoted)}"#,
                Self.gowa)
        case .cloud:
            try post(
                "/sandbox/cloud/v23.0/555000111222333/messages",
                #"{"messaging_product":"whatsapp","to":"972541234567","type":"text","text":{"body":\#(quoted)},"#
                    + #""biz_opaque_callback_data":"\#(id)"}"#, Self.cloud)
        case .twilio:
            try post(
                "/sandbox/twilio/2010-04-01/Accounts/\(Self.account)/Messages.json",
                form: [
                    ("To", "whatsapp:+972541234567"), ("From", "whatsapp:+97235550105"), ("Body", text),
                    ("StatusCallback", Self.origin + "/webhook/twilio/demo/status?message=" + id),
                ], Self.twilio)
        case .sandbox:
            try post(
                "/sandbox/channel/messages",
                #"{"channel":"demo","id":"\#(id)","chat":"c1","kind":"text","text":\#(quoted)}"#, Self.inside)
        }
    }
}
