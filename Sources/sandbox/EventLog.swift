import Conversation

/// What happened at the providers, the model and the page: a file of JSON lines that all copies append to.
///
/// Each line has a number, `n`, that only grows, also when the log is emptied, so that a reader can go on from the
/// last number it saw.
struct EventLog: Sendable {
    /// No line is longer than this many bytes: what is logged is bounded where it comes in.
    static let longestLine = 1 << 20

    let folder: Folder

    init(_ folder: Folder) { self.folder = folder }

    /// Appends one line.
    func append(_ event: LogEvent) throws(FileError) {
        var log = try LockedLog(folder, exclusive: true)
        try log.append(event)
    }

    /// Removes all lines; the numbers of later lines go on from where they were.
    func empty() throws(FileError) {
        var log = try LockedLog(folder, exclusive: true)
        try log.empty()
    }

    /// Appends the delivery of a message unless its idempotency key has been delivered before, which is then logged as
    /// a duplicate. Returns whether it was one.
    ///
    /// The key's file names the line that is about to be written, and is written first: a file whose line is not there
    /// belongs to a copy that was killed in between, and nothing was delivered. All under the lock of the log.
    func deliver(_ delivery: Delivery) throws(FileError) -> Bool {
        let file = try file(of: delivery)
        var log = try LockedLog(folder, exclusive: true)
        var duplicate = false
        if let file {
            duplicate =
                try folder.text(of: file).map { claim throws(FileError) in
                    try Self.holds(delivery, claim: claim, in: log)
                } ?? false
            if !duplicate { try folder.replace(file, with: String(log.nextNumber)) }
        }
        try log.append(delivery.event(duplicate: duplicate))
        return duplicate
    }

    /// Whether a delivery under the same idempotency key has been logged.
    func knows(_ delivery: Delivery) throws(FileError) -> Bool {
        guard let file = try file(of: delivery) else { return false }
        let log = try LockedLog(folder, exclusive: false)
        guard let claim = try folder.text(of: file) else { return false }
        return try Self.holds(delivery, claim: claim, in: log)
    }

    /// The file of a delivery's idempotency key; nil where it has none.
    private func file(of delivery: Delivery) throws(FileError) -> String? {
        guard let key = delivery.key else { return nil }
        let name = sha256Hex(delivery.scope + "\n" + key)
        let group = "keys/" + name.prefix(2)
        try folder.createFolder(group)
        return group + "/" + name.dropFirst(2)
    }

    /// Whether the line that a key's file names is the key's delivery. Of a line that was emptied away this is taken
    /// for granted.
    private static func holds(_ delivery: Delivery, claim: String, in log: borrowing LockedLog) throws(FileError)
        -> Bool
    {
        guard let number = Int(claim) else { return false }
        guard number > log.base else { return true }
        let line = try log.bytes(from: number, count: EventLog.longestLine).prefix { $0 != UInt8(ascii: "\n") }
        return String(decoding: line, as: UTF8.self).contains(delivery.mark)
    }
}
