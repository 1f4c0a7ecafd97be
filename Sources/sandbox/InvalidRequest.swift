/// Why OpenAI's API refuses a request with status 400.
struct InvalidRequest: Error {
    let message: String
    /// The field that is wrong, where it is known.
    let param: String?
    let code: String?

    init(_ message: String, param: String?, code: String? = nil) {
        self.message = message
        self.param = param
        self.code = code
    }
}

extension ModelRequest {
    /// Throws where OpenAI's API would answer 400, so that what is tried with the sandbox is known to fit there too.
    func check() throws(InvalidRequest) {
        try checkMessages()
        try checkTools()
        try checkOptions()
    }

    private func checkOptions() throws(InvalidRequest) {
        guard maxTokens == nil || maxCompletionTokens == nil else {
            throw InvalidRequest(
                "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
                param: "max_tokens", code: "invalid_parameter_combination")
        }
        guard streamOptions == nil || stream == true else {
            throw InvalidRequest(
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.", param: "stream_options")
        }
        guard let format = responseFormat else { return }
        guard let type = format.type, ["text", "json_object", "json_schema"].contains(type) else {
            throw InvalidRequest("'response_format.type' is missing or unknown.", param: "response_format.type")
        }
        let namesJSON = messages.contains { $0.content?.text.lowercased().contains("json") == true }
        guard type != "json_object" || namesJSON else {
            throw InvalidRequest(
                "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
                param: "messages")
        }
    }
}
