/// A message to be sent, as every provider's calls are made from it.
public struct OutgoingMessage: Sendable, Equatable {
    /// Our id of it: the idempotency key, and what a provider gives back in its reports.
    public var messageID: Int64
    /// The provider's address of the chat, exactly as the provider named it.
    public var chatAddress: String
    /// text, image, audio, voice, video, document or template.
    public var kind: MessageKind
    /// The words, or the caption of a file.
    public var text: String
    /// The message that it answers (``MessageDetails/quotedID``), the file (``MessageDetails/media``), the template
    /// (``MessageDetails/template``).
    public var details: MessageDetails

    /// A message of the given parts.
    public init(
        messageID: Int64, chatAddress: String, kind: MessageKind = .text, text: String,
        details: MessageDetails = MessageDetails()
    ) {
        self.messageID = messageID
        self.chatAddress = chatAddress
        self.kind = kind
        self.text = text
        self.details = details
    }
}
