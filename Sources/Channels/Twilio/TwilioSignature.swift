public import Conversation

extension Twilio {
    /// By `X-Twilio-Signature`: base64 of the HMAC-SHA1, under the Auth Token, of the address that Twilio requested and
    /// the form's fields (Twilio, "Webhooks security").
    ///
    /// The address is the channel's public one, and what was requested of it, byte for byte: what nginx and FastCGI
    /// know of scheme, host and port is not what Twilio saw.
    public static func authenticity(of post: WebhookPost, channel: WebhookChannel) -> Authenticity {
        guard let header = post.header("X-Twilio-Signature") else { return .missing }
        guard let shown = Base64.decode(header), shown.count == HMAC.Hash.sha1.byteCount,
            let publicURL = channel.publicURL, let fields = signedFields(of: post)
        else { return .wrong }
        let addresses = signedAddresses(publicURL: publicURL, requestURI: post.requestURI)
        // Every secret and address is tried, so that the time does not tell which it was.
        let proofs = channel.secrets.filter { !$0.isEmpty }.flatMap { secret in
            addresses.map { address in
                constantTimeEquals(shown, HMAC.code(of: Array(address.utf8) + fields, key: secret, hash: .sha1))
            }
        }
        return proofs.contains(true) ? .authentic : .wrong
    }

    /// What is signed beside the address: a form's fields. For any other body its digest is part of the address, and
    /// nothing is added; nil where the body is not what was signed.
    private static func signedFields(of post: WebhookPost) -> [UInt8]? {
        if !isForm(post) {
            guard let digest = bodyDigest(inQueryOf: post.requestURI),
                constantTimeEquals(digest.lowercased(), sha256Hex(post.body))
            else { return nil }
            return []
        }
        return (try? Form(decoding: post.body)).map(signedBytes)
    }

    /// Names and values one after the other, in the order of their bytes. Of a name that stands there several times
    /// each distinct value counts once.
    static func signedBytes(of form: Form) -> [UInt8] {
        // Strings would be compared by their letters, not by their bytes.
        var fields = form.fields.map { (name: Array($0.name.utf8), value: Array($0.value.utf8)) }
        fields.sort {
            $0.name == $1.name
                ? $0.value.lexicographicallyPrecedes($1.value) : $0.name.lexicographicallyPrecedes($1.name)
        }
        var signed: [UInt8] = []
        for (index, field) in fields.enumerated() where index == 0 || field != fields[index - 1] {
            signed += field.name + field.value
        }
        return signed
    }

    private static func bodyDigest(inQueryOf requestURI: String) -> String? {
        guard let question = requestURI.firstIndex(of: "?") else { return nil }
        let query = requestURI[requestURI.index(after: question)...]
        return (try? Form(decoding: query.utf8))?.value("bodySHA256")
    }

    /// The forms of the address under which Twilio may have signed.
    ///
    /// Its own libraries accept the address without a port and with one, since it signs now this way and now that, and
    /// a query whose apostrophes are written in either way.
    static func signedAddresses(publicURL: String, requestURI: String) -> [String] {
        guard requestURI.hasPrefix("/"), let scheme = ["https://", "http://"].first(where: publicURL.hasPrefix) else {
            return []
        }
        let rest = publicURL.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        let path = rest[authority.endIndex...]
        let base = path.hasSuffix("/") ? path.dropLast() : path
        // A port follows the last colon, unless that stands within an IPv6 address or before a password.
        let port = authority.split(separator: ":", omittingEmptySubsequences: false).dropFirst().last
        let hasPort = port.map { !$0.isEmpty && $0.allSatisfy(\.isNumber) } ?? false
        let withoutPort = hasPort ? authority.dropLast((port?.count ?? 0) + 1) : authority
        let withPort = hasPort ? authority : authority + (scheme == "https://" ? ":443" : ":80")
        return queries(of: requestURI).flatMap { request in
            [withoutPort, withPort].map { "\(scheme)\($0)\(base)\(request)" }
        }
    }

    private static func queries(of requestURI: String) -> [String] {
        guard let question = requestURI.firstIndex(of: "?") else { return [requestURI] }
        let (path, query) = (requestURI[..<question], requestURI[question...])
        let forms = [query.replacing("'", with: "%27"), query.replacing("%27", with: "'")].filter { $0 != query }
        return [requestURI] + forms.map { "\(path)\($0)" }
    }
}
