/// An `http` or `https` address, read so strictly that no other reader can take its host for another one.
///
/// Secrets are sent only to hosts that are known; an address that a provider hands out is therefore checked before it
/// is called. What is unusual (a user, a backslash, a host with other signs than letters, digits, dots, hyphens and
/// underscores) is refused.
public struct WebAddress: Sendable, Equatable {
    /// Whether it is `https`.
    public let isSecure: Bool
    /// In lower case.
    public let host: String
    /// The scheme's own where none is named.
    public let port: Int
    /// The address, as it was given.
    public let text: String

    /// Reads an address; nil where it is none that may be called.
    public init?(_ text: String) {
        guard text.utf8.count <= 4096, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        let lowered = text.lowercased()
        let rest: Substring
        if lowered.hasPrefix("https://") {
            isSecure = true
            rest = lowered.dropFirst(8)
        } else if lowered.hasPrefix("http://") {
            isSecure = false
            rest = lowered.dropFirst(7)
        } else {
            return nil
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let (host, port) = Self.hostAndPort(authority) else { return nil }
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        self.text = text
    }

    /// Whether it is `https` on the usual port, and its host is one of these domains or lies within one.
    public func isSecure(within domains: [String]) -> Bool {
        isSecure && port == 443 && domains.contains { host == $0 || host.hasSuffix("." + $0) }
    }

    /// Whether both are the same place: scheme, host and port.
    public func hasOrigin(of other: WebAddress) -> Bool {
        isSecure == other.isSecure && host == other.host && port == other.port
    }

    private static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
        if authority.hasPrefix("[") {
            // An IPv6 address.
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let host = authority[...end]
            guard host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" }) else { return nil }
            return withPort(host, authority[authority.index(after: end)...])
        }
        let host = authority.prefix { $0 != ":" }
        guard !host.isEmpty, !host.hasPrefix("."), host.allSatisfy({ $0.isLetter || $0.isNumber || ".-_".contains($0) })
        else { return nil }
        return withPort(host, authority[host.endIndex...])
    }

    private static func withPort(_ host: Substring, _ rest: Substring) -> (String, Int?)? {
        guard !rest.isEmpty else { return (String(host), nil) }
        let digits = rest.dropFirst()
        guard rest.first == ":", digits.allSatisfy(\.isNumber), let port = Int(digits), (1...65535).contains(port)
        else {
            return nil
        }
        return (String(host), port)
    }
}
