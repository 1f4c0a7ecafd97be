import Glibc

/// A moment of the wall clock, in whole microseconds since 1970, as the log writes it.
struct UnixTime: Sendable {
    let microseconds: Int

    init(microseconds: Int) { self.microseconds = microseconds }

    /// The present.
    static var now: UnixTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UnixTime(microseconds: time.tv_sec * 1_000_000 + time.tv_nsec / 1000)
    }

    /// The moment at which the monotonic clock showed `instant`.
    init(_ instant: ContinuousClock.Instant) {
        let past = (ContinuousClock.now - instant).microseconds
        self.init(microseconds: UnixTime.now.microseconds - past)
    }

    /// Whole seconds since 1970.
    var seconds: Int { microseconds / 1_000_000 }

    /// Seconds since 1970 with six decimals: a JSON number that loses nothing on its way through a double.
    var json: JSON {
        let fraction = String(microseconds % 1_000_000)
        return .number("\(seconds)." + String(repeating: "0", count: 6 - fraction.count) + fraction)
    }
}

extension Duration {
    /// Whole microseconds, rounded down.
    var microseconds: Int {
        Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
    }

    /// Whole milliseconds, rounded down.
    var milliseconds: Int { microseconds / 1000 }
}

/// Blocks this thread until the monotonic clock has reached `instant`; returns at once where it has passed.
func sleep(until instant: ContinuousClock.Instant) {
    var left = (instant - .now).microseconds
    while left > 0 {
        var request = timespec(tv_sec: left / 1_000_000, tv_nsec: left % 1_000_000 * 1000)
        nanosleep(&request, nil)
        left = (instant - .now).microseconds
    }
}
