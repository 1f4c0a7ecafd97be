internal import Conversation

/// Where a post's messages come from: what all of them share.
struct MessageSource {
    /// Whose channel; 0 where the provider's posts name no tenant.
    var tenantID: Int64 = 0
    let provider: Provider
    let channelAddress: String
    var isBackfill = false

    /// The item of a message in the one internal shape, cut to what is kept.
    ///
    /// - Parameter name: the sender's; of an own message it is the owner's, and left out.
    func item(_ key: MessageKey, _ content: MessageContent, name: String?, sentAt: Int64?) -> ParsedItem {
        .message(
            InboundMessage(
                tenantID: tenantID,
                provider: provider.rawValue,
                channelAddress: channelAddress,
                providerMessageID: key.id,
                chatAddress: key.chatAddress,
                fromMe: key.fromMe,
                phone: key.phone,
                lid: key.lid,
                name: key.fromMe ? nil : name,
                kind: content.kind,
                text: content.text?.prefix(utf16Units: InboundMessage.textLimit),
                details: content.details.isEmpty ? nil : content.details,
                sentAt: sentAt,
                isBackfill: isBackfill,
                expectsAnswer: content.expectsAnswer && !key.fromMe))
    }

    /// The report that a message which we sent has come so far.
    func report(
        id: String?, messageID: Int64? = nil, _ status: StatusReport.Status, at: Int64? = nil, errorCode: String? = nil,
        error: String? = nil
    ) -> StatusReport {
        StatusReport(
            tenantID: tenantID, provider: provider, channelAddress: channelAddress, providerMessageID: id,
            messageID: messageID, status: status, at: at, errorCode: errorCode, error: error)
    }
}
