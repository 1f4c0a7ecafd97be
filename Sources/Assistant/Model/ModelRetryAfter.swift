internal import FoundationEssentials
internal import HTTPClient

/// When a server wants to be asked again.
enum ModelRetryAfter {
    /// More than an hour is not believed.
    static let most = Duration.seconds(3600)

    /// Reads `retry-after-ms`, `retry-after` (seconds or a date), or, where nothing is left of a limit, when that is reset.
    ///
    /// Sources: RFC 9110, section 10.2.3; OpenAI, "Rate limits", headers `x-ratelimit-*`.
    static func read(_ response: HTTPResponse) -> Duration? {
        if let text = response.header("retry-after-ms"), let value = milliseconds(text, each: 1) { return value }
        if let text = response.header("retry-after") {
            if let value = milliseconds(text, each: 1000) { return value }
            // By the server's own clock where it tells it: ours may go wrong.
            if let date = HTTPDate.seconds(text) {
                let now = response.header("date").flatMap(HTTPDate.seconds) ?? Int64(Date().timeIntervalSince1970)
                return bounded(.seconds(date - now))
            }
        }
        let resets = ["requests", "tokens"].compactMap { limit -> Duration? in
            guard response.header("x-ratelimit-remaining-\(limit)") == "0" else { return nil }
            return response.header("x-ratelimit-reset-\(limit)").flatMap(length)
        }
        return resets.max()
    }

    private static func milliseconds(_ text: String, each: Double) -> Duration? {
        // Azure says 0 or -1 where it does not know.
        guard let number = Double(text), number > 0, number.isFinite else { return nil }
        return bounded(.milliseconds(min(number * each, 1e9)))
    }

    private static func bounded(_ wait: Duration) -> Duration? {
        wait > .zero ? min(wait, most) : nil
    }

    /// A length of time such as `20ms`, `1s` or `6m0s`.
    static func length(_ text: String) -> Duration? {
        var total = 0.0
        var rest = text[...]
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            let unit = rest.dropFirst(number.count).prefix { $0.isLetter }
            let units = ["ms": 1.0, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
            guard let value = Double(number), let factor = units[String(unit)] else { return nil }
            total += value * factor
            rest = rest.dropFirst(number.count + unit.count)
        }
        guard total.isFinite else { return nil }
        return bounded(.milliseconds(min(total, 1e9)))
    }
}

/// Dates in HTTP's headers.
enum HTTPDate {
    /// The seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7); the two
    /// obsolete forms are not read.
    static func seconds(_ text: String) -> Int64? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])),
            let day = Int64(parts[1]), (1...31).contains(day), let year = Int64(parts[3]), (1970...9999).contains(year)
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        return daysSince1970(year, Int64(month + 1), day) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }

    /// Days of the Gregorian calendar, counted in years that begin in March, so that the leap day is a year's last.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    }
}
