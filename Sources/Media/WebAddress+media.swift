import Channels

extension WebAddress {
    /// Whether it is WhatsApp's own store of files, over TLS.
    ///
    /// Addresses of files come from customers' messages. A gateway's own address may be a private one, so private addresses
    /// cannot be refused; hosts that are neither the provider's nor WhatsApp's are.
    var isWhatsApp: Bool { isSecure(within: ["whatsapp.net"]) }

    /// The whole address that a redirect from here names; nil where it names none.
    func resolved(_ location: String) -> WebAddress? {
        let scheme = isSecure ? "https:" : "http:"
        if location.hasPrefix("//") { return WebAddress(scheme + location) }
        if location.hasPrefix("/") { return WebAddress("\(scheme)//\(host):\(port)\(location)") }
        return WebAddress(location)
    }
}
