import Conversation
import Settings

/// What the webhook reads from the environment, besides what every FastCGI program does.
struct WebhookSettings: Sendable {
    static let table: [Setting] = [
        .required("SHI_INTERNAL_SECRET", "what the gateway shows in X-Internal-Secret"),
        .number("SHI_DEFAULT_TENANT", default: 1, in: 1...Int.max, "the tenant of a post that names none"),
        .number("SHI_COMMITTERS", default: 2, in: 1...16, "connections to PostgreSQL that commit messages together"),
        .number(
            "SHI_STORE_LIMIT_MS", default: 4000, in: 100...60_000,
            "how long a post waits for PostgreSQL before it is answered with 503"),
    ]

    let secret: InternalSecret
    let defaultTenant: Int64
    let committers: Int
    let storeLimit: Duration

    init(_ values: Values) {
        secret = InternalSecret(values.text("SHI_INTERNAL_SECRET"))
        defaultTenant = Int64(values.number("SHI_DEFAULT_TENANT"))
        committers = values.number("SHI_COMMITTERS")
        storeLimit = .milliseconds(values.number("SHI_STORE_LIMIT_MS"))
    }
}
