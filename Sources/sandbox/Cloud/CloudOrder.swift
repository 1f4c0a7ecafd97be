import Conversation

/// What a call asks Meta to send, read as strictly as Meta reads it.
struct CloudOrder: Sendable {
    /// The chat's address: digits, or a business-scoped user id.
    let chat: String
    /// The recipient as it was given.
    let recipient: String
    let isUserID: Bool
    let type: String
    /// The words, or the caption.
    let text: String
    let quoted: String?
    /// What the statuses will give back.
    let callbackData: String?

    private static let names: Set<String> = [
        "messaging_product", "recipient_type", "to", "recipient", "type", "context", "biz_opaque_callback_data",
    ]
    private static let mediaTypes: Set<String> = ["image", "audio", "video", "document", "sticker"]

    /// Reads the body of a call.
    ///
    /// - Parameter isKnownMedia: whether a file of that id was uploaded.
    init(_ body: JSON, isKnownMedia: (String) throws -> Bool) throws {
        type = body["type"]?.string ?? "text"
        for (name, _) in body.fields ?? [] where !Self.names.contains(name) && name != type {
            throw CloudError.unexpected(name, in: "messages")
        }
        if let kind = body["recipient_type"]?.string, kind != "individual" {
            throw CloudError.invalid("recipient_type", "must be individual")
        }
        (recipient, chat, isUserID) = try Self.recipient(body)
        quoted = try Self.quoted(body["context"])
        callbackData = body["biz_opaque_callback_data"]?.string
        guard (callbackData?.count ?? 0) <= 512 else { throw CloudError.tooLong("biz_opaque_callback_data", 512) }
        guard let content = body[type], content.fields != nil || type == "contacts" else {
            throw CloudError.missing(type)
        }
        text = try Self.text(type, content, isKnownMedia)
    }

    /// Whom it goes to: a phone number in `to`, or a business-scoped user id in `recipient`. The phone number wins.
    private static func recipient(_ body: JSON) throws -> (given: String, chat: String, isUserID: Bool) {
        if let to = body["to"]?.filledString {
            let digits = to.filter { $0.isASCII && $0.isNumber }
            guard to.allSatisfy({ "+-.() ".contains($0) || ($0.isASCII && $0.isNumber) }),
                (7...15).contains(digits.count)
            else { throw CloudError.invalid("to", "not a phone number") }
            return (to, digits, false)
        }
        guard let id = body["recipient"]?.filledString else { throw CloudError.missing("to") }
        let parts = id.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, parts[0].count == 2, parts[0].allSatisfy({ $0.isASCII && $0.isUppercase }),
            (1...128).contains(parts[1].count),
            parts[1].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") })
        else { throw CloudError.invalid("recipient", "not a business-scoped user id") }
        return (id, id, true)
    }

    private static func quoted(_ context: JSON?) throws -> String? {
        guard let context else { return nil }
        guard let id = context["message_id"]?.filledString else { throw CloudError.missing("context['message_id']") }
        guard id.hasPrefix("wamid.") else { throw CloudError.invalid("context['message_id']", "unknown") }
        return id
    }

    private static func text(_ type: String, _ content: JSON, _ isKnownMedia: (String) throws -> Bool) throws -> String
    {
        switch type {
        case "text": return try words(content)
        case _ where mediaTypes.contains(type): return try caption(type, content, isKnownMedia)
        case "template": return try template(content)
        case "interactive": return try CloudInteractive.check(content)
        case "reaction":
            try allow(content, ["message_id", "emoji"], type)
            guard content["message_id"]?.filledString?.hasPrefix("wamid.") == true else {
                throw CloudError.missing("reaction['message_id']")
            }
            return content["emoji"]?.string ?? ""
        case "location":
            try allow(content, ["latitude", "longitude", "name", "address"], type)
            guard content["latitude"]?.double != nil, content["longitude"]?.double != nil else {
                throw CloudError.missing("location['latitude']")
            }
            return content["name"]?.string ?? ""
        case "contacts":
            guard let cards = content.elements, !cards.isEmpty else { throw CloudError.missing("contacts") }
            for card in cards where card["name"]?["formatted_name"]?.filledString == nil {
                throw CloudError.missing("contacts['name']['formatted_name']")
            }
            return cards.first?["name"]?["formatted_name"]?.string ?? ""
        default: throw CloudError.invalid("type", "\(type.prefix(40)) is no type of message")
        }
    }

    private static func words(_ content: JSON) throws -> String {
        try allow(content, ["body", "preview_url"], "text")
        guard let words = content["body"]?.filledString else { throw CloudError.missing("text['body']") }
        guard words.utf16.count <= 4096 else { throw CloudError.tooLong("text['body']", 4096) }
        if let preview = content["preview_url"], preview.flag == nil {
            throw CloudError.invalid("text['preview_url']", "must be true or false")
        }
        return words
    }

