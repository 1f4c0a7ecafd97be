import Assistant
import Settings

/// What the worker reads from the environment.
struct WorkerSettings: Sendable {
    static let program = Program(
        name: "worker",
        summary: "runs jobs: answers conversations, sends messages, keeps house",
        settings: [
            .text("SHI_WORKER_NAME", default: "worker", "how this worker is called in the worker table and in logs"),
            .number(
                "SHI_REPLY_CONCURRENCY", default: 1024, in: 1...5000,
                "turns at once, at most a quarter of them one tenant's"),
            .number(
                "SHI_SEND_CONCURRENCY", default: 256, in: 1...1000,
                "conversations whose send jobs run at once, at most a quarter of them one tenant's"),
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
            .postgreSQL,
        ])

    let name: String
    let replyConcurrency: Int
    let sendConcurrency: Int
    let databaseThreads: Int
    let contextMessages: Int
    let reserve: Duration
    let sendAttempts: Int
    let model: ModelEndpoint?

    static func read() -> WorkerSettings {
        let values = program.start()
        var dialect: ModelEndpoint.Dialect?
        if let name = values.optionalText("SHI_MODEL_DIALECT") {
            guard let known = ModelEndpoint.Dialect(rawValue: name) else {
                program.refuse("SHI_MODEL_DIALECT must be openai or compatible")
            }
            dialect = known
        }
        let baseURL = values.text("OPENAI_BASE_URL")
        guard baseURL.hasPrefix("http://") || baseURL.hasPrefix("https://") else {
            program.refuse("OPENAI_BASE_URL must begin with http:// or https://")
        }
        return WorkerSettings(
            name: values.text("SHI_WORKER_NAME"),
            replyConcurrency: values.number("SHI_REPLY_CONCURRENCY"),
            sendConcurrency: values.number("SHI_SEND_CONCURRENCY"),
            databaseThreads: values.number("SHI_DATABASE_THREADS"),
            contextMessages: values.number("SHI_CONTEXT_MESSAGES"),
            reserve: .milliseconds(values.number("SHI_RESERVE_MS")),
            sendAttempts: values.number("SHI_SEND_ATTEMPTS"),
            model: values.optionalText("OPENAI_API_KEY").map { key in
                ModelEndpoint(baseURL: baseURL, key: key, model: values.text("OPENAI_MODEL"), dialect: dialect)
            })
    }
}
