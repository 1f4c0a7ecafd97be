import Conversation

extension UnixTime {
    /// Hours, minutes and seconds of the day (UTC): `13:05:09`.
    private var clock: String {
        let second = seconds % 86_400
        return [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
    }

    private var date: CivilDate? { CivilDate(dayNumber: seconds / 86_400) }

    /// As RFC 3339 writes it: `2026-01-31T13:05:09Z`.
    var rfc3339: String { "\(date?.description ?? "1970-01-01")T\(clock)Z" }

    /// As RFC 2822 writes it: `Sat, 31 Jan 2026 13:05:09 +0000`.
    var rfc2822: String {
        guard let date else { return "Thu, 01 Jan 1970 00:00:00 +0000" }
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekday = days[((date.dayNumber + 3) % 7 + 7) % 7]
        let day = date.day < 10 ? "0\(date.day)" : "\(date.day)"
        return "\(weekday), \(day) \(months[date.month - 1]) \(date.year) \(clock) +0000"
    }
}
