/// The kinds of provider that a channel can belong to. The raw values are stored.
public enum Provider: String, Codable, Sendable, CaseIterable {
    /// The original system's Node service around Baileys.
    case gateway
    /// Evolution API, version 2.
    case evolution
    /// WAHA.
    case waha
    /// go-whatsapp-web-multidevice, a gateway on whatsmeow.
    case gowa
    /// Meta's WhatsApp Cloud API.
    case cloud
    /// Twilio: WhatsApp and SMS.
    case twilio
    /// Our own sandbox, which plays all the others too.
    case sandbox
}
