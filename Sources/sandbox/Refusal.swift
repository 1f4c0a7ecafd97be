import FastCGI
import FoundationEssentials

/// Why a request is refused: an HTTP status and a text that says what to do.
struct Refusal: Error {
    let status: Int
    let error: String

    init(_ status: Int, _ error: String) {
        self.status = status
        self.error = error
    }

    var response: Response { .problem(status, error) }

    static let nothingThere = Refusal(404, "there is nothing at this path")
}

/// Decodes a JSON document, or says where it is wrong.
func decodeJSON<Value: Decodable>(_ type: Value.Type, _ body: [UInt8]) throws(Refusal) -> Value {
    do {
        return try JSONDecoder().decode(type, from: Data(body))
    } catch let error as DecodingError {
        throw Refusal(400, description(of: error))
    } catch {
        throw Refusal(400, "the body is not JSON")
    }
}

private func description(of error: DecodingError) -> String {
    let (path, problem) =
        switch error {
        case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
        case .valueNotFound(_, let context): (context.codingPath, "must not be null")
        case .typeMismatch(_, let context): (context.codingPath, "has the wrong type")
        case .dataCorrupted(let context): (context.codingPath, "is not valid")
        @unknown default: ([any CodingKey](), "is not valid")
        }
    guard !path.isEmpty else { return "the body is not a JSON object" }
    return path.map { $0.intValue.map { String($0) } ?? $0.stringValue }.joined(separator: ".") + " " + problem
}

extension Request {
    /// The body, decoded; only where it says that it is JSON, which also keeps other sites' pages from posting here.
    func json<Value: Decodable>(_ type: Value.Type) throws(Refusal) -> Value {
        try requireJSON()
        return try decodeJSON(type, body)
    }

    /// Refuses a body that does not say that it is JSON.
    func requireJSON() throws(Refusal) {
        let mediaType = (header("Content-Type") ?? "").prefix { $0 != ";" }.lowercased()
        guard mediaType.filter({ $0 != " " }) == "application/json" else {
            throw Refusal(415, "the body must be application/json")
        }
    }
}

extension Response {
    static func json(_ value: JSON, status: Int = 200) -> Response { .json(value.text, status: status) }

    /// 405, with the methods that the path takes.
    static func methodNotAllowed(_ methods: [String]) -> Response {
        let allowed = methods.joined(separator: ", ")
        return .problem(405, "this path takes \(allowed)", headers: [("Allow", allowed)])
    }
}
