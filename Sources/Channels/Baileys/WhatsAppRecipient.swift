internal import Conversation

extension Recipient {
    /// A chat of a gateway to WhatsApp, by its address or by a phone number; nil where it is neither, or nobody to write to.
    ///
    /// - Parameter server: how the gateway spells the addresses of people whose number is known: `s.whatsapp.net` or `c.us`.
    init?(whatsApp address: String, countryCode: String, server: String) {
        guard address.contains("@") else {
            guard let digits = PhoneNumber.digits(address, countryCode: countryCode) else { return nil }
            self.init(chatAddress: "\(digits)@\(server)", phone: "+\(digits)")
            return
        }
        guard address.isIdentifier else { return nil }
        switch ChatAddress(address) {
        case .phone(let phone?): self.init(chatAddress: "\(phone.dropFirst())@\(server)", phone: phone)
        case .lid(let lid?): self.init(chatAddress: "\(lid)@lid", lid: lid)
        case .other(.group): self.init(chatAddress: address)
        default: return nil
        }
    }
}
