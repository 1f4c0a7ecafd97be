internal import Conversation

/// What a Baileys `message` object says, with its wrappers taken off.
struct MessageContent {
    var kind: MessageKind
    var text: String?
    var details = MessageDetails()

    /// Whether its sender waits for an answer. An edit of which nothing can be read asks nothing.
    var expectsAnswer: Bool { kind.expectsAnswer && !(kind == .edit && text == nil) }

    init(kind: MessageKind, text: String? = nil) {
        self.kind = kind
        self.text = text
    }
}

extension MessageContent {
    /// What a message object turned out to be.
    enum Reading {
        case content(MessageContent)
        case ignored(String)
    }

    /// The members that wrap another message object. `deviceSentMessage` comes from old gateways.
    private static let wrappers: Set<String> = [
        "ephemeralMessage", "viewOnceMessage", "viewOnceMessageV2", "viewOnceMessageV2Extension",
        "documentWithCaptionMessage", "editedMessage", "associatedChildMessage", "groupStatusMessage",
        "groupStatusMessageV2", "deviceSentMessage",
    ]

    /// The members that come along with a content and are none.
    private static let accompanying: Set<String> = ["senderKeyDistributionMessage", "messageContextInfo"]

    /// As deep as wrappers are taken off: ephemeral, view once, captioned document, edited, one to spare.
    private static let wrapperLimit = 5

    /// Reads a message object: takes wrappers off, finds the member that is the content, and reads that.
    static func read(_ message: Fields) -> Reading {
        var message = message
        var isEdit = false
        for _ in 0..<wrapperLimit {
            guard let wrapper = message.allKeys.first(where: { wrappers.contains($0.stringValue) }),
                let inner = message.object(wrapper)?.object("message")
            else { break }
            isEdit = isEdit || wrapper.stringValue == "editedMessage"
            message = inner
        }
        let reading = readUnwrapped(message)
        guard isEdit, case .content(var content) = reading, content.kind != .edit, content.kind != .deletion else {
            return reading
        }
        content.kind = .edit
        return .content(content)
    }

    private static func readUnwrapped(_ message: Fields) -> Reading {
        guard let name = contentName(in: message) else { return .ignored("a message without content") }
        guard let read = readers[name.stringValue] else { return .content(unsupported(name)) }
        return read(message, name)
    }

    /// The member that is the content. Where there are several, one that can be read comes first, and then the first by
    /// name, so that the same message is always read the same way.
    private static func contentName(in message: Fields) -> FieldName? {
        let names = message.allKeys.filter { isContent($0.stringValue) && message.isPresent($0) }
        guard names.count > 1 else { return names.first }
        return names.min { a, b in
            let (first, second) = (readers[a.stringValue] != nil, readers[b.stringValue] != nil)
            return first == second ? a.stringValue < b.stringValue : first
        }
    }

    private static func isContent(_ name: String) -> Bool {
        if accompanying.contains(name) { return false }
        return readers[name] != nil || name.contains("Message")
    }

    /// Content that this system cannot read, with the provider's name for it.
    static func unsupported(_ name: FieldName) -> MessageContent {
        var content = MessageContent(kind: .unsupported)
        content.details.providerKind = name.stringValue.withoutNUL().prefix(utf16Units: 64)
        return content
    }
}
