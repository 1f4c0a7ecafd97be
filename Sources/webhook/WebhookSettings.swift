import Conversation
import Settings

/// What the webhook reads from the environment, besides what every FastCGI program does.
struct WebhookSettings: Sendable {
    /// As much as Meta posts at once (3 MB), and a little more.
    static let maximumBodyBytes = 4 << 20

    static let table: [Setting] = [
        .required("SHI_INTERNAL_SECRET", "what the gateway shows in X-Internal-Secret"),
        .number("SHI_DEFAULT_TENANT", default: 1, in: 1...Int.max, "the tenant of a gateway's post that names none"),
        .number("SHI_COMMITTERS", default: 2, in: 1...16, "connections to PostgreSQL that commit messages together"),
        .number(
            "SHI_STORE_LIMIT_MS", default: 4000, in: 100...60_000,
            "how long a post waits for a PostgreSQL that is slow; one that does not answer at all is noticed sooner"),
        .optional(
            "SHI_SPOOL_DIR",
            "where posts are kept while PostgreSQL is away, on a local disk; without it they are answered with 503, and"
                + " providers that do not repeat lose them"),
        .number(
            "SHI_SPOOL_MAX_BYTES", default: 64 << 20, in: 1 << 20...1 << 40,
            "how much the spool may hold; beyond it posts are answered with 503"),
        .number("SHI_SPOOL_MAX_FILES", default: 20_000, in: 1...10_000_000, "how many posts the spool may hold"),
    ]

    let secret: InternalSecret
    let defaultTenant: Int64
    let committers: Int
    let storeLimit: Duration
    let spoolFolder: String?
    let spoolBytes: Int
    let spoolFiles: Int

    init(_ values: Values) {
        secret = InternalSecret(values.text("SHI_INTERNAL_SECRET"))
        defaultTenant = Int64(values.number("SHI_DEFAULT_TENANT"))
        committers = values.number("SHI_COMMITTERS")
        storeLimit = .milliseconds(values.number("SHI_STORE_LIMIT_MS"))
        spoolFolder = values.optionalText("SHI_SPOOL_DIR")
        spoolBytes = values.number("SHI_SPOOL_MAX_BYTES")
        spoolFiles = values.number("SHI_SPOOL_MAX_FILES")
    }
}
