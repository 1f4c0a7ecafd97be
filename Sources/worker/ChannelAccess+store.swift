import Channels
import HTTPClient
import Store

extension HTTPRequest {
    /// The request of a channel's call.
    init(_ call: ChannelCall, by deadline: ContinuousClock.Instant) {
        self.init(method: call.method, url: call.url, headers: call.headers, body: call.body, deadline: deadline)
    }
}

extension ChannelAnswer {
    /// The answer to a channel's call.
    init(_ response: HTTPResponse) {
        self.init(status: response.status, headers: response.headers, body: response.body)
    }
}

extension ChannelAccess {
    /// Access to the channel of a turn.
    init(_ context: TurnContext) {
        self.init(
            baseURL: context.baseURL, secret: context.secret, address: context.address,
            honoursIdempotency: context.honoursIdempotency, settings: context.settings)
    }

    /// Access to the channel of a message that is to be sent.
    init(_ message: OutboundMessage) {
        self.init(
            baseURL: message.baseURL, secret: message.secret, address: message.address,
            honoursIdempotency: message.honoursIdempotency, settings: message.settings)
    }

    /// Access to the channel of a file that is to be fetched.
    init(_ wanted: WantedMedia) {
        self.init(
            baseURL: wanted.baseURL, secret: wanted.secret, address: wanted.address,
            honoursIdempotency: wanted.honoursIdempotency, settings: wanted.settings)
    }
}
