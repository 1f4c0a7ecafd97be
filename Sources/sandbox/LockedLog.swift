import Glibc

/// The log's file, open and locked: what is read and written here is one step for all copies of the sandbox.
///
/// A line's number is the log's base, plus the offset of the line in the file, plus one. The base is the number that
/// the log had reached when it was last emptied: the first line tells it, and `log.base` while there is no line yet.
struct LockedLog: ~Copyable {
    private let file: OpenFile
    private let folder: Folder
    /// The number that the log had reached when it was last emptied.
    private(set) var base: Int
    /// Bytes in the file, up to the end of its last whole line.
    private(set) var size: Int

    private static let baseFile = "log.base"
    private static let newline = UInt8(ascii: "\n")

    /// Opens the log and waits for its lock: exclusive to write, shared to read.
    init(_ folder: Folder, exclusive: Bool) throws(FileError) {
        let file = try OpenFile(folder.path("log.jsonl"), O_RDWR | O_CREAT)
        try file.lock(exclusive ? LOCK_EX : LOCK_SH)
        let bytes = try file.size()
        let size = try Self.endOfLastLine(file, size: bytes)
        // A copy killed in mid-write leaves a part of a line. Nobody was told of it, so it did not happen.
        if exclusive && size < bytes { try file.truncate(to: size) }
        base = try size == 0 ? Self.storedBase(folder) : Self.firstNumber(file) - 1
        self.size = size
        self.folder = folder
        self.file = file
    }

    /// The number that the next line gets.
    var nextNumber: Int { base + size + 1 }

    /// Appends one line.
    mutating func append(_ event: LogEvent) throws(FileError) {
        let line = Array((event.line(number: nextNumber) + "\n").utf8)
        try file.write(line, at: size)
        size += line.count
    }

    /// The bytes from the line with this number on, or an empty array where the log holds no such line.
    func bytes(from number: Int, count: Int) throws(FileError) -> [UInt8] {
        let offset = number - base - 1
        guard offset >= 0, offset < size else { return [] }
        return try file.read(at: offset, count: min(count, size - offset))
    }

    /// Removes all lines. Numbers go on from where they were.
    mutating func empty() throws(FileError) {
        // In this order, because a base file that is ahead of the lines is not looked at while there are lines.
        try folder.replace(Self.baseFile, with: String(base + size))
        try file.truncate(to: 0)
        base += size
        size = 0
    }

    private static func storedBase(_ folder: Folder) throws(FileError) -> Int {
        try folder.text(of: baseFile).flatMap { Int($0) } ?? 0
    }

    private static func firstNumber(_ file: borrowing OpenFile) throws(FileError) -> Int {
        let start = try file.read(at: 0, count: 32)
        let digits = start.dropFirst(LogEvent.numberPrefix.utf8.count).prefix { (0x30...0x39).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self)) ?? 1
    }

    private static func endOfLastLine(_ file: borrowing OpenFile, size: Int) throws(FileError) -> Int {
        var end = size
        var step = 1
        while end > 0 {
            let start = max(0, end - step)
            if let last = try file.read(at: start, count: end - start).lastIndex(of: newline) {
                return start + last + 1
            }
            end = start
            step = 65_536
        }
        return 0
    }
}
