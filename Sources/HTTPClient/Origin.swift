import CLibCurl

/// The server that an address names: as much of the address as may be shown in a message.
struct Origin: Sendable {
    /// `host:port`.
    let name: String
    /// `scheme://host:port/`.
    let root: String

    /// Takes an address apart as libcurl will (`curl_url_set`). Nil for what is not a whole `http` or `https` address.
    init?(url: String) {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }), let parts = curl_url() else { return nil }
        defer { curl_url_cleanup(parts) }
        guard curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = Origin.part(CURLUPART_SCHEME, of: parts), scheme == "http" || scheme == "https",
            let host = Origin.part(CURLUPART_HOST, of: parts),
            let port = Origin.part(CURLUPART_PORT, of: parts)
        else { return nil }
        name = "\(host):\(port)"
        root = "\(scheme)://\(host):\(port)/"
    }

    private static func part(_ part: CURLUPart, of parts: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