    private static func caption(
        _ type: String, _ content: JSON, _ isKnownMedia: (String) throws -> Bool
    ) throws -> String {
        var names: Set<String> = ["id", "link"]
        if ["image", "video", "document"].contains(type) { names.insert("caption") }
        if type == "document" { names.insert("filename") }
        if type == "audio" { names.insert("voice") }
        try allow(content, names, type)
        switch (content["id"]?.filledString, content["link"]?.filledString) {
        case (let id?, nil):
            guard try isKnownMedia(id) else { throw CloudError.invalid("\(type)['id']", "no such upload") }
        case (nil, let link?):
            guard link.hasPrefix("https://") || link.hasPrefix("http://") else {
                throw CloudError.invalid("\(type)['link']", "not an http address")
            }
        case (nil, nil): throw CloudError.missing("\(type)['id'] or \(type)['link']")
        default: throw CloudError.invalid(type, "either id or link")
        }
        let caption = content["caption"]?.string ?? ""
        guard caption.utf16.count <= 1024 else { throw CloudError.tooLong("\(type)['caption']", 1024) }
        return caption
    }

    private static func template(_ content: JSON) throws -> String {
        try allow(content, ["name", "language", "components", "namespace"], "template")
        guard let name = content["name"]?.filledString else { throw CloudError.missing("template['name']") }
        guard content["language"]?["code"]?.filledString != nil else {
            throw CloudError.missing("template['language']['code']")
        }
        if let components = content["components"], components.elements == nil {
            throw CloudError.invalid("template['components']", "must be an array")
        }
        for component in content["components"]?.elements ?? [] {
            for parameter in component["parameters"]?.elements ?? [] {
                let text = parameter["text"]?.string ?? ""
                guard !text.contains(where: { $0.isNewline || $0 == "\t" }), !text.contains("     ") else {
                    throw CloudError(
                        status: 400, code: 132018,
                        message: "Param text cannot have new-line/tab characters or more"
                            + " than 4 consecutive spaces")
                }
            }
        }
        return name
    }

    /// Refuses a field that an object does not have.
    static func allow(_ object: JSON, _ names: Set<String>, _ name: String) throws {
        for (field, _) in object.fields ?? [] where !names.contains(field) {
            throw CloudError.unexpected(field, in: name)
        }
    }
}

/// Buttons and lists that are sent.
enum CloudInteractive {
    /// The words above the buttons. Refuses what is over Meta's limits.
    static func check(_ content: JSON) throws -> String {
        try CloudOrder.allow(content, ["type", "header", "body", "footer", "action"], "interactive")
        guard let body = content["body"]?["text"]?.filledString else { throw CloudError.missing("interactive['body']") }
        try limit(body, 1024, "body")
        try limit(content["header"]?["text"]?.string, 60, "header")
        try limit(content["footer"]?["text"]?.string, 60, "footer")
        switch content["type"]?.string {
        case "button": try buttons(content["action"])
        case "list": try list(content["action"])
        default: throw CloudError.invalid("interactive['type']", "must be button or list")
        }
        return body
    }

    private static func buttons(_ action: JSON?) throws {
        let buttons = action?["buttons"]?.elements ?? []
        guard (1...3).contains(buttons.count) else {
            throw CloudError.invalid("interactive['action']['buttons']", "1 to 3 buttons")
        }
        for button in buttons {
            guard button["type"]?.string == "reply", let reply = button["reply"], let id = reply["id"]?.filledString,
                let title = reply["title"]?.filledString
            else { throw CloudError.missing("button['reply']") }
            try limit(id, 256, "button['reply']['id']")
            try limit(title, 20, "button['reply']['title']")
        }
    }

    private static func list(_ action: JSON?) throws {
        let sections = action?["sections"]?.elements ?? []
        let rows = sections.flatMap { $0["rows"]?.elements ?? [] }
        guard let button = action?["button"]?.filledString else { throw CloudError.missing("action['button']") }
        try limit(button, 20, "action['button']")
        guard (1...10).contains(sections.count), (1...10).contains(rows.count) else {
            throw CloudError.invalid("interactive['action']['sections']", "1 to 10 sections and rows")
        }
        for row in rows {
            guard let id = row["id"]?.filledString, let title = row["title"]?.filledString else {
                throw CloudError.missing("row['id']")
            }
            try limit(id, 200, "row['id']")
            try limit(title, 24, "row['title']")
            try limit(row["description"]?.string, 72, "row['description']")
        }
    }

    private static func limit(_ text: String?, _ limit: Int, _ name: String) throws {
        guard (text?.utf16.count ?? 0) <= limit else {
            throw CloudError.invalid(name, "at most \(limit) characters")
        }
    }
}
