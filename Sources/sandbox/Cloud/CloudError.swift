import Conversation
import FastCGI

/// A refusal as Meta's Graph API writes it.
struct CloudError: CallError {
    let status: Int
    let code: Int
    let message: String
    var details: String?
    var subcode: Int?

    var reason: String { "(#\(code)) \(message)\(details.map { ": " + $0 } ?? "")" }

    var response: Response {
        let data: JSON? = details.map { ["messaging_product": "whatsapp", "details": .string($0)] }
        let error = JSON.compact([
            ("message", .string("(#\(code)) \(message)")), ("type", "OAuthException"), ("code", .integer(code)),
            ("error_data", data), ("error_subcode", subcode.map(JSON.integer)),
            ("fbtrace_id", .string("A" + MessageID.random().suffix(20))),
        ])
        return .json(["error": error], status: status)
    }

    static let badToken = CloudError(
        status: 401, code: 190, message: "Invalid OAuth access token - Cannot parse access token")

    /// A required parameter that is not there.
    static func missing(_ name: String) -> CloudError {
        CloudError(status: 400, code: 100, message: "The parameter \(name) is required.")
    }

    /// A parameter that this object does not have.
    static func unexpected(_ name: String, in object: String) -> CloudError {
        CloudError(
            status: 400, code: 100, message: "Invalid parameter",
            details: "Unexpected key \"\(name)\" on param \"\(object)\".")
    }

    /// A parameter whose value cannot be.
    static func invalid(_ name: String, _ details: String) -> CloudError {
        CloudError(status: 400, code: 131009, message: "Parameter value is not valid", details: "\(name): \(details)")
    }

    /// A text that is too long.
    static func tooLong(_ name: String, _ limit: Int) -> CloudError {
        CloudError(
            status: 400, code: 100, message: "Invalid parameter",
            details: "Param \(name) must be at most \(limit) characters long.")
    }

    /// A thing that is not there.
    static func noObject(_ id: String) -> CloudError {
        CloudError(
            status: 404, code: 100,
            message: "Unsupported request. Object with ID '\(id.prefix(60))' does not exist, or cannot be loaded",
            subcode: 33)
    }
}
