internal import FoundationEssentials
internal import HTTPClient

/// What a response that is no answer says about the fault.
struct ModelRefusal {
    let fault: ModelFault
    let isRetryable: Bool

    /// Reads a response's status, headers and the beginning of its body.
    ///
    /// Statuses and codes: OpenAI's "Error codes"; the body may as well be a proxy's page.
    init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        let response = HTTPResponse(status: status, headers: headers, body: body)
        fault = Self.fault(of: response, ModelErrorBody(body))
        // The provider knows best (openai-python and openai-node do the same).
        switch response.header("x-should-retry") {
        case "true": isRetryable = true
        case "false": isRetryable = false
        default: isRetryable = fault.isRetryable
        }
    }

    private static func fault(of response: HTTPResponse, _ error: ModelErrorBody) -> ModelFault {
        if error.isQuota { return .quotaExhausted }
        switch response.status {
        case 401: return .unauthorized
        case 402: return .quotaExhausted
        case 403: return .forbidden
        case 404: return .notFound
        case 429: return .rateLimited(retryAfter: ModelRetryAfter.read(response))
        case 408, 409: return .server(status: response.status)
        case 500...: return error.isLoading ? .loading : .server(status: response.status)
        default: break
        }
        if error.isContextTooLong { return .contextTooLong }
        return error.isContentFilter ? .contentFiltered : .badRequest
    }
}

/// The error object of a response, in the forms that servers give it.
private struct ModelErrorBody {
    private var words: [String] = []

    init(_ body: [UInt8]) {
        guard let json = JSONValue.object(in: String(decoding: body, as: UTF8.self)), case .object(let whole) = json
        else { return }
        switch whole["error"] {
        case .object(let error)?: add(error)
        case .string(let text)?: words.append(text.lowercased())
        // Older vLLM servers wrap it in nothing.
        default: add(whole)
        }
    }

    private mutating func add(_ error: [String: JSONValue]) {
        for key in ["code", "type", "message"] {
            if case .string(let text)? = error[key] { words.append(text.lowercased()) }
        }
        if case .object(let inner)? = error["innererror"] { add(inner) }
    }

    private func says(_ parts: String...) -> Bool {
        words.contains { word in parts.contains { word.contains($0) } }
    }

    var isQuota: Bool { words.contains("insufficient_quota") || words.contains("billing_hard_limit_reached") }
    var isContentFilter: Bool { says("content_filter", "content management policy", "responsibleaipolicyviolation") }
    var isLoading: Bool { says("loading model", "model is loading") }
    var isContextTooLong: Bool {
        says("context_length_exceeded", "context length", "context size", "context window", "exceed_context")
    }
}
