import Channels
import Conversation
import FastCGI
import Logging
import Spool
import Store

// The addresses of the other providers, `/webhook/PROVIDER/KEY` with or without more. The key leads to channels, and the
// address that a post names to one of them; the post must be proved by that one's secret.
extension Webhook {
    /// Why a post is refused: for the count, and as an answer.
    private struct Refusal: Error {
        let reason: String
        let response: Response

        init(_ reason: String, _ response: Response) {
            self.reason = reason
            self.response = response
        }
    }

    /// Answers a post.
    func post(_ request: Request, from provider: Provider) -> Response {
        do throws(Refusal) {
            let (key, subpath) = try target(request, provider)
            let post = Self.post(request, subpath: subpath)
            try checkContentType(request, provider)
            let content = try content(of: post, from: provider, key: key, receivedAt: Self.arrival(of: request))
            if content.count > 0, case .unavailable = keeper.keep(content, repeats: provider.channel.repeatsPosts) {
                return Self.unavailable
            }
            return Self.thanks(provider)
        } catch {
            return refuse(provider, error.reason, with: error.response)
        }
    }

    /// Answers Meta's verification of the address: its challenge as the whole body.
    @Sendable func verify(_ request: Request) -> Response {
        do throws(Refusal) {
            let (key, _) = try target(request, .cloud)
            for group in try groups(.cloud, key: key) {
                guard let challenge = CloudAPI.challenge(query: request.query, channel: group.channel) else { continue }
                return Response(status: 200, contentType: "text/plain", body: Array(challenge.utf8))
            }
            throw Refusal("verification", .problem(403, "the verification token is wrong"))
        } catch {
            return refuse(.cloud, error.reason, with: error.response)
        }
    }

    /// The key in the path, and what follows it.
    private func target(_ request: Request, _ provider: Provider) throws(Refusal) -> (key: String, subpath: String) {
        let rest = Substring(request.path.utf8.dropFirst("/webhook/\(provider.rawValue)/".utf8.count))
        let key = rest.prefix { $0 != "/" }
        let isPlain = key.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard (1...64).contains(key.utf8.count), isPlain else { throw Self.unknownAddress }
        return (String(key), String(rest[key.endIndex...]))
    }

    private static let unknownAddress = Refusal("unknown_key", .problem(404, "no channel has this webhook address"))

    private static func post(_ request: Request, subpath: String) -> WebhookPost {
        WebhookPost(
            subpath: subpath,
            requestURI: request.parameter("REQUEST_URI")
                ?? (request.query.isEmpty ? request.path : "\(request.path)?\(request.query)"),
            query: request.query, body: request.body
        ) { name in
            // An empty header shows as little as none.
            request.header(name).flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    /// JSON, or what says nothing of itself; from Twilio a form too.
    private func checkContentType(_ request: Request, _ provider: Provider) throws(Refusal) {
        let type = (request.header("Content-Type") ?? "").prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        let accepted =
            provider == .twilio ? ["application/x-www-form-urlencoded", "application/json"] : ["application/json"]
        guard type.isEmpty || accepted.contains(type) else {
            throw Refusal("content_type", .problem(415, "Content-Type must be \(accepted.joined(separator: " or "))"))
        }
    }

    private func groups(
        _ provider: Provider, key: String, atMostOld age: Duration = ChannelDirectory.freshness
    ) throws(Refusal) -> [ChannelGroup] {
        switch directory.entry(provider, key: key, atMostOld: age) {
        case .known(let groups): return groups
        case .unknown: throw Self.unknownAddress
        case .unavailable: throw Refusal("unavailable", Self.unavailable)
        }
    }

    /// What a post holds for the channels that it is proved for.
    private func content(
        of post: WebhookPost, from provider: Provider, key: String, receivedAt: Int64
    ) throws(Refusal) -> SpooledPost {
        var proof = Proof(of: post, from: provider, by: try groups(provider, key: key))
        if proof.tenants.isEmpty {
            // A secret that was changed a moment ago proves from then on.
            proof = Proof(of: post, from: provider, by: try groups(provider, key: key, atMostOld: Self.recently))
        }
        guard !proof.tenants.isEmpty else {
            throw proof.isMissing
                ? Refusal("missing", .problem(401, "the post shows nothing that proves it"))
                : Refusal("wrong", .problem(403, "the post's signature or secret is wrong"))
        }
        let content = try parse(post, provider)
        let messages = messages(in: content.items, from: provider)
        var (addressed, strangers) = proof.address(messages, content, receivedAt: receivedAt)
        if !strangers.isEmpty {
            // A channel that was made a moment ago gets its messages from then on.
            proof = Proof(of: post, from: provider, by: try groups(provider, key: key, atMostOld: Self.recently))
            (addressed, strangers) = proof.address(messages, content, receivedAt: receivedAt)
        }
        guard strangers.isDisjoint(with: proof.unproved) else {
            throw Refusal("other_channel", .problem(403, "the secret is not that of the channel that the post names"))
        }
        noteStrangers(strangers, provider)
        return addressed
    }

    /// How old channels may be where they do not fit a post.
    private static let recently = Duration.seconds(1)

    private func parse(_ post: WebhookPost, _ provider: Provider) throws(Refusal) -> WebhookContent {
        do throws(EnvelopeError) {
            return try provider.channel.parse(post)
        } catch {
            throw Refusal("malformed", .problem(400, error.problem))
        }
    }

    /// Channels that nobody has: another business of the same app, or one that was removed. Not the provider's fault.
    private func noteStrangers(_ strangers: Set<String>, _ provider: Provider) {
        if strangers.isEmpty { return }
        counters.increment(
            "shi_webhook_unknown_address_total", "provider=\"\(provider.rawValue)\"", by: strangers.count)
        logger.warning("a post names channels that nobody has", metadata: ["provider": "\(provider.rawValue)"])
    }

    /// What a provider likes to hear.
    private static func thanks(_ provider: Provider) -> Response {
        switch provider {
        case .twilio:
            // It would send anything else on as a message (Twilio, "TwiML for messaging").
            let document = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>"
            return Response(status: 200, contentType: "text/xml; charset=utf-8", body: Array(document.utf8))
        case .cloud: return Response(status: 200, contentType: "text/plain", body: Array("OK".utf8))
        default: return .json("{\"ok\":true}\n")
        }
    }
}
