internal import FoundationEssentials

/// One walk through what waits in a spool. Whoever makes it has the ``ReplayTurn``.
struct ReplayPass {
    private let spool: Spool
    private let store: ([SpooledPost]) -> [Spool.Outcome]
    private(set) var result = Spool.Replay()
    /// The posts that have failed by themselves.
    private var suspects: [SpoolName] = []

    private struct Entry {
        let name: SpoolName
        let post: SpooledPost
    }

    init(spool: Spool, store: @escaping ([SpooledPost]) -> [Spool.Outcome]) {
        self.spool = spool
        self.store = store
    }

    /// The spool's files in their order. Files that it did not make are quarantined; one that cannot be moved costs no other.
    mutating func readNames() throws(SpoolError) -> [SpoolName] {
        var names: [SpoolName] = []
        for text in try spool.waiting.names() {
            if let name = SpoolName(text) {
                names.append(name)
            } else {
                do throws(SpoolError) {
                    try quarantine(text)
                } catch {
                    result.problem = error
                }
            }
        }
        return names
    }

    /// Replays the first of the files, as many as make a batch. Returns how many.
    mutating func replayBatch(_ names: ArraySlice<SpoolName>, size: Int) throws(SpoolError) -> Int {
        var entries: [Entry] = []
        var (files, things) = (0, 0)
        for name in names {
            if files > 0, things >= size || files >= size { break }
            files += 1
            guard let entry = try read(name) else { continue }
            things += entry.post.count
            entries.append(entry)
        }
        guard !entries.isEmpty else { return files }
        var failures: [Entry] = []
        for (entry, outcome) in zip(entries, outcomes(of: entries)) {
            if outcome == .failed, entries.count > 1 {
                failures.append(entry)
            } else {
                try settle(entry, outcome)
            }
        }
        // One that fails in company may fail for its company.
        for entry in failures where !result.isCutShort { try settle(entry, outcomes(of: [entry])[0]) }
        return files
    }

    /// A file's post; nil, and the file quarantined, where it holds none: torn, or not ours.
    ///
    /// The attempt is counted before the file is read, and taken back after it, so that a file that crashes its reader does
    /// so three times and not for ever.
    private mutating func read(_ name: SpoolName) throws(SpoolError) -> Entry? {
        guard name.attempts < Spool.mostAttempts else {
            try quarantine(name.text)
            return nil
        }
        let claimed = name.after(attempts: name.attempts + 1).text
        try spool.waiting.move(name.text, to: spool.waiting, as: claimed)
        guard let bytes = spool.waiting.read(claimed, limit: spool.largestFile),
            let post = try? JSONDecoder().decode(SpooledPost.self, from: Data(bytes))
        else {
            try quarantine(claimed)
            return nil
        }
        try spool.waiting.move(claimed, to: spool.waiting, as: name.text)
        return Entry(name: name, post: post)
    }

    private func outcomes(of entries: [Entry]) -> [Spool.Outcome] {
        let outcomes = store(entries.map(\.post))
        precondition(outcomes.count == entries.count, "store must say what became of each post")
        return outcomes
    }

    private mutating func settle(_ entry: Entry, _ outcome: Spool.Outcome) throws(SpoolError) {
        switch outcome {
        case .stored:
            try spool.waiting.remove(entry.name.text)
            result.stored += 1
        case .refused:
            try quarantine(entry.name.text)
        case .failed:
            suspects.append(entry.name)
        case .unavailable:
            result.isCutShort = true
        }
    }

    /// Counts the failures of the walk, at its end.
    ///
    /// A database that has taken nothing else meanwhile is not shown to take anything: one that is full, read-only or locked
    /// answers, too, and would otherwise have all that waits for it quarantined within a minute.
    mutating func countFailures() throws(SpoolError) {
        guard result.stored > 0, !result.isCutShort else {
            result.postponed += suspects.count
            return
        }
        for name in suspects { try count(name) }
    }

    /// Counts a failure, unless the last one was only just now.
    private mutating func count(_ name: SpoolName) throws(SpoolError) {
        let changed = spool.waiting.look(at: name.text)?.changed
        // Files' times can be finer than the clock that is compared with them.
        let isSoon = changed.map { max(.zero, $0.duration(to: .ofFilesNow)) < spool.attemptInterval } ?? false
        if name.attempts > 0, isSoon {
            result.postponed += 1
        } else if name.attempts + 1 >= Spool.mostAttempts {
            try quarantine(name.text)
        } else {
            let next = name.after(attempts: name.attempts + 1).text
            try spool.waiting.move(name.text, to: spool.waiting, as: next)
            spool.waiting.touch(next)
            result.postponed += 1
        }
    }

    /// Moves a file out of the way, for an operator to look at.
    private mutating func quarantine(_ name: String) throws(SpoolError) {
        // A name that the spool did not give may be there already.
        let kept = SpoolName(name) == nil ? "\(UnixTime.ofFilesNow.nanoseconds)-\(name)" : name
        try spool.waiting.move(name, to: spool.failed, as: kept)
        try spool.failed.synchronize()
        result.quarantined += 1
    }
}
