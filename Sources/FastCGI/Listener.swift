import CLibFCGI
import Glibc

/// A listening socket, closed when this value goes.
///
/// It is non-blocking, so that a connection that another copy of the program has taken costs this one a refused
/// `accept` and not a thread.
final class Listener: Sendable {
    let descriptor: Int32
    /// The file of a socket that this process has made itself; nil for an inherited one, which other copies may serve.
    let file: SocketFile?
    private let isTCP: Bool

    /// How long a client may keep a thread waiting in the middle of a request or of a response.
    private static let patience = timeval(tv_sec: 30, tv_usec: 0)

    /// Takes a listening socket over.
    init(descriptor: Int32, file: SocketFile? = nil) {
        self.descriptor = descriptor
        self.file = file
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var address = sockaddr()
        var length = socklen_t(MemoryLayout<sockaddr>.size)
        getsockname(descriptor, &address, &length)
        isTCP = address.sa_family != sa_family_t(AF_UNIX)
    }

    deinit { close(descriptor) }

    /// Whether the descriptor is a socket that listens.
    static func isListening(_ descriptor: Int32) -> Bool {
        var answer: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &answer, &length) == 0 && answer != 0
    }

    /// Takes the next connection that waits; nil with `errno` where there is none or it cannot be had.
    func accept() -> Int32? {
        let connection = accept4(descriptor, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
        guard connection >= 0 else { return nil }
        var patience = Self.patience
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        if isTCP {
            var yes: Int32 = 1
            setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
        return connection
    }
}

/// The file of a Unix socket that this process has made.
struct SocketFile: Sendable {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    /// Makes a Unix socket at `path` that listens with a backlog of 1024, open to the owner and the group (0660).
    ///
    /// A socket that is left from a program that is gone is replaced; one that a program still serves, and any other
    /// kind of file, is left alone and an error.
    static func listen(at path: String) throws(ServerError) -> Listener {
        var address = try address(of: path)
        try removeStale(path, &address)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ServerError(failed: "create a socket") }
        // The mode is set before the socket listens, so that nobody can slip in between.
        var status = stat()
        guard with(&address, { bind(descriptor, $0, $1) }) == 0, chmod(path, 0o660) == 0,
            Glibc.listen(descriptor, 1024) == 0, lstat(path, &status) == 0
        else {
            let error = ServerError(failed: "listen at \(path)")
            close(descriptor)
            throw error
        }
        let file = SocketFile(path: path, device: status.st_dev, inode: status.st_ino)
        return Listener(descriptor: descriptor, file: file)
    }

    /// Removes the file, unless another program has put its own there meanwhile.
    func remove() {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
        unlink(path)
    }

    private static func address(of path: String) throws(ServerError) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let isShort = withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard bytes.count < room.count else { return false }
            room.copyBytes(from: bytes)
            return true
        }
        guard isShort, !path.isEmpty else {
            throw ServerError("cannot listen at '\(path)': the path of a Unix socket has 1 to 107 bytes")
        }
        return address
    }

    private static func removeStale(_ path: String, _ address: inout sockaddr_un) throws(ServerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw ServerError("cannot listen at \(path): a file that is no socket is there")
        }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard probe >= 0 else { throw ServerError(failed: "create a socket") }
        defer { close(probe) }
        guard with(&address, { connect(probe, $0, $1) }) != 0, errno == ECONNREFUSED else {
            throw ServerError("cannot listen at \(path): another program serves it")
        }
        guard unlink(path) == 0 else { throw ServerError(failed: "remove the stale socket \(path)") }
    }

    private static func with(_ address: inout sockaddr_un, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32)
        -> Int32
    {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
