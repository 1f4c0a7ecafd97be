import HTTPClient
import Testing

@testable import Assistant

@Suite(.timeLimit(.minutes(1))) struct `A transcriber` {
    /// What comes of a recording with a transcriber that answers by the script.
    private func hear(
        _ model: String = "gpt-4o-mini-transcribe", key: String = "k-1", type: String = "audio/ogg",
        audio: String = "OggS",
        language: String? = "he", within limit: Duration = .seconds(20), _ script: @escaping ModelServer.Script
    ) async -> (result: Result<String?, TranscriptionError>, requests: [String]) {
        let server = ModelServer(script)
        defer { server.stop() }
        let transcriber = Transcriber(
            endpoint: TranscriberEndpoint(baseURL: server.baseURL, key: key, model: model), engine: HTTPEngine())
        do throws(TranscriptionError) {
            let words = try await transcriber.words(
                in: Recording(bytes: Array(audio.utf8), mimeType: type), language: language, by: .now + limit)
            return (.success(words), server.requests)
        } catch {
            return (.failure(error), server.requests)
        }
    }

    private func words(_ body: String, model: String = "whisper-1") async throws -> String? {
        try await hear(model) { $0.answer("200 OK", body) }.result.get()
    }

    private func error(_ status: String, _ body: String = "", headers: String = "") async -> TranscriptionError? {
        let heard = await hear { $0.answer(status, body, headers: headers) }
        guard case .failure(let error) = heard.result else { return nil }
        return error
    }

    @Test func `is sent the file, the model and the language as a form, and gives the words`() async throws {
        let heard = await hear(audio: "OggS שלום") {
            $0.answer("200 OK", #"{"text":" שלום, יש תור? ","usage":{"x":1}}"#)
        }
        #expect(try heard.result.get() == "שלום, יש תור?")
        let request = try #require(heard.requests.first)
        #expect(request.hasPrefix("POST /v1/audio/transcriptions HTTP/1.1\r\n"))
        #expect(request.contains("Authorization: Bearer k-1\r\n"))
        let boundary = try #require(
            request.split(separator: "boundary=").dropFirst().first?.split(separator: "\r\n").first)
        let body = try #require(request.split(separator: "\r\n\r\n", maxSplits: 1).last)
        func field(_ name: String, _ value: String) -> String {
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        #expect(
            body == field("model", "gpt-4o-mini-transcribe") + field("language", "he")
                + field("response_format", "json")
                + "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"voice.ogg\"\r\n"
                + "Content-Type: audio/ogg\r\n\r\nOggS שלום\r\n--\(boundary)--\r\n")
    }

    @Test(arguments: [
        ("audio/mpeg", "voice.mp3"), ("audio/mp4", "voice.m4a"), ("audio/wav", "voice.wav"),
        ("audio/opus", "voice.ogg"),
        ("audio/webm", "voice.webm"),
    ])
    func `is told the format by the file's name`(type: String, name: String) async {
        let heard = await hear(type: type) { $0.answer("200 OK", #"{"text":"x"}"#) }
        #expect(heard.requests.first?.contains("filename=\"\(name)\"") == true)
    }

    @Test func `that wants no key, and no language, gets none`() async {
        let heard = await hear(key: "", language: nil) { $0.answer("200 OK", #"{"text":"x"}"#) }
        #expect(heard.requests.first?.contains("uthorization") == false)
        #expect(heard.requests.first?.contains("language") == false)
    }

    @Test func `is asked for its doubts where it is Whisper, and silence is no words`() async throws {
        let heard = await hear("whisper-1") { $0.answer("200 OK", #"{"text":"x"}"#) }
        #expect(heard.requests.first?.contains("verbose_json") == true)
        func answer(_ silence: Double, _ sureness: Double) -> String {
            """
            {"task":"transcribe","text":"תודה שצפיתם",
             "segments":[{"text":"תודה שצפיתם","no_speech_prob":\(silence),"avg_logprob":\(sureness)}]}
            """
        }
        #expect(try await words(answer(0.95, -0.2)) == nil)
        #expect(try await words(answer(0.7, -1.4)) == nil)
        #expect(try await words(answer(0.7, -0.4)) == "תודה שצפיתם")
        #expect(try await words(answer(0.1, -1.4)) == "תודה שצפיתם")
    }

    @Test func `gives the words around a silence`() async throws {
        let answer = """
            {"text":"אפשר תור? תודה שצפיתם","segments":[{"text":"אפשר תור?","no_speech_prob":0.02},
             {"text":" תודה שצפיתם","no_speech_prob":0.97}]}
            """
        #expect(try await words(answer) == "אפשר תור?")
    }

    @Test(arguments: ["", "  \\n", ".", "[BLANK_AUDIO]", "(music)", "*laughs*", "\\u0000"])
    func `that hears no words gives none`(text: String) async throws {
        #expect(try await words(#"{"text":"\#(text)"}"#, model: "other") == nil)
    }

    @Test func `is not asked about an empty file`() async throws {
        let heard = await hear(audio: "") { $0.answer("200 OK", #"{"text":"x"}"#) }
        #expect(try heard.result.get() == nil)
        #expect(heard.requests.isEmpty)
    }

    @Test func `that fails says how, and whether to try again`() async {
        #expect(await error("401 No")?.fault == .unauthorized)
        #expect(await error("401 No")?.isRetryable == false)
        #expect(await error("400 No", #"{"error":{"message":"Invalid file format."}}"#)?.fault == .badRequest)
        #expect(await error("413 Large")?.isRetryable == false)
        #expect(await error("429 Slow", headers: "Retry-After: 3\r\n")?.fault == .rateLimited(retryAfter: .seconds(3)))
        #expect(await error("429 No", #"{"error":{"code":"insufficient_quota"}}"#)?.fault == .quotaExhausted)
        #expect(await error("500 Oh")?.fault == .server(status: 500))
        #expect(await error("500 Oh")?.isRetryable == true)
        #expect(await error("200 OK", "<html>")?.fault == .malformedChunk)
        #expect(await error("200 OK", #"{"words":1}"#)?.fault == .malformedChunk)
    }

    @Test func `that hangs is left at the deadline`() async {
        let closed = Signal()
        let heard = await hear(within: .milliseconds(300)) { connection in
            connection.waitForClose()
            closed.set()
        }
        guard case .failure(let error) = heard.result else {
            Issue.record("it gave words")
            return
        }
        #expect(error.fault == .timeoutBeforeFirstToken)
        #expect(!error.isRetryable)
        #expect(await closed.wait())
    }

    @Test func `that cuts the line may be asked again`() async {
        let heard = await hear { _ in }
        guard case .failure(let error) = heard.result else {
            Issue.record("it gave words")
            return
        }
        #expect(error.fault == .cutStream)
        #expect(error.isRetryable)
    }

    @Test func `is heard in errors without its key and the words`() async {
        let error = await error("400 No", #"{"error":{"message":"bad key k-1 for שלום"}}"#)
        #expect(error?.description.contains("k-1") == false)
        #expect(error?.description.contains("שלום") == false)
    }
}
