import FastCGI

extension ResponseStream {
    /// How often a waiting stream looks whether its client is still there.
    private static var lookInterval: Duration { .seconds(1) }

    /// Waits until `instant`, or until the client leaves; returns whether the client is still there.
    func wait(until instant: ContinuousClock.Instant) -> Bool {
        while .now < instant {
            sleep(until: min(instant, .now + Self.lookInterval))
            if clientHasLeft { return false }
        }
        return !clientHasLeft
    }

    /// Says nothing until the client leaves, or this copy of the sandbox is told to end.
    func waitUntilClientLeaves(atMost limit: Duration) {
        let end = ContinuousClock.now + limit
        while !clientHasLeft && !serverIsStopping && .now < end { sleep(until: .now + .milliseconds(100)) }
    }
}

extension Request {
    /// Milliseconds since the first byte of the request arrived.
    var elapsedMilliseconds: Int { (ContinuousClock.now - received).milliseconds }
}
