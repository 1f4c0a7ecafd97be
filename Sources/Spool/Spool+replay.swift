extension Spool {
    /// What became of one post that was replayed.
    public enum Outcome: Sendable {
        /// The database has it: the file goes.
        case stored
        /// The database will never take it: the file is quarantined.
        case refused
        /// Not this time, although the database answers. The third time that it takes others and not this one, the file is
        /// quarantined.
        case failed
        /// The database does not answer: nobody's fault, and tried again later.
        case unavailable
    }

    /// What a replay did.
    public struct Replay: Sendable, Equatable {
        /// How many posts the database has taken.
        public var stored: Int
        /// How many files were quarantined.
        public var quarantined: Int
        /// How many posts have failed by themselves and will be tried again.
        public var postponed: Int
        /// Whether it ended early, because the database does not answer.
        public var isCutShort: Bool
        /// Why a file that is not the spool's could not be moved out of the way; the others had their turn.
        public var problem: SpoolError?

        /// What the given numbers say.
        public init(stored: Int = 0, quarantined: Int = 0, postponed: Int = 0, isCutShort: Bool = false) {
            self.stored = stored
            self.quarantined = quarantined
            self.postponed = postponed
            self.isCutShort = isCutShort
        }
    }

    /// Hands what waits to `store`, in the order of arrival and in batches, until everything that was there at the beginning
    /// has had its turn or the database does not answer.
    ///
    /// Files go when their posts are stored. A process that dies in between leaves a file whose post is stored: it is
    /// replayed again, and must then be found to be a duplicate.
    ///
    /// - Parameters:
    ///   - batchSize: how many things (``SpooledPost/count``) one call of `store` gets at most, unless one post has more.
    ///   - store: stores posts and returns what became of each, in their order.
    /// - Returns: nil where another copy replays already.
    /// - Throws: where the folder cannot be read or changed.
    public func replay(
        batchSize: Int = 64, _ store: @escaping ([SpooledPost]) -> [Outcome]
    ) throws(SpoolError) -> Replay? {
        guard let turn = try ReplayTurn(lockPath) else { return nil }
        defer { extendLifetime(turn) }
        removeAbandoned()
        var pass = ReplayPass(spool: self, store: store)
        var names = try pass.readNames()[...]
        while !names.isEmpty, !pass.result.isCutShort {
            names = names.dropFirst(try pass.replayBatch(names, size: batchSize))
        }
        try pass.countFailures()
        return pass.result
    }
}
