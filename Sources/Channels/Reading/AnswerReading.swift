extension ChannelAnswer {
    /// How long a provider that said "too many" is left alone: as long as it asks for; else 2 s, and twice as long for each
    /// try that counted before (one that was throttled does not), at most 5 minutes.
    func throttleTime(attempt: Int) -> Duration {
        retryAfter ?? .seconds(min(2 << min(max(attempt, 0), 10), 300))
    }

    /// What the log is told of it.
    ///
    /// - Parameter words: the provider's own, which are quoted only where they are a plain sentence.
    func reason(_ provider: StaticString, words: String? = nil) -> String {
        "\(provider) answered \(status)" + (words.flatMap(Self.plainSentence).map { " (\($0))" } ?? "")
    }

    /// Words that hold no number and no address: only those may be logged.
    static func plainSentence(_ words: String) -> String? {
        let isPlain = words.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: " "), UInt8(ascii: "_"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "."): true
            default: false
            }
        }
        return isPlain && words.utf8.count <= 80 ? words : nil
    }
}
