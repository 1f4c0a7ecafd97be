extension ChannelAnswer {
    /// `Retry-After` in seconds (RFC 9110, 10.2.3), at most an hour; nil where there is none. Its other form, a date, would
    /// need a clock.
    public var retryAfter: Duration? {
        guard let value = header("retry-after"), let word = value.split(whereSeparator: \.isWhitespace).first,
            let seconds = Int64(word), seconds >= 0
        else { return nil }
        return .seconds(min(seconds, 3600))
    }
}
