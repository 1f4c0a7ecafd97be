import Conversation
import FastCGI

/// `POST /audio/transcriptions` of the OpenAI-compatible API.
///
/// It hears what the file itself holds: a voice note of the sandbox is `OggS` and its words.
struct Transcription: Sendable {
    let log: EventLog
    let behaviour: BehaviourFile

    private static let endings: Set<String> = [
        "flac", "mp3", "mp4", "mpeg", "mpga", "m4a", "ogg", "wav", "webm",
    ]
    private static let formats: Set<String> = ["json", "text", "verbose_json"]
    private static let longest = 20_000

    /// Transcribes. A refusal has the form of the API's errors.
    func transcribe(_ request: Request) throws -> Response {
        let behaviour = try behaviour.current()
        do {
            let (form, file) = try Self.read(request)
            sleep(until: request.received + .milliseconds(behaviour.transcriptDelay))
            if Double.random(in: 0..<1) < behaviour.transcriptFail {
                try note(form, file, text: nil, status: 500)
                return .json(ModelAnswer.error("The server had an error", type: "server_error", code: nil), status: 500)
            }
            let text = behaviour.transcript ?? Self.words(in: file.content)
            try note(form, file, text: text, status: 200)
            return Self.answer(text, form["response_format"] ?? "json", bytes: file.content.count)
        } catch let invalid as InvalidRequest {
            try log.append(
                LogEvent(.transcription, chat: nil, text: nil, [("status", 400), ("error", .string(invalid.message))]))
            let error = ModelAnswer.error(
                invalid.message, type: "invalid_request_error", param: invalid.param, code: invalid.code)
            return .json(error, status: 400)
        }
    }

    private static func read(_ request: Request) throws -> (Multipart, Multipart.Part) {
        guard request.header("Authorization")?.hasPrefix("Bearer ") == true else {
            throw InvalidRequest("You didn't provide an API key.", param: nil)
        }
        guard let form = Multipart(request.body, contentType: request.header("Content-Type") ?? "") else {
            throw InvalidRequest("The body must be multipart/form-data.", param: nil)
        }
        guard let file = form.file("file") else { throw InvalidRequest("you must provide a file", param: "file") }
        let ending = (file.fileName ?? "").split(separator: ".").last.map { $0.lowercased() } ?? ""
        guard endings.contains(ending) else {
            throw InvalidRequest("Invalid file format. Supported formats: \(endings.sorted())", param: "file")
        }
        guard !file.content.isEmpty else {
            throw InvalidRequest("Audio file is too short. Minimum audio length is 0.1 seconds.", param: "file")
        }
        guard form["model"]?.isEmpty == false else { throw InvalidRequest("you must provide a model", param: "model") }
        if let language = form["language"] {
            guard language.utf8.count == 2, language.utf8.allSatisfy({ (0x61...0x7a).contains($0) }) else {
                throw InvalidRequest(
                    "Invalid language '\(language.prefix(20))'. It must be specified in ISO-639-1 format.",
                    param: "language")
            }
        }
        guard formats.contains(form["response_format"] ?? "json") else {
            throw InvalidRequest("response_format is not supported here", param: "response_format")
        }
        return (form, file)
    }

    /// What follows the mark of an Ogg file; all of a file without one. Bytes that are no text say nothing.
    static func words(in content: [UInt8]) -> String {
        let mark = Array("OggS".utf8)
        let words = content.starts(with: mark) ? content.dropFirst(mark.count) : content[...]
        return String(validating: words.prefix(longest), as: UTF8.self) ?? ""
    }

    private static func answer(_ text: String, _ format: String, bytes: Int) -> Response {
        // A voice note takes about 2 KB a second.
        let seconds = JSON.integer(max(1, bytes / 2000))
        switch format {
        case "text":
            return Response(status: 200, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8))
        case "verbose_json":
            return .json([
                "task": "transcribe", "language": "hebrew", "duration": seconds, "text": .string(text),
                "segments": [
                    [
                        "id": 0, "start": 0, "end": seconds, "text": .string(text),
                        "no_speech_prob": .number(text.isEmpty ? "0.95" : "0.02"),
                    ]
                ],
            ])
        default:
            return .json(["text": .string(text), "usage": ["type": "duration", "seconds": seconds]])
        }
    }

    private func note(_ form: Multipart, _ file: Multipart.Part, text: String?, status: Int) throws {
        try log.append(
            LogEvent(
                .transcription, chat: nil, text: text,
                [
                    ("file_name", .string(orNull: file.fileName)), ("mime_type", .string(orNull: file.mimeType)),
                    ("bytes", .integer(file.content.count)),
                    ("model", .string(orNull: form["model"].map { String($0.prefix(200)) })),
                    ("language", .string(orNull: form["language"])), ("status", .integer(status)),
                ]))
    }
}
