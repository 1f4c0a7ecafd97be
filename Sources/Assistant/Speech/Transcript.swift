internal import Conversation
internal import FoundationEssentials

/// A transcriber's answer: `json`, or Whisper's `verbose_json` with its doubts.
struct Transcript: Decodable {
    /// A stretch of the recording.
    struct Segment: Decodable {
        let text: String?
        /// How likely it is that nobody speaks, 0 to 1.
        let noSpeechProbability: Double?
        /// How sure the words are: the mean logarithm of their probabilities.
        let averageLogProbability: Double?

        enum CodingKeys: String, CodingKey {
            case text
            case noSpeechProbability = "no_speech_prob"
            case averageLogProbability = "avg_logprob"
        }

        /// Whether its words are made up. Over silence and noise Whisper writes what videos end with, "thanks for watching":
        /// by its own rule a stretch is silent at over 0.6 where the words are unsure as well; at over 0.9 we do not ask.
        var isSilent: Bool {
            guard let silence = noSpeechProbability else { return false }
            return silence > 0.9 || silence > 0.6 && (averageLogProbability ?? 0) < -1
        }
    }

    let text: String
    let segments: [Segment]?

    enum CodingKeys: CodingKey {
        case text, segments
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        text = try values.decode(String.self, forKey: .text)
        segments = try? values.decodeIfPresent([Segment].self, forKey: .segments)
    }

    /// What was said, as it may be stored; nil for nothing.
    var words: String? {
        let silent = segments?.filter(\.isSilent).count ?? 0
        let spoken =
            silent == 0
            ? text : (segments ?? []).filter { !$0.isSilent }.compactMap(\.text).joined()
        let words = spoken.withoutNUL().trimmed().prefix(utf16Units: InboundMessage.textLimit)
        guard words.contains(where: { $0.isLetter || $0.isNumber }), !Self.isAnnotation(words) else { return nil }
        return words
    }

    /// Whether it only says what is heard besides words, as some servers do: `[BLANK_AUDIO]`, `(music)`, `*laughs*`.
    private static func isAnnotation(_ words: String) -> Bool {
        let inside = words.dropFirst().dropLast()
        switch (words.first, words.last) {
        case ("[", "]"): return !inside.contains("[")
        case ("(", ")"): return !inside.contains("(")
        case ("*", "*"): return words.count > 2 && !inside.contains("*")
        default: return false
        }
    }
}
