import Conversation

/// What is posted to the assistant's webhook: one request, signed.
struct Post: Sendable {
    /// The path, and the query where there is one.
    let path: String
    let contentType: String
    /// What proves where it comes from, and what else this provider says in headers.
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// A JSON document.
    ///
    /// - Parameter headers: makes the headers from the very bytes of the body.
    init(path: String, json text: String, headers: (_ body: [UInt8]) -> [(name: String, value: String)]) {
        self.path = path
        contentType = "application/json"
        body = Array(text.utf8)
        self.headers = headers(body)
    }

    /// A form.
    init(path: String, form: Form, headers: [(name: String, value: String)]) {
        self.path = path
        contentType = "application/x-www-form-urlencoded; charset=UTF-8"
        body = Array(form.encoded.utf8)
        self.headers = headers
    }
}
