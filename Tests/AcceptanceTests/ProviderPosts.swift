import Conversation
import FoundationEssentials
import HTTPClient

/// A post as a provider makes it: made and signed here, apart from the programs under test and from the sandbox.
struct ProviderPost: Sendable {
    var path: String
    var contentType = "application/json"
    var body: String
    /// What proves that it is the provider's.
    var proof: (name: String, value: String)
}

/// The demo's channels with providers whose posts go to an address of their own.
enum KeyedProvider: String, CaseIterable, Sendable {
    case cloud, evolution, waha, gowa, twilio, sandbox

    /// How the provider names the demo's channel.
    var channelAddress: String {
        switch self {
        case .cloud: "555000111222333"
        case .gowa: "97235550104"
        case .twilio: "whatsapp:+97235550105"
        case .evolution, .waha, .sandbox: "demo"
        }
    }

    /// The chat of a customer, as the provider names it.
    func chat(_ customer: Customer) -> String {
        let digits = String(customer.jid.prefix { $0 != "@" })
        return switch self {
        case .cloud: digits
        case .waha: digits + "@c.us"
        case .twilio: "whatsapp:+" + digits
        case .evolution, .gowa, .sandbox: customer.jid
        }
    }

    /// One post with a text of a customer.
    func post(_ text: String, id: String, from customer: Customer, secret: String, url: String) -> ProviderPost {
        signed(body(text, id: id, customer), secret: secret, url: url)
    }

    /// A post with this body, signed as the provider does.
    func signed(_ body: String, secret: String, url: String, path more: String = "") -> ProviderPost {
        let bytes = Array(body.utf8)
        let path = "/webhook/\(rawValue)/demo\(more)"
        func digest(_ hash: HMAC.Hash) -> String { hexadecimal(HMAC.code(of: bytes, key: secret, hash: hash)) }
        switch self {
        case .cloud, .gowa:
            return ProviderPost(path: path, body: body, proof: ("X-Hub-Signature-256", "sha256=" + digest(.sha256)))
        case .evolution: return ProviderPost(path: path, body: body, proof: ("Authorization", "Bearer \(secret)"))
        case .waha: return ProviderPost(path: path, body: body, proof: ("X-Webhook-Hmac", digest(.sha512)))
        case .sandbox: return ProviderPost(path: path, body: body, proof: ("X-Internal-Secret", secret))
        case .twilio:
            let signed = url + path + Self.sortedFields(body)
            let code = HMAC.code(of: Array(signed.utf8), key: secret, hash: .sha1)
            return ProviderPost(
                path: path, contentType: "application/x-www-form-urlencoded", body: body,
                proof: ("X-Twilio-Signature", Base64.encode(code)))
        }
    }

    private func body(_ text: String, id: String, _ customer: Customer) -> String {
        let (text, name, chat) = (Customer.json(text), Customer.json(customer.name), chat(customer))
        let now = Int(Date().timeIntervalSince1970)
        switch self {
        case .cloud: return Self.cloudEnvelope([Self.cloudMessage(text: text, id: id, from: chat)])
        case .evolution:
            return """
                {"event":"messages.upsert","instance":"demo","sender":"97235550100@s.whatsapp.net","data":{"key":\
                {"remoteJid":"\(chat)","fromMe":false,"id":"\(id)"},"pushName":\(name),"message":\
                {"conversation":\(text)},"messageType":"conversation","messageTimestamp":\(now)}}
                """
        case .waha:
            return """
                {"id":"evt_\(id)","timestamp":\(now * 1000),"event":"message","session":"demo","me":{"id":"97235550100@c.us"},\
                "engine":"NOWEB","payload":{"id":"false_\(chat)_\(id)","timestamp":\(now),"from":"\(chat)",\
                "to":"97235550100@c.us","fromMe":false,"source":"app","body":\(text),"hasMedia":false,"media":null,"ack":1}}
                """
        case .gowa:
            return """
                {"event":"message","device_id":"97235550104@s.whatsapp.net","payload":{"id":"\(id)","chat_id":"\(chat)",\
                "from":"\(chat)","from_name":\(name),"timestamp":"\(Self.rfc3339(now))","is_from_me":false,"body":\(text)}}
                """
        case .twilio:
            let fields = [
                ("MessageSid", id), ("AccountSid", "AC" + String(repeating: "0", count: 32)), ("From", chat),
                ("To", channelAddress), ("Body", text.unquoted), ("NumMedia", "0"), ("ProfileName", customer.name),
                ("WaId", chat.filter(\.isNumber)), ("SmsStatus", "received"),
            ]
            return fields.map { "\($0)=\(Self.escaped($1))" }.joined(separator: "&")
        case .sandbox:
            return """
                {"channel":"demo","messages":[{"id":"\(id)","chat":"\(chat)","from_me":false,"name":\(name),\
                "kind":"text","text":\(text),"sent_at":\(now)}]}
                """
        }
    }

