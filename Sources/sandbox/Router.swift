import Conversation
import FastCGI

/// Finds what answers a request, and turns what goes wrong into an answer.
struct Router: Sendable {
    let stage: Stage
    let providers: PlayedProviders
    let model: Model
    let transcription: Transcription
    let customer: Customer
    let page: Page

    private typealias Answer = (Request) throws -> Response

    /// Answers one request. Never throws: a refusal becomes its status, and trouble with a file a 500.
    func answer(_ request: Request) -> Response {
        do {
            for (prefix, provider) in PlayedProviders.paths {
                guard let call = Call(request, below: prefix) else { continue }
                return try answer(call, as: providers[provider])
            }
            guard let answers = answers(request.path) else { throw Refusal.nothingThere }
            let method = request.method == "HEAD" ? "GET" : request.method
            guard let answer = answers[method] else { return .methodNotAllowed(answers.keys.sorted()) }
            return try answer(request)
        } catch let refusal as Refusal {
            return refusal.response
        } catch {
            report(error)
            return .problem(500, "\(error)")
        }
    }

    /// A provider's answer to a call. What it refuses is logged, where a test would look for it.
    private func answer(_ call: Call, as provider: any PlayedProvider) throws -> Response {
        do {
            return try provider.answer(call)
        } catch let error as any CallError {
            return try stage.refuse(error, call)
        }
    }

    private func answers(_ path: String) -> [String: Answer]? {
        switch path {
        case "/sandbox/model/v1/models": ["GET": { _ in model.models() }]
        case "/sandbox/model/v1/chat/completions": ["POST": model.complete]
        case "/sandbox/model/v1/audio/transcriptions": ["POST": transcription.transcribe]
        case "/sandbox/settings": ["GET": showSettings, "POST": changeSettings]
        case "/sandbox/log": ["GET": showLog, "DELETE": emptyLog]
        case "/sandbox/chat": ["POST": customer.post]
        case _ where path.hasPrefix(Self.encryptedFiles): ["GET": showEncryptedFile]
        default: page.file(path).map { response in ["GET": { _ in response }] }
        }
    }
}

extension Router {
    private static let encryptedFiles = "/sandbox/mmg/"

    /// A file as WhatsApp's own servers hand it out: encrypted, and to anybody.
    private func showEncryptedFile(_ request: Request) throws -> Response {
        let id = request.path.dropFirst(Self.encryptedFiles.count).prefix { $0 != "." }
        guard let file = try stage.media.file(String(id)) else { throw Refusal.nothingThere }
        return Response(
            status: 200, contentType: "application/octet-stream", body: try stage.media.encrypted(file))
    }

    private func showSettings(_ request: Request) throws -> Response { .json(try stage.behaviour.current().json) }

    private func changeSettings(_ request: Request) throws -> Response {
        try request.requireJSON()
        return .json(try stage.behaviour.merge(request.body).json)
    }

    /// `?since=N&chat=JID,JID`: the lines after number N, and in headers where to go on from and the log's base.
    private func showLog(_ request: Request) throws -> Response {
        let since = request.queryValue("since").map { Int($0) } ?? 0
        guard let since, since >= 0 else { throw Refusal(400, "since must be a whole number") }
        let chats = request.queryValue("chat")?.split(separator: ",").map { String($0) } ?? []
        let part = try stage.log.lines(after: since, chats: chats)
        return Response(
            status: 200, contentType: "application/x-ndjson", body: part.lines,
            headers: [
                ("Cache-Control", "no-store"), ("X-Log-Last", String(part.last)), ("X-Log-Base", String(part.base)),
            ])
    }

    private func emptyLog(_ request: Request) throws -> Response {
        try stage.log.empty()
        return .json(["ok": true])
    }
}
