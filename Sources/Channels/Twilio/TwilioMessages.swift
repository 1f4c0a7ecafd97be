internal import Conversation

// What Twilio posts when a message has come in, and when a message of ours has come further.

extension Twilio {
    /// The messages of a post: one, and one more for each further file.
    static func items(_ form: Form) -> [ParsedItem] {
        let id = ["MessageSid", "SmsMessageSid", "SmsSid"].lazy.compactMap { form.text($0) }.first
        guard let id, id.isIdentifier else { return [.malformed(reason: "the message has no usable MessageSid")] }
        guard let channelAddress = form.text("To"), channelAddress.isIdentifier else {
            return [.malformed(reason: "the message has no usable To")]
        }
        guard let from = form.text("From"), from.isIdentifier else {
            return [.malformed(reason: "the message has no usable From")]
        }
        let sender: TwilioSender
        switch TwilioSender.read(from, waID: form.text("WaId")) {
        case .sender(let read): sender = read
        case .ignored(let reason): return [.ignored(reason: reason)]
        }
        return contents(form, isWhatsApp: sender.isWhatsApp).enumerated().map { index, reading in
            switch reading {
            case .ignored(let reason): .ignored(reason: reason)
            case .content(let content):
                .message(
                    InboundMessage(
                        tenantID: 0, provider: provider.rawValue, channelAddress: channelAddress,
                        providerMessageID: index == 0 ? id : "\(id).\(index)", chatAddress: from, fromMe: false,
                        phone: sender.phone, userID: sender.userID, name: form.text("ProfileName")?.displayName,
                        kind: content.kind, text: content.text?.prefix(utf16Units: InboundMessage.textLimit),
                        details: content.details.isEmpty ? nil : content.details,
                        expectsAnswer: content.expectsAnswer))
            }
        }
    }

    /// The report that a status callback is. Our id of the message stands in the query, which the signature covers.
    static func report(_ form: Form, query: String) -> WebhookContent {
        let word = form.text("MessageStatus", limit: 64) ?? form.text("SmsStatus", limit: 64)
        guard let word else { return WebhookContent(items: [.malformed(reason: "the report has no MessageStatus")]) }
        let status: StatusReport.Status
        switch word {
        case "sent": status = .sent
        case "delivered": status = .delivered
        case "read": status = .read
        case "failed", "undelivered", "canceled": status = .failed
        // Queued, accepted, scheduled, sending: no news.
        default: return WebhookContent(items: [.ignored(reason: "a status before sent")])
        }
        let id = ["MessageSid", "SmsSid"].lazy.compactMap { form.text($0) }.first { $0.isIdentifier }
        let messageID = (try? Form(decoding: query.utf8))?.value("message").flatMap(ownMessageID)
        guard id != nil || messageID != nil else {
            return WebhookContent(items: [.malformed(reason: "the report names no message")])
        }
        guard let channelAddress = form.text("From"), channelAddress.isIdentifier else {
            return WebhookContent(items: [.malformed(reason: "the report has no usable From")])
        }
        let code = status == .failed ? form.text("ErrorCode", limit: 20) : nil
        let words = form.text("ErrorMessage", limit: 300) ?? form.text("ChannelStatusMessage", limit: 300)
        return WebhookContent(statuses: [
            StatusReport(
                provider: .twilio, channelAddress: channelAddress, providerMessageID: id, messageID: messageID,
                status: status, errorCode: code,
                error: status == .failed ? words ?? code.flatMap(Int64.init).flatMap(TwilioError.meaning) : nil)
        ])
    }

    /// Our id of a message; nil where we did not write it.
    private static func ownMessageID(_ text: String) -> Int64? {
        guard let id = Int64(text), id > 0, String(id) == text else { return nil }
        return id
    }
}

/// Who wrote: a number, or over WhatsApp a business-scoped user id.
struct TwilioSender {
    let isWhatsApp: Bool
    let phone: String?
    let userID: String?

    /// What an address turned out to be.
    enum Reading {
        case sender(TwilioSender)
        case ignored(String)
    }

    /// Reads `From`.
    ///
    /// - Parameter waID: the digits that WhatsApp knows the person by.
    static func read(_ from: String, waID: String?) -> Reading {
        let isWhatsApp = from.hasPrefix(Twilio.whatsAppPrefix)
        let address = isWhatsApp ? from.dropFirst(Twilio.whatsAppPrefix.count) : from[...]
        if address.contains(":") { return .ignored("a messenger of Twilio's that is not answered") }
        let digits = address.hasPrefix("+") ? address.dropFirst() : ""
        if PhoneNumber.isInternational(digits) {
            return .sender(TwilioSender(isWhatsApp: isWhatsApp, phone: "+\(digits)", userID: nil))
        }
        // Short codes and names are machines, which would be answered for ever.
        guard isWhatsApp else { return .ignored("a sender without a number") }
        let phone = waID.flatMap { PhoneNumber.isInternational($0) ? "+\($0)" : nil }
        let userID = CloudAPI.isUserID(String(address)) ? String(address) : nil
        guard phone != nil || userID != nil else { return .ignored("a sender without a number") }
        return .sender(TwilioSender(isWhatsApp: true, phone: phone, userID: userID))
    }
}
