import FastCGI

extension Model {
    /// Writes the events of a stream as they fall due, all that are due in one piece.
    func write(_ call: ModelCall, to stream: ResponseStream)
        -> (outcome: ModelCall.Outcome, firstTokenAt: UnixTime?)
    {
        if call.fault == .hang {
            stream.waitUntilClientLeaves(atMost: Self.longestHang)
            return (.fault, nil)
        }
        let pieces = call.reply.pieces
        let half = max(1, pieces.count / 2)
        let end = call.fault == .cut ? half : pieces.count
        var sent = 0
        var firstTokenAt: UnixTime?
        while sent < end {
            guard stream.wait(until: call.due(sent)) else { return (.clientLeft, firstTokenAt) }
            let now = ContinuousClock.now
            var events = sent == 0 ? call.answer.role(of: call.reply) : ""
            repeat {
                let isBroken = call.fault == .malformed && sent == half - 1
                events += isBroken ? call.answer.broken(pieces[sent]) : call.answer.event(pieces[sent])
                sent += 1
            } while sent < end && call.due(sent) <= now
            if sent == pieces.count { events += call.answer.ending(call.reply.finishReason, tokens: pieces.count) }
            guard stream.write(events) else { return (.clientLeft, firstTokenAt) }
            if call.fault != .empty { firstTokenAt = firstTokenAt ?? .now }
        }
        return (call.outcome, firstTokenAt)
    }
}
