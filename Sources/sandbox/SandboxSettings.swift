import FastCGI
import Settings

/// The settings of the sandbox.
struct SandboxSettings: Sendable {
    /// The folder of all state.
    let folder: String
    /// What the gateway's callers and the webhook know each other by.
    let secret: String
    /// Where the assistant's answers come from: `none`, `sandbox`, or the name of a model.
    let model: String

    init(_ values: Values) {
        folder = values.text("SHI_SANDBOX_DIR")
        secret = values.text("SHI_INTERNAL_SECRET")
        model = values.text("SHI_SANDBOX_MODEL")
    }

    /// How the sandbox starts.
    static let program = Program(
        name: "sandbox",
        summary: "plays the messaging providers and the model, keeps a log of both, and serves a page to chat on",
        options: [.init("--listen", value: "PATH", meaning: "serve this Unix socket instead of descriptor 0")],
        settings: [
            .required("SHI_SANDBOX_DIR", "the folder of all state, created if it is missing; copies share it"),
            .required("SHI_INTERNAL_SECRET", "what all channels are known by, to the providers and to the webhook"),
            .required(
                "SHI_WEBHOOK_URL",
                "where the original gateway's messages go, on 127.0.0.1 or localhost; the others post to /webhook/… there"
            ),
            .text(
                "SHI_SANDBOX_MODEL", default: "none",
                "what the page says of the assistant's model: none, sandbox, or the name of a model"),
            .number("SHI_THREADS", default: 64, in: 1...4096, "requests answered at a time; a model stream is one"),
        ])

    /// How the server is run.
    static func serverOptions(_ values: Values) -> ServerOptions {
        var options = ServerOptions()
        options.threads = values.number("SHI_THREADS")
        // A file of 16 MB, and what is said of it.
        options.maximumBodyBytes = 17 << 20
        options.listenPath = values.option("--listen")
        return options
    }
}

extension Router {
    /// Puts the parts together over the folder of the settings.
    init(_ settings: SandboxSettings, webhook: WebhookClient) throws {
        let folder = try Folder(creating: settings.folder)
        let log = EventLog(folder)
        let chats = ChatDirectory(folder)
        let behaviour = BehaviourFile(folder)
        let stage = Stage(
            secret: settings.secret, origin: webhook.origin, gatewayPath: webhook.path, folder: folder, log: log,
            chats: chats, behaviour: behaviour, media: MediaShelf(folder: folder), pairs: PairLimit(folder: folder),
            reports: ReportQueue(post: Stage.poster(webhook: webhook, log: log)))
        let providers = PlayedProviders(stage)
        self.init(
            stage: stage, providers: providers,
            model: Model(log: log, chats: chats, behaviour: behaviour, uses: ScriptUses(folder: folder)),
            transcription: Transcription(log: log, behaviour: behaviour),
            customer: Customer(stage: stage, providers: providers, webhook: webhook), page: Page(model: settings.model))
    }
}
