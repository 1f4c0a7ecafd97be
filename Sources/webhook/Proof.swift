import Channels
import Conversation
import Spool

/// For which channels behind a webhook address a post is proved to be the provider's. Channels share an address, but not
/// always a secret: one tenant's secret never opens another tenant's channel.
struct Proof {
    /// Whose the proved channels are, by how the provider names them.
    private(set) var tenants: [String: Int64] = [:]
    /// The channels that it is not proved for.
    private(set) var unproved: Set<String> = []
    /// Whether the post shows nothing at all that could prove it.
    private(set) var isMissing = true

    init(of post: WebhookPost, from provider: Provider, by groups: [ChannelGroup]) {
        for group in groups {
            let authenticity = provider.channel.authenticity(of: post, channel: group.channel)
            if authenticity != .missing { isMissing = false }
            if authenticity == .authentic {
                tenants.merge(group.tenants) { $1 }
            } else {
                unproved.formUnion(group.tenants.keys)
            }
        }
    }

    /// What a post holds, each part told whose it is by the channel that it names.
    ///
    /// - Returns: the parts of channels that are proved, and the addresses of all others.
    func address(
        _ messages: [InboundMessage], _ content: WebhookContent, receivedAt: Int64
    ) -> (post: SpooledPost, strangers: Set<String>) {
        var post = SpooledPost(receivedAt: receivedAt)
        var strangers: Set<String> = []
        func tenant(of address: String) -> Int64? {
            if tenants[address] == nil { strangers.insert(address) }
            return tenants[address]
        }
        for var message in messages {
            guard let tenantID = tenant(of: message.channelAddress) else { continue }
            message.tenantID = tenantID
            post.messages.append(message)
        }
        for var status in content.statuses {
            guard let tenantID = tenant(of: status.channelAddress) else { continue }
            status.tenantID = tenantID
            post.statuses.append(status)
        }
        for var connection in content.connections {
            guard let tenantID = tenant(of: connection.channelAddress) else { continue }
            connection.tenantID = tenantID
            post.connections.append(connection)
        }
        return (post, strangers)
    }
}
