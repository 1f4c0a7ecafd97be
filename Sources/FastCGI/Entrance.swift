import CLibFCGI
import Glibc

/// Where a program's requests come from.
enum Entrance: Sendable {
    /// FastCGI connections to a listening socket.
    case listener(Listener)
    /// Plain CGI: one request, in the environment and on standard input.
    case commonGateway

    /// The descriptor of the first socket that systemd passes (`sd_listen_fds(3)`).
    private static let firstPassedDescriptor: Int32 = 3

    /// Finds the entrance: a socket passed by systemd, else `path`, else a socket on standard input, else plain CGI.
    static func find(listenPath path: String?) throws(ServerError) -> Entrance {
        if passedDescriptors > 0 {
            guard Listener.isListening(firstPassedDescriptor) else {
                throw ServerError("LISTEN_FDS is set, but descriptor 3 is no socket that listens")
            }
            return .listener(Listener(descriptor: firstPassedDescriptor))
        }
        if let path {
            return .listener(try SocketFile.listen(at: path))
        }
        if Listener.isListening(STDIN_FILENO) {
            return .listener(Listener(descriptor: STDIN_FILENO))
        }
        if getenv("REQUEST_METHOD") != nil {
            return .commonGateway
        }
        throw ServerError(
            "no socket to serve: pass one on descriptor 0 (spawn-fcgi -n) or by systemd (LISTEN_FDS), give a path to"
                + " listen at, or set REQUEST_METHOD to answer one request as plain CGI")
    }

    /// How many sockets systemd passes to this very process. The variables are inherited by child processes, for which
    /// they are not meant; LISTEN_PID tells.
    private static var passedDescriptors: Int {
        guard let process = number("LISTEN_PID"), process == Int(getpid()) else { return 0 }
        return number("LISTEN_FDS") ?? 0
    }

    private static func number(_ variable: String) -> Int? {
        getenv(variable).flatMap { Int(String(cString: $0)) }
    }
}
