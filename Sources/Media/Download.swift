import Channels
import Conversation
import HTTPClient

/// The calls that fetch one file: where it is, if that must be asked; the file itself; after one redirect, if there is one.
struct Download {
    /// More than any answer that only says where a file is.
    private static let mostLinkBytes = 64 * 1024
    /// What JSON around a file adds.
    private static let mostEnvelopeBytes = 64 * 1024
    /// How long somebody may take to renew a channel's secret.
    private static let mendingTime = Duration.seconds(600)

    let engine: HTTPEngine
    let wanted: WantedFile
    let maximumBytes: Int
    let deadline: ContinuousClock.Instant

    /// Fetches what the provider hands out.
    func raw() async throws(MediaError) -> RawFile {
        guard
            let first = wanted.channel.media(
                wanted.media, kind: wanted.kind, messageID: wanted.messageID, chatAddress: wanted.chatAddress,
                wanted.access)
        else { throw .refused(reason: "the provider hands no such file out") }
        var fetch = try guarded(first)
        if fetch.form == .link {
            let answer = try await answer(to: fetch)
            // Where the secret may go to then, the provider's own rules have said.
            guard let next = wanted.channel.mediaLink(in: told(answer), wanted.access), next.form != .link,
                WebAddress(next.call.url).map(isAllowed) == true
            else { throw .failed(reason: "the provider does not say where the file is, or names no host of its own") }
            fetch = next
        }
        let answer = try await answer(to: fetch)
        return RawFile(bytes: answer.body, form: fetch.form, contentType: answer.header("content-type"))
    }

    /// The first call, if it goes to the provider's own host, or to WhatsApp's store; there with nothing of the channel's.
    func guarded(_ fetch: MediaFetch) throws(MediaError) -> MediaFetch {
        guard let address = WebAddress(fetch.call.url), let base = WebAddress(wanted.access.baseURL) else {
            throw .refused(reason: "the file's address is none that can be fetched")
        }
        if address.hasOrigin(of: base) { return fetch }
        guard address.isWhatsApp else { throw .refused(reason: "the file's address is not the provider's") }
        var fetch = fetch
        fetch.call.headers = []
        return fetch
    }

    /// Whether the provider may point there: to an address with TLS, or without where it is called without itself.
    private func isAllowed(_ address: WebAddress) -> Bool {
        address.isSecure || WebAddress(wanted.access.baseURL)?.isSecure == false
    }

    private func answer(to fetch: MediaFetch) async throws(MediaError) -> HTTPResponse {
        let answer = try await response(to: fetch.call, mostBytes: mostBytes(fetch.form))
        guard (300...399).contains(answer.status) else { return try checked(answer) }
        guard fetch.followsRedirect, let location = answer.header("location"),
            let address = WebAddress(fetch.call.url)?.resolved(location), isAllowed(address)
        else { throw .failed(reason: "the provider answered \(answer.status), and that is not followed") }
        let call = ChannelCall(method: "GET", url: address.text, headers: [], body: [])
        let last = try await response(to: call, mostBytes: mostBytes(fetch.form))
        guard !(300...399).contains(last.status) else { throw .failed(reason: "the file was redirected twice") }
        return try checked(last)
    }

    /// An answer as the provider's rules read it.
    private func told(_ answer: HTTPResponse) -> ChannelAnswer {
        ChannelAnswer(status: answer.status, headers: answer.headers, body: answer.body)
    }

    private func mostBytes(_ form: MediaFetch.Form) -> Int {
        switch form {
        case .bytes: maximumBytes
        case .link: Self.mostLinkBytes
        case .base64: maximumBytes / 3 * 4 + Self.mostEnvelopeBytes
        case .encrypted: maximumBytes + EncryptedFile.mostAddedBytes
        }
    }

    private func response(to call: ChannelCall, mostBytes: Int) async throws(MediaError) -> HTTPResponse {
        var request = HTTPRequest(
            method: call.method, url: call.url, headers: call.headers, body: call.body, deadline: deadline)
        request.maximumResponseBytes = mostBytes
        do throws(HTTPError) {
            return try await engine.response(to: request)
        } catch {
            switch error.kind {
            case .cancelled: throw .cancelled
            case .responseTooLarge: throw .tooLarge(maximumBytes)
            case .invalidRequest: throw .refused(reason: "the file's address is none that can be fetched")
            default: throw .unavailable(reason: "\(error)")
            }
        }
    }

    private func checked(_ answer: HTTPResponse) throws(MediaError) -> HTTPResponse {
        let reason = "the provider answered \(answer.status)"
        switch answer.status {
        case 200...299: return answer
        // A token that has expired is mended by somebody, which takes longer than a few short waits.
        case 401, 403: throw .unavailable(reason: reason, retryAfter: told(answer).retryAfter ?? Self.mendingTime)
        // What is asked too often or too early will be there.
        case 408, 425, 429, 500...: throw .unavailable(reason: reason, retryAfter: told(answer).retryAfter)
        default: throw .failed(reason: reason)
        }
    }
}
