internal import Glibc

/// Why something could not be kept, or not be replayed.
public enum SpoolError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A limit of the spool is reached, or the disk is full.
    case full(String)
    /// The system does not do what the spool needs.
    case failed(String)

    /// One sentence; it names files, never what they hold.
    public var description: String {
        switch self {
        case .full(let reason), .failed(let reason): reason
        }
    }

    /// An error of the system's own words for `errno`.
    init(_ attempt: String) {
        let reason = "cannot \(attempt): \(String(cString: strerror(errno)))"
        switch errno {
        // No space, no quota, a file larger than the process may write.
        case ENOSPC, EDQUOT, EFBIG: self = .full(reason)
        default: self = .failed(reason)
        }
    }
}
