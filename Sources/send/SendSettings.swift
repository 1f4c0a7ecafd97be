import Conversation
import Settings

/// What the send program reads from the environment, besides what every FastCGI program does.
struct SendSettings: Sendable {
    static let table: [Setting] = [
        .required("SHI_INTERNAL_SECRET", "what callers show in X-Internal-Secret"),
        .number("SHI_DEFAULT_TENANT", default: 1, in: 1...Int.max, "the tenant of a request that names none"),
        .number(
            "SHI_WAIT_SECONDS", default: 10, in: 0...30,
            "how long a request without Prefer: wait=N waits for the outcome before it is answered with 202"),
        .number(
            "SHI_COUNTRY_CODE", default: 972, in: 1...9999, "the country of phone numbers that are given without one"),
    ]

    let secret: InternalSecret
    let defaultTenant: Int64
    let waitSeconds: Int
    let countryCode: String

    init(_ values: Values) {
        secret = InternalSecret(values.text("SHI_INTERNAL_SECRET"))
        defaultTenant = Int64(values.number("SHI_DEFAULT_TENANT"))
        waitSeconds = values.number("SHI_WAIT_SECONDS")
        countryCode = String(values.number("SHI_COUNTRY_CODE"))
    }
}
