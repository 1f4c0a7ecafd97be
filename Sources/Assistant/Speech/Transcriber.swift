internal import Conversation
internal import FoundationEssentials
public import HTTPClient

/// An OpenAI-compatible API that recognises speech, and how it is asked.
public struct TranscriberEndpoint: Sendable {
    let model: ModelEndpoint

    /// Describes a transcriber.
    ///
    /// - Parameters:
    ///   - baseURL: the API's address up to and including `/v1`. It may end with a query, as Azure's does.
    ///   - key: as a model's; empty for a server that wants none.
    ///   - name: the model's name, such as `whisper-1`.
    public init(baseURL: String, key: String, model name: String) {
        model = ModelEndpoint(baseURL: baseURL, key: key, model: name)
    }

    /// Whether it is asked for its doubts, too. Only Whisper itself has such an answer, `verbose_json`.
    var tellsDoubts: Bool { model.model == "whisper-1" }
}

/// Recognises the words of recordings through `POST /audio/transcriptions` (OpenAI's API reference, "Create transcription").
public struct Transcriber: Sendable {
    private let endpoint: TranscriberEndpoint
    private let engine: HTTPEngine

    /// A transcriber behind the given API.
    public init(endpoint: TranscriberEndpoint, engine: HTTPEngine) {
        self.endpoint = endpoint
        self.engine = engine
    }

    /// The words of a recording; nil where there are none in it. It is asked once. Cancelling the task ends the request.
    ///
    /// - Parameter language: the language that is spoken, `he` or `en`; nil leaves it to the transcriber.
    public func words(
        in recording: Recording, language: String?, by deadline: ContinuousClock.Instant
    ) async throws(TranscriptionError) -> String? {
        guard !recording.bytes.isEmpty else { return nil }
        var form = MultipartForm()
        form.add("model", endpoint.model.model)
        if let language { form.add("language", language) }
        form.add("response_format", endpoint.tellsDoubts ? "verbose_json" : "json")
        form.add(file: "file", name: recording.fileName, type: recording.mimeType, bytes: recording.bytes)
        var headers = [("Content-Type", form.contentType), ("Accept", "application/json")]
        if !endpoint.model.key.isEmpty { headers.append(endpoint.model.authorization) }
        let request = HTTPRequest(
            method: "POST", url: endpoint.model.address(of: "/audio/transcriptions"), headers: headers, body: form.body,
            deadline: deadline)
        let response = try await answer(to: request)
        guard (200...299).contains(response.status) else { throw TranscriptionError(response) }
        guard let transcript = try? JSONDecoder().decode(Transcript.self, from: Data(response.body)) else {
            throw TranscriptionError(.malformedChunk, "the transcriber's answer is no transcript", isRetryable: false)
        }
        return transcript.words
    }

    private func answer(to request: HTTPRequest) async throws(TranscriptionError) -> HTTPResponse {
        do throws(HTTPError) {
            return try await engine.response(to: request)
        } catch {
            throw TranscriptionError(error)
        }
    }
}

/// A recording of speech.
public struct Recording: Sendable {
    /// The file.
    public var bytes: [UInt8]
    /// Its type, without parameters.
    public var mimeType: String

    /// A recording.
    public init(bytes: [UInt8], mimeType: String) {
        self.bytes = bytes
        self.mimeType = mimeType
    }

    /// The name under which it is sent. Its ending is what tells the API the format; WhatsApp's voice notes are Ogg.
    var fileName: String {
        let ending =
            switch mimeType {
            case "audio/mpeg", "audio/mp3": "mp3"
            case "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/aac": "m4a"
            case "audio/wav", "audio/x-wav", "audio/wave": "wav"
            case "audio/webm", "video/webm": "webm"
            case "audio/flac", "audio/x-flac": "flac"
            case "video/mp4": "mp4"
            case "audio/amr": "amr"
            default: "ogg"
            }
        return "voice.\(ending)"
    }
}
