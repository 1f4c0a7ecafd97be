internal import Conversation
internal import FoundationEssentials

extension ChannelAccess {
    /// The address of a path below the provider's base.
    func url(_ path: String) -> String {
        (baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL) + path
    }
}

extension ChannelCall {
    /// A POST of JSON: keys in order, so that the same call is always the same bytes.
    static func posting(
        _ body: some Encodable, to url: String, headers: [(name: String, value: String)]
    ) -> ChannelCall {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding these bodies cannot fail: they hold strings, booleans and finite numbers only. An empty body would be
        // refused by the provider, which is a clear answer.
        let bytes = (try? encoder.encode(body)).map(Array.init) ?? []
        return ChannelCall(
            method: "POST", url: url, headers: [("Content-Type", "application/json")] + headers, body: bytes)
    }

    /// A GET.
    static func getting(_ url: String, headers: [(name: String, value: String)] = []) -> ChannelCall {
        ChannelCall(method: "GET", url: url, headers: headers, body: [])
    }
}

extension OutgoingMessage {
    /// Where the file is that goes along.
    ///
    /// Throws ``Unsupported`` where none is told, or something else than a web address.
    func fileAddress() throws(Unsupported) -> String {
        guard let address = details.media?.reference, WebAddress(address) != nil else {
            throw Unsupported("a message of kind \(kind.rawValue) needs the web address of its file")
        }
        return address
    }

    /// The words under a file; nil where there are none.
    var caption: String? { text.isEmpty ? nil : text }
}
