import FastCGI

/// A refusal as Twilio writes it.
struct TwilioError: CallError {
    let status: Int
    let code: Int
    let message: String

    var reason: String { "\(code) \(message)" }

    var response: Response {
        .json(
            [
                "code": .integer(code), "message": .string(message),
                "more_info": .string("https://www.twilio.com/docs/errors/\(code)"), "status": .integer(status),
            ], status: status)
    }

    static let notAuthenticated = TwilioError(status: 401, code: 20003, message: "Authenticate")

    static func notFound(_ path: String) -> TwilioError {
        TwilioError(status: 404, code: 20404, message: "The requested resource \(path.prefix(200)) was not found")
    }
}
