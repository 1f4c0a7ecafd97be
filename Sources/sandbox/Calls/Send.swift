import Conversation

/// A message that a provider was called to send, and with which nothing is wrong.
struct Send: Sendable {
    /// Who was called.
    let provider: Provider
    /// The address of the channel that sends.
    let channel: String
    /// The tenant as the log names it: the gateway's number, else the channel.
    let tenant: String
    /// The chat's address.
    let chat: String
    /// text, image, audio… as the provider names it.
    let type: String
    /// The words, or the caption.
    let text: String
    /// The provider's id of it.
    let id: String
    /// The idempotency key, where one was given.
    var key: String?
    /// Our id of it, where it was sent along.
    var messageID: String?
    /// The id of the message that it answers.
    var quoted: String?
    /// Where its statuses are to go, where the call says so.
    var callback: String?
    /// The whole body of the call.
    let call: JSON

    /// Whether it may be sent to somebody who has not written for a day.
    var isTemplate: Bool { type == "template" }

    /// What its reports are made of.
    var sent: SentMessage {
        SentMessage(
            provider: provider, channel: channel, chat: chat, type: type, text: text, id: id, messageID: messageID,
            callback: callback)
    }
}

/// A message that was sent, as far as its reports tell of it.
struct SentMessage: Sendable {
    let provider: Provider
    let channel: String
    let chat: String
    let type: String
    let text: String
    let id: String
    let messageID: String?
    let callback: String?
}
