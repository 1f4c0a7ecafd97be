import CLibFCGI
import Glibc

/// One request and its response on a connection, by libfcgi. A thread has one and uses it again and again; it never
/// leaves its thread.
///
/// libfcgi is told of no listener: it is given a connection that has been accepted. So it neither blocks in `accept`
/// nor runs its `select`, which writes past its set of descriptors from the 1,024th on.
final class Exchange: ResponseSink {
    private let request: UnsafeMutablePointer<FCGX_Request>

    /// How much of a body that was refused is read and thrown away, before the connection is given up instead.
    private static let discardLimit = 16 << 20

    init() {
        request = .allocate(capacity: 1)
        FCGX_InitRequest(request, -1, 0)
    }

    deinit {
        FCGX_Free(request, 1)
        request.deallocate()
    }

    /// Reads the variables of the next request from a connection (`FCGX_Accept_r`). False: the web server has closed it,
    /// or what it sent is not FastCGI; then the connection has been closed here, too.
    func receive(from connection: Int32) -> Bool {
        request.pointee.ipcFd = connection
        // FCGX_Accept_r begins by finishing the request before, and without this flag it would close the connection.
        request.pointee.keepConnection = 1
        // Else libfcgi waits two seconds, when it closes a connection, for the other side to close it as well.
        FCGX_Detach(request)
        return FCGX_Accept_r(request) == 0
    }

    /// The variables of the request.
    var parameters: Parameters {
        Parameters(copying: request.pointee.envp)
    }

    /// Reads the body (`FCGX_GetStr`) until `buffer` is full or the body ends, and returns how much there was.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var count = 0
        while count < buffer.count, let start = buffer.baseAddress {
            let part = Int32(clamping: buffer.count - count)
            let got = FCGX_GetStr((start + count).assumingMemoryBound(to: CChar.self), part, request.pointee.in)
            count += Int(got)
            if got < part { break }
        }
        return count
    }

    func put(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(Int(Int32.max))
            let written = part.withUnsafeBytes { part in
                FCGX_PutStr(
                    part.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(part.count), request.pointee.out)
            }
            guard written >= 0 else { return false }
            rest = rest.dropFirst(part.count)
        }
        return true
    }

    func flush() -> Bool {
        // FCGX_FFlush reports the error of this call only; the stream remembers those before.
        FCGX_FFlush(request.pointee.out) == 0 && FCGX_GetError(request.pointee.out) == 0
    }

    var clientHasLeft: Bool {
        if FCGX_GetError(request.pointee.out) != 0 { return true }
        var entry = pollfd(fd: request.pointee.ipcFd, events: SHI_POLLRDHUP, revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    /// Reads what is left of the body, so that the connection is at the beginning of the next request.
    ///
    /// Even a body that was read whole is followed by a record that marks its end.
    func discardRest() {
        var discarded = 0
        withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 1) { buffer in
            while FCGX_GetError(request.pointee.in) == 0, FCGX_HasSeenEOF(request.pointee.in) == 0 {
                if discarded > Self.discardLimit {
                    request.pointee.keepConnection = 0
                    return
                }
                discarded += read(into: buffer)
            }
        }
    }

    /// Ends the response (`FCGX_Finish_r`), and returns the connection where it stays open.
    ///
    /// Where it is to be closed though the web server wants to keep it, reading is shut down before the response's end
    /// is sent: so the web server cannot send a next request that nobody would read.
    func finish(keepOpen: Bool) -> Int32? {
        if !keepOpen {
            request.pointee.keepConnection = 0
            shutdown(request.pointee.ipcFd, Int32(SHUT_RD))
        }
        FCGX_Finish_r(request)
        return request.pointee.ipcFd >= 0 ? takeConnection() : nil
    }

    private func takeConnection() -> Int32 {
        defer { request.pointee.ipcFd = -1 }
        return request.pointee.ipcFd
    }
}
