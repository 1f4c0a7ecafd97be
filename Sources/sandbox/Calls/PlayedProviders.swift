import Conversation

/// All providers that the sandbox plays.
struct PlayedProviders: Sendable {
    let gateway: Gateway
    let evolution: Evolution
    let waha: WAHA
    let gowa: GOWA
    let cloud: CloudAPI
    let twilio: Twilio
    let own: OwnChannel

    init(_ stage: Stage) {
        gateway = Gateway(stage: stage, connections: Connections(folder: stage.folder))
        evolution = Evolution(stage: stage)
        waha = WAHA(stage: stage)
        gowa = GOWA(stage: stage)
        cloud = CloudAPI(stage: stage)
        twilio = Twilio(stage: stage)
        own = OwnChannel(stage: stage)
    }

    /// The provider of that name.
    subscript(provider: Provider) -> any PlayedProvider {
        switch provider {
        case .gateway: gateway
        case .evolution: evolution
        case .waha: waha
        case .gowa: gowa
        case .cloud: cloud
        case .twilio: twilio
        case .sandbox: own
        }
    }

    /// The folder of paths under which each provider is called.
    static let paths: [(prefix: String, provider: Provider)] = [
        ("/sandbox/gateway/", .gateway), ("/sandbox/cloud/", .cloud), ("/sandbox/evolution/", .evolution),
        ("/sandbox/waha/", .waha), ("/sandbox/gowa/", .gowa), ("/sandbox/twilio/", .twilio),
        ("/sandbox/channel/", .sandbox),
    ]
}
