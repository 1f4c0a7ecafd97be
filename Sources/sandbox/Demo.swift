/// The channels of the demo tenant, as its database names them (`sql/demo.sql`).
enum Demo {
    /// The business's own number, at all gateways on WhatsApp Web.
    static let ownJID = "97235550104@s.whatsapp.net"
    /// The instance at Evolution, the session at WAHA, and the sandbox's own channel.
    static let session = "demo"
    static let gowaDevice = "97235550104"
    static let cloudNumberID = "555000111222333"
    static let cloudNumber = "97235550102"
    static let twilioAccount = "AC" + String(repeating: "0", count: 32)
    static let twilioWhatsApp = "whatsapp:+97235550105"
    static let twilioSMS = "+97235550106"
}
