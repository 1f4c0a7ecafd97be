import Assistant
import Settings

/// What the worker reads from the environment.
struct WorkerSettings: Sendable {
    static let program = Program(
        name: "worker",
        summary: "runs jobs: answers conversations, sends messages, fetches files, keeps house",
        settings: [
            .text("SHI_WORKER_NAME", default: "worker", "how this worker is called in the worker table and in logs"),
            .number(
                "SHI_REPLY_CONCURRENCY", default: 1024, in: 1...5000,
                "turns at once, at most a quarter of them one tenant's"),
            .number(
                "SHI_SEND_CONCURRENCY", default: 256, in: 1...1000,
                "conversations whose send jobs run at once, at most a quarter of them one tenant's"),
            .number(
                "SHI_ANALYZE_CONCURRENCY", default: 16, in: 1...1000,
                "analyses of conversations at once, at most a quarter of them one tenant's"),
            .number(
                "SHI_MEDIA_CONCURRENCY", default: 8, in: 1...1000,
                "customers' files that are fetched at once, at most a quarter of them one tenant's"),
            .optional(
                "SHI_MEDIA_DIR",
                "the folder where customers' files are kept, one for all workers; without it none are fetched"),
            .number(
                "SHI_MEDIA_MAX_BYTES", default: 16 << 20, in: 1024...(256 << 20), "the largest file that is fetched"),
            .optional(
                "SHI_TRANSCRIBE_BASE_URL",
                "an OpenAI-compatible API that recognises the words of voice notes, up to /v1; https://api.openai.com/v1 "
                    + "where only its key is set; with neither, customers are asked to write"),
            .optional("SHI_TRANSCRIBE_API_KEY", "its key, where it wants one"),
            .text("SHI_TRANSCRIBE_MODEL", default: "whisper-1", "the name of its model"),
            .number(
                "SHI_DATABASE_THREADS", default: 6, in: 1...64, "connections to PostgreSQL for calls; three more watch"),
            .number("SHI_CONTEXT_MESSAGES", default: 4, in: 0...50, "earlier messages that a turn is given"),
            .number(
                "SHI_RESERVE_MS", default: 500, in: 50...5000,
                "so long before its deadline a turn ends with what it has, and newer messages no longer supersede it"),
            .number("SHI_SEND_ATTEMPTS", default: 30, in: 1...1000, "attempts until a send is given up to dead_job"),
            .optional("OPENAI_API_KEY", "the key of the model's API; without it no model is asked"),
            .text("OPENAI_BASE_URL", default: "https://api.openai.com/v1", "an OpenAI-compatible API, up to /v1"),
            .text("OPENAI_MODEL", default: "gpt-4o-mini", "the model's name"),
            .optional(
                "SHI_MODEL_DIALECT",
                "openai or compatible: which optional parameters the API takes; told by its address if not set"),
            .optional(
                "SHI_MODEL_PRICE",
                "dollars per million tokens as INPUT/CACHED/OUTPUT, such as 0.15/0.075/0.60; known for gpt-4o-mini"),
            .text(
                "SHI_MODEL_TOOLS", default: "on",
                "on or off: whether the model is offered tools; small models do not know them"),
            .optional(
                "SHI_SECOND_BASE_URL",
                "the API of a second model, asked when the first is slow or fails; the first if not set"),
            .optional("SHI_SECOND_API_KEY", "its key; the first's if not set"),
            .optional("SHI_SECOND_MODEL", "its name; the first's if not set"),
            .optional("SHI_SECOND_DIALECT", "openai or compatible; told by its address if not set"),
            .number(
                "SHI_EXTRA_PERCENT", default: 10, in: 0...100,
                "extra requests to the model, to hedge a slow one or replace a failed one, per hundred first ones"),
            .text(
                "SHI_ANALYSIS", default: "model",
                "model or rules: what finds out what a customer wants, where there is a model"),
            .postgreSQL,
        ])

    let name: String
    let replyConcurrency: Int
    let sendConcurrency: Int
    let analyzeConcurrency: Int
    let mediaConcurrency: Int
    let mediaFolder: String?
    /// The largest file that is fetched, in bytes.
    let mediaMaximumBytes: Int
    /// What recognises the words of voice notes.
    let transcriber: TranscriberEndpoint?
    let databaseThreads: Int
    let contextMessages: Int
    let reserve: Duration
    let sendAttempts: Int
    let model: ModelEndpoint?
    let secondModel: ModelEndpoint?
    /// Extra requests to the model per first request.
    let extraShare: Double
    let analysesByModel: Bool

    static func read() -> WorkerSettings {
        let values = program.start()
        let model = values.optionalText("OPENAI_API_KEY").map { firstModel($0, values) }
        return WorkerSettings(
            name: values.text("SHI_WORKER_NAME"),
            replyConcurrency: values.number("SHI_REPLY_CONCURRENCY"),
            sendConcurrency: values.number("SHI_SEND_CONCURRENCY"),
            analyzeConcurrency: values.number("SHI_ANALYZE_CONCURRENCY"),
            mediaConcurrency: values.number("SHI_MEDIA_CONCURRENCY"),
            mediaFolder: values.optionalText("SHI_MEDIA_DIR"),
            mediaMaximumBytes: values.number("SHI_MEDIA_MAX_BYTES"),
            transcriber: transcriber(values),
            databaseThreads: values.number("SHI_DATABASE_THREADS"),
            contextMessages: values.number("SHI_CONTEXT_MESSAGES"),
            reserve: .milliseconds(values.number("SHI_RESERVE_MS")),
            sendAttempts: values.number("SHI_SEND_ATTEMPTS"),
            model: model,
            secondModel: model.flatMap { secondModel(after: $0, values) },
            extraShare: Double(values.number("SHI_EXTRA_PERCENT")) / 100,
            analysesByModel: choice("SHI_ANALYSIS", ["model", "rules"], values) == "model")
    }
}
