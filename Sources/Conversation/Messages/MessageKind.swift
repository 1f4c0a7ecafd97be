/// What sort of thing a customer sent, whatever the provider calls it.
///
/// The raw values are stored; a new kind is added, an old one is never renamed.
public enum MessageKind: String, Codable, Sendable, CaseIterable {
    /// Words.
    case text
    /// A picture, with or without a caption.
    case image
    /// An audio file.
    case audio
    /// A voice note, recorded in the chat.
    case voice
    /// A video, with or without a caption; round video messages too.
    case video
    /// A file.
    case document
    /// A sticker.
    case sticker
    /// A place, or a place that moves.
    case location
    /// One or more contact cards.
    case contact
    /// A button of ours that was pressed, or a form of ours that was filled in.
    case button
    /// A row that was chosen from a list of ours.
    case list
    /// A reaction to an earlier message, or its removal.
    case reaction
    /// New words for an earlier message.
    case edit
    /// An earlier message taken back.
    case deletion
    /// A shopping basket.
    case order
    /// A poll, or a vote in one.
    case poll
    /// A calendar event.
    case event
    /// A call that was made over the messenger.
    case call
    /// A notice by the provider, such as a changed number.
    case system
    /// Something that this system cannot read; the customer is told so.
    case unsupported
    /// An approved template; only ever sent by the business.
    case template

    /// Whether a person who sends this waits for an answer.
    ///
    /// Reactions, deletions, polls, events, calls and notices end a thought, or are not addressed to anybody. A sticker
    /// does expect one: it is often the first thing that somebody sends. An edit does too: "Tuesday" that became
    /// "Wednesday" changes what was asked, and must neither miss the answer that is being written nor go unanswered
    /// when that one has left.
    public var expectsAnswer: Bool {
        switch self {
        case .text, .image, .audio, .voice, .video, .document, .sticker, .location, .contact, .button, .list, .edit,
            .order, .unsupported:
            true
        case .reaction, .deletion, .poll, .event, .call, .system, .template:
            false
        }
    }
}
