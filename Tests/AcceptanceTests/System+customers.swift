import FoundationEssentials
import Glibc
import HTTPClient
import Synchronization
import Testing

/// A customer with a chat of his own, so that tests do not meet.
struct Customer: Sendable {
    private static let count = Mutex(0)

    let jid: String
    var name = "Noa"

    init() {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        jid = "9725\(40_000_000 + number)@s.whatsapp.net"
    }

    init(jid: String) { self.jid = jid }

    /// A message of the customer as the gateway reports it, as JSON.
    func message(id: String = Customer.newID(), text: String) -> String {
        let content = Self.json(["conversation": text])
        return message(id: id, content: content)
    }

    /// A message whose `message` is this JSON.
    func message(id: String = Customer.newID(), content: String) -> String {
        """
        {"key":{"remoteJid":"\(jid)","fromMe":false,"id":"\(id)"},"messageTimestamp":\(Int(Date().timeIntervalSince1970)),\
        "pushName":\(Self.json(name)),"message":\(content)}
        """
    }

    static func newID() -> String { "3EB0" + UUID().uuidString.filter { $0 != "-" } }

    static func json(_ value: some Encodable) -> String {
        (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

extension System {
    static let incoming = "/webhook/whatsapp/incoming"

    /// Sends a request to the system.
    func request(
        _ method: String, _ path: String, body: String = "", contentType: String? = "application/json",
        secret: String?? = nil, headers: [(name: String, value: String)] = []
    ) async throws -> HTTPResponse {
        var fields = headers
        if let contentType { fields.append(("Content-Type", contentType)) }
        if let shown = secret ?? self.secret { fields.append(("X-Internal-Secret", shown)) }
        return try await engine.response(
            to: HTTPRequest(
                method: method, url: url + path, headers: fields, body: Array(body.utf8), deadline: .now + .seconds(60),
                maximumResponseBytes: 64 << 20))
    }

    /// Posts messages as the gateway does.
    func post(_ messages: [String], path: String = incoming) async throws -> HTTPResponse {
        let list = messages.joined(separator: ",")
        return try await request(
            "POST", path, body: "{\"tenantId\":\"business_1\",\"payload\":{\"type\":\"notify\",\"messages\":[\(list)]}}"
        )
    }

    /// Sets how the sandbox behaves; what is not named goes back to what tests start from: a quick model without faults.
    ///
    /// - Parameter script: what the model is to say, as the JSON of the sandbox's setting of that name.
    func sandbox(_ settings: [String: Double] = [:], script: String = "null") async throws {
        var all: [String: Double] = [
            "time_to_first_token_ms": 100, "tokens_per_second": 400, "tokens": 20, "hang": 0, "status_429": 0,
            "status_500": 0, "cut": 0, "slow": 0, "malformed": 0, "empty": 0, "send_delay_ms": 0, "typing_delay_ms": 0,
            "fail_503": 0,
            "fail_500": 0, "hang_send": 0, "accept_then_cut": 0,
            "honours_idempotency": 1, "log_prompts": 0, "throttle": 0, "blocked": 0, "no_reports": 0,
            "report_failed": 0,
            "status_repeat": 1, "status_shuffle": 0, "status_delay_ms": 20, "transcript_delay_ms": 0,
            "transcript_fail": 0, "pair_burst": 0, "pair_interval_ms": 6000, "window_closed": 0,
        ]
        let flags = ["honours_idempotency", "log_prompts", "status_shuffle"]
        all.merge(settings) { $1 }
        let fields = all.map { name, value in
            let number = value.rounded() == value ? String(Int(value)) : String(value)
            return "\"\(name)\":\(flags.contains(name) ? "\(value != 0)" : number)"
        }
        let faults = ["hang", "status_429", "status_500", "cut", "malformed", "empty"]
        let isFaulty = faults.contains { settings[$0, default: 0] > 0 }
        // A worker that has met many faults does not ask the model for up to a minute: what comes next is not to meet that.
        if !isFaulty, modelWasFaulty.withLock({ $0 }) { try await restartWorkers() }
        modelWasFaulty.withLock { $0 = isFaulty }
        let response = try await request(
            "POST", "/sandbox/settings", body: "{\"script\":\(script),\(fields.joined(separator: ","))}")
        #expect(response.status == 200, "\(String(decoding: response.body, as: UTF8.self))")
    }
}

extension System {
    /// Ends the workers in order, and waits until new ones run.
    private func restartWorkers() async throws {
        let copies = ["worker-1", "worker-2", "worker-3"]
        let old = try copies.map(processID)
        for process in old { kill(process, SIGTERM) }
        for (copy, process) in zip(copies, old) { try await waitForRestart(of: copy, after: process) }
    }

    /// Empties the sandbox's log, which others would have to read through.
    func emptyLog() async throws {
        #expect(try await request("DELETE", "/sandbox/log", contentType: nil).status == 200)
    }
}

/// A line of the sandbox's log.
struct LogLine: Decodable, Sendable {
    let n: Int
    let at: Double
    let kind: String
    let chat: String?
    let text: String?
    let typing: Bool?
    let duplicate: Bool?
    let key: String?
    let phase: String?
    let fault: String?
    let prompt: String?
    let json: Bool?
    let round: Int?
    let tools: [String]?
    /// Which provider it played.
    let provider: String?
    /// What sort of message was sent, such as `text`.
    let type: String?
    /// The message that it answers.
    let quoted: String?
    /// The messages that were marked as read.
    let ids: [String]?
}

extension System {
    /// What the sandbox received and delivered, of one chat or of all.
    func log(_ customer: Customer? = nil, since: Int = 0) async throws -> [LogLine] {
        try await log(chat: customer?.jid, since: since)
    }

    /// What the sandbox received and delivered, of one chat, as its provider names it, or of all.
    func log(chat: String?, since: Int = 0) async throws -> [LogLine] {
        var lines: [LogLine] = []
        var since = since
        let filter = chat.map { "&chat=" + $0.replacing("+", with: "%2B") } ?? ""
        while true {
            let response = try await request("GET", "/sandbox/log?since=\(since)\(filter)", contentType: nil)
            let page = try response.body.split(separator: UInt8(ascii: "\n")).map { line in
                try JSONDecoder().decode(LogLine.self, from: Data(line))
            }
            lines += page
            guard let last = page.last?.n, last > since else { return lines }
            since = last
        }
    }

    /// The messages that reached a customer: a repetition under the same key is no second delivery.
    func deliveries(to customer: Customer) async throws -> [LogLine] {
        try await log(customer).filter { $0.kind == "message" && $0.duplicate != true }
    }

    /// Waits until so many messages have reached a customer, and returns them.
    @discardableResult
    func waitForDeliveries(
        _ count: Int, to customer: Customer, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [LogLine] {
        var deliveries: [LogLine] = []
        try await eventually("\(count) deliveries to \(customer.jid)", sourceLocation: sourceLocation) {
            deliveries = try await self.deliveries(to: customer)
            return deliveries.count >= count
        }
        return deliveries
    }

    /// Waits until nobody is left to be answered: of the jobs there are only analyses and the housekeeping.
    func waitUntilIdle(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await eventually("no replies and sends are left", sourceLocation: sourceLocation) {
            try self.database.number("select count(*) from job where kind in ('reply', 'send')") == 0
        }
    }
}
