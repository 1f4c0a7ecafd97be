/// The name of a file in the spool: `MICROSECONDS-PROCESS-COUNTER.ATTEMPTS`, padded with zeros, so that the order of names is
/// the order in which posts arrived.
struct SpoolName: Equatable {
    /// Everything before the point: tells the file from every other.
    let stem: String
    /// How often it was tried and failed by itself.
    let attempts: Int

    private static let widths = [16, 10, 10]

    /// The name of a new file.
    init(microseconds: Int64, process: Int32, counter: UInt32) {
        stem = zip([microseconds, Int64(process), Int64(counter)], Self.widths)
            .map { number, width in
                let digits = String(max(number, 0))
                return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
            }
            .joined(separator: "-")
        attempts = 0
    }

    /// Reads a name; nil for one that the spool did not give.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 1, let attempts = Int(parts[1]), attempts >= 0 else {
            return nil
        }
        let numbers = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.map(\.utf8.count) == Self.widths,
            numbers.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        stem = String(parts[0])
        self.attempts = attempts
    }

    private init(stem: String, attempts: Int) {
        self.stem = stem
        self.attempts = attempts
    }

    /// The name after so many attempts.
    func after(attempts: Int) -> SpoolName { SpoolName(stem: stem, attempts: attempts) }

    /// The file's name.
    var text: String { "\(stem).\(attempts)" }
}
