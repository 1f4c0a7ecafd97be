extension ChannelAnswer {
    /// `Retry-After` in seconds (RFC 9110, 10.2.3), at least one and at most an hour; nil where there is none. Its other
    /// form, a date, would need a clock.
    ///
    /// Zero is no wait: what was throttled counts as no attempt, and would be sent again for ever without a pause.
    public var retryAfter: Duration? {
        guard let value = header("retry-after"), let word = value.split(whereSeparator: \.isWhitespace).first,
            let seconds = Int64(word), seconds >= 0
        else { return nil }
        return .seconds(min(max(seconds, 1), 3600))
    }
}
