/// A part of the log.
struct LogPart: Sendable {
    /// Whole lines.
    var lines: [UInt8] = []
    /// The number of the last line looked at, to go on from.
    var last: Int
    /// The number that the log had reached when it was last emptied; a reader that sees it change forgets what it has.
    var base = 0
}

extension EventLog {
    /// At most this many bytes are given in one part.
    static let longestPart = 4 << 20

    /// The lines whose number is greater than `number`: of all chats, or of those given.
    ///
    /// A number that the log has not reached comes from another log, so the reader is given this one from its start.
    func lines(after number: Int, chats: [String]) throws(FileError) -> LogPart {
        let quoted = chats.map { Array(JSON.string($0).text.utf8) }
        var part = LogPart(last: number)
        var ended = false
        while !ended && part.lines.count + Self.longestLine <= Self.longestPart {
            ended = try extend(&part, chats: quoted)
        }
        return part
    }

    /// Reads on for at most the length of the longest line; returns whether the log has ended. The lock is not kept from
    /// one step to the next, so that a search through a long log holds up no writer.
    private func extend(_ part: inout LogPart, chats: [[UInt8]]) throws(FileError) -> Bool {
        let log = try LockedLog(folder, exclusive: false)
        let known = part.last > log.base && part.last < log.nextNumber
        let bytes = try log.bytes(from: known ? part.last : log.base + 1, count: Self.longestLine)
        part.base = log.base
        var lines = bytes[...]
        if known { lines = lines.dropFirst(Self.firstLineLength(bytes)) }
        guard let end = lines.lastIndex(of: Self.newline) else {
            // After an emptying there may be no line from which the next reading could tell where it stands.
            part.last = known ? part.last : log.base
            return true
        }
        let whole = lines[...end]
        let number = known ? part.last : log.base + 1
        for line in whole.split(separator: Self.newline) {
            part.last = number + line.startIndex
            if chats.isEmpty || LogEvent.line(line, belongsTo: chats) {
                part.lines += line
                part.lines.append(Self.newline)
            }
        }
        return false
    }

    private static let newline = UInt8(ascii: "\n")

    private static func firstLineLength(_ bytes: [UInt8]) -> Int {
        bytes.firstIndex(of: newline).map { $0 + 1 } ?? bytes.count
    }
}
