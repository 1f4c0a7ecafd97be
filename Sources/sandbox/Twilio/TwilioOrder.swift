import Conversation
import FoundationEssentials

/// What a call asks Twilio to send, read as strictly as Twilio reads it.
struct TwilioOrder: Sendable {
    let to: String
    let from: String
    /// text, a kind of file, or template.
    let type: String
    let text: String
    let callback: String?
    /// `SM`, or `MM` with a file.
    let idPrefix: String

    private static let longestBody = 1600

    /// - Parameter isOurs: whether the account has a sender of that address.
    init(_ form: Form, isOurs: (String) throws -> Bool) throws {
        (to, from) = try Self.addresses(form, isOurs: isOurs)
        let media = form.fields.filter { $0.name == "MediaUrl" }.map(\.value)
        guard media.allSatisfy({ $0.hasPrefix("https://") || $0.hasPrefix("http://") }), media.count <= 10 else {
            throw TwilioError(status: 400, code: 21620, message: "Invalid media URL(s)")
        }
        text = form["Body"] ?? ""
        guard text.utf16.count <= Self.longestBody else {
            throw TwilioError(
                status: 400, code: 21617, message: "The concatenated message body exceeds the 1600 character limit")
        }
        if let content = form["ContentSid"] {
            guard Self.isSID(content, "HX") else {
                throw TwilioError(status: 400, code: 21655, message: "The ContentSid is Invalid")
            }
            let variables = form["ContentVariables"].map { Array($0.utf8) }
            guard try variables.map({ try decodeJSON(JSON.self, $0).fields != nil }) ?? true else {
                throw TwilioError(status: 400, code: 21656, message: "The Content Variables parameter is invalid.")
            }
            type = "template"
        } else {
            guard !text.isEmpty || !media.isEmpty else {
                throw TwilioError(status: 400, code: 21602, message: "Message body is required.")
            }
            type = media.isEmpty ? "text" : "media"
        }
        callback = form["StatusCallback"]
        guard callback.map(Self.isAddress) ?? true else {
            throw TwilioError(status: 400, code: 21609, message: "The 'StatusCallback' URL is not a valid URL")
        }
        idPrefix = media.isEmpty ? "SM" : "MM"
    }

    private static func addresses(_ form: Form, isOurs: (String) throws -> Bool) throws -> (to: String, from: String) {
        guard let to = form["To"] else {
            throw TwilioError(status: 400, code: 21604, message: "A 'To' phone number is required.")
        }
        guard isPhone(to) else {
            throw TwilioError(status: 400, code: 21211, message: "Invalid 'To' Phone Number: \(to.prefix(40))")
        }
        if let service = form["MessagingServiceSid"] {
            guard isSID(service, "MG") else {
                throw TwilioError(status: 404, code: 21704, message: "The Messaging Service does not exist")
            }
        }
        guard let from = form["From"] ?? (form["MessagingServiceSid"] == nil ? nil : sender(to)) else {
            throw TwilioError(status: 400, code: 21603, message: "A 'From' phone number is required.")
        }
        guard isPhone(from) else {
            throw TwilioError(status: 400, code: 21212, message: "Invalid From Number: \(from.prefix(40))")
        }
        guard from.hasPrefix("whatsapp:") == to.hasPrefix("whatsapp:") else {
            throw TwilioError(
                status: 400, code: 21910, message: "'From' and 'To' should be of the same channel")
        }
        guard try isOurs(from) else {
            let isWhatsApp = from.hasPrefix("whatsapp:")
            throw TwilioError(
                status: 400, code: isWhatsApp ? 63007 : 21606,
                message: isWhatsApp
                    ? "Twilio could not find a Channel with the specified From address"
                    : "The 'From' phone number provided is not a valid message-capable Twilio phone number.")
        }
        guard from != to else {
            throw TwilioError(status: 400, code: 21266, message: "'To' and 'From' number cannot be the same")
        }
        return (to, from)
    }

    /// What a messaging service sends from.
    private static func sender(_ to: String) -> String {
        to.hasPrefix("whatsapp:") ? Demo.twilioWhatsApp : Demo.twilioSMS
    }

    /// E.164, with or without the channel before it.
    static func isPhone(_ text: String) -> Bool {
        let number = text.hasPrefix("whatsapp:") ? text.dropFirst("whatsapp:".count) : text[...]
        return number.first == "+" && (7...15).contains(number.count - 1)
            && number.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
    }

    /// Two letters and 32 lower-case hexadecimal digits.
    static func isSID(_ text: String, _ prefix: String) -> Bool {
        text.hasPrefix(prefix) && text.utf8.count == 34
            && text.utf8.dropFirst(2).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func isAddress(_ text: String) -> Bool {
        (text.hasPrefix("https://") || text.hasPrefix("http://")) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }
}