    /// One message of a Cloud API envelope; the text is JSON.
    static func cloudMessage(text: String, id: String, from: String) -> String {
        """
        {"from":"\(from)","id":"\(id)","timestamp":"\(Int(Date().timeIntervalSince1970))","type":"text",\
        "text":{"body":\(text)}}
        """
    }

    /// A Cloud API envelope of these messages.
    static func cloudEnvelope(_ messages: [String]) -> String {
        """
        {"object":"whatsapp_business_account","entry":[{"id":"101","changes":[{"field":"messages","value":{\
        "messaging_product":"whatsapp","metadata":{"display_phone_number":"97235550100","phone_number_id":\
        "555000111222333"},"messages":[\(messages.joined(separator: ","))]}}]}]}
        """
    }

    private static func rfc3339(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + hexadecimal([byte]).uppercased()
        }.joined()
    }

    /// The fields of a form with a name for each, as Twilio strings them together.
    private static func sortedFields(_ form: String) -> String {
        let pairs = form.split(separator: "&").map { field in
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(pair[0]), pair.count > 1 ? unescaped(pair[1]) : "")
        }
        return pairs.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }.map { $0 + $1 }.joined()
    }

    private static func unescaped(_ text: Substring) -> String {
        var (bytes, rest): ([UInt8], Substring) = ([], text)
        while let first = rest.utf8.first {
            if first == UInt8(ascii: "%"), let byte = UInt8(rest.dropFirst().prefix(2), radix: 16) {
                bytes.append(byte)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    /// The text that a JSON string stands for.
    fileprivate var unquoted: String {
        (try? JSONDecoder().decode(String.self, from: Data(utf8))) ?? ""
    }
}

extension System {
    /// Makes a provider's post, with another proof or none where that is asked for.
    func post(_ post: ProviderPost, proof: String?? = nil) async throws -> HTTPResponse {
        let shown = proof ?? post.proof.value
        return try await request(
            "POST", post.path, body: post.body, contentType: post.contentType, secret: .some(nil),
            headers: shown.map { [(post.proof.name, $0)] } ?? [])
    }

    /// Posts a text of a customer as a provider does.
    func post(
        _ text: String, id: String = Customer.newID(), from customer: Customer, by provider: KeyedProvider
    ) async throws -> HTTPResponse {
        try await post(provider.post(text, id: id, from: customer, secret: secret, url: url))
    }

    /// A counter of /metrics: the sum over all labels that hold a part.
    func counted(_ name: String, _ part: String = "") async throws -> Int {
        let response = try await request("GET", "/metrics", contentType: nil)
        let lines = String(decoding: response.body, as: UTF8.self).split(separator: "\n")
        return lines.filter { ($0.hasPrefix(name + "{") || $0.hasPrefix(name + " ")) && $0.contains(part) }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0) { $0 + Int($1) }
    }
}
