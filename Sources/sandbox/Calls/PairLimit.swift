import Conversation
import Glibc

/// How fast one contact may be sent messages by one channel: a file for each pair, so that all copies count together.
///
/// It counts by the generic cell rate algorithm (ITU-T I.371): a file holds the time at which the pair's bucket would be
/// full again, in microseconds.
struct PairLimit: Sendable {
    let folder: Folder

    /// Takes one message of the pair's; false where none is left, and then nothing is taken.
    ///
    /// - Parameters:
    ///   - burst: so many at once.
    ///   - interval: one more for each of these.
    ///   - tolerance: so much too early is not yet too early: a call takes its time to arrive.
    func take(
        _ pair: String, burst: Int, interval: Duration, tolerance: Duration, at now: UnixTime
    ) throws(FileError) -> Bool {
        let file = try OpenFile(folder.path("pairs/" + sha256Hex(pair)), O_RDWR | O_CREAT)
        try file.lock(LOCK_EX)
        let text = String(decoding: try file.read(at: 0, count: 32), as: UTF8.self)
        let full = max(Int(text) ?? 0, now.microseconds)
        let early = full - now.microseconds
        guard early <= (burst - 1) * interval.microseconds + tolerance.microseconds else { return false }
        let written = String(full + interval.microseconds)
        // The same number of digits until the year 2286, so what was there is overwritten.
        try file.write(Array(written.utf8), at: 0)
        return true
    }
}
