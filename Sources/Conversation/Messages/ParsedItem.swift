/// What one element of a provider's post turned out to be.
///
/// Reasons are short sentences for the log; they never hold a customer's words, name or number.
public enum ParsedItem: Sendable, Equatable {
    /// A message of a customer, or of the business itself.
    case message(InboundMessage)
    /// Readable, and none of our business: a group, a status, a channel, a protocol message, an undecryptable stub.
    case ignored(reason: String)
    /// Not what the provider promises; nothing can be made of it.
    case malformed(reason: String)
}
