import Conversation

/// In which chat a customer's message was posted: Meta and Twilio are told to show typing for a message, not in a chat.
struct PostedMessages: Sendable {
    let folder: Folder

    /// Takes note of a message's chat.
    func note(_ id: String, in chat: String) throws(FileError) {
        try folder.replace("posted/" + sha256Hex(id), with: chat)
    }

    /// The chat of a message; nil where the sandbox has not posted it.
    func chat(of id: String) throws(FileError) -> String? { try folder.text(of: "posted/" + sha256Hex(id)) }
}
