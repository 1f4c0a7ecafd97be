import CLibCurl
import Glibc

/// libcurl's multi handle together with the epoll set in which its sockets are waited for.
///
/// The multi handle owns the connections: all transfers share them, the DNS cache and the TLS sessions.
final class SocketWatch {
    let multi: UnsafeMutableRawPointer
    private let epoll: CInt
    private let wakeDescriptor: CInt
    private var timer: ContinuousClock.Instant?
    private let ready = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 1024)

    init(options: HTTPEngineOptions, wakeDescriptor: CInt) {
        guard let multi = curl_multi_init() else { preconditionFailure("curl_multi_init: no memory") }
        self.multi = multi
        self.wakeDescriptor = wakeDescriptor
        epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
        precondition(epoll >= 0, "epoll_create1: \(String(cString: strerror(errno)))")
        control(EPOLL_CTL_ADD, wakeDescriptor, EPOLLIN.rawValue)
        let reference = Unmanaged.passUnretained(self).toOpaque()
        shim_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        shim_multi_set_long(multi, CURLMOPT_MAXCONNECTS, options.maximumConnections)
        shim_multi_set_socket_callback(multi, watchSocket)
        shim_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, reference)
        shim_multi_set_timer_callback(multi, noteTimer)
        shim_multi_set_pointer(multi, CURLMOPT_TIMERDATA, reference)
    }

    deinit {
        // Closing the connections would call back into an object that is going away.
        shim_multi_set_socket_callback(multi, nil)
        shim_multi_set_timer_callback(multi, nil)
        curl_multi_cleanup(multi)
        close(epoll)
        ready.deallocate()
    }

    /// Waits until a socket is ready, the timer runs out or a command wakes, and lets libcurl work on its sockets.
    func waitAndAct() {
        let count = Int(epoll_wait(epoll, ready.baseAddress, CInt(ready.count), timeout))
        guard count > 0 else { return }
        for event in ready.prefix(count) where event.data.fd != wakeDescriptor {
            act(on: event.data.fd, flags(of: event.events))
        }
    }

    /// Tells libcurl that its timer has run out, if it has.
    func fireDueTimer() {
        // libcurl may set the next timer to "at once"; a few turns of that are cheaper here than through epoll.
        var turns = 0
        while let due = timer, due <= .now, turns < 8 {
            timer = nil
            act(on: shim_socket_timeout, 0)
            turns += 1
        }
    }

    fileprivate func setTimer(milliseconds: Int) {
        timer = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
    }

    fileprivate func watch(_ socket: CInt, for what: CInt, known: Bool) {
        switch what {
        case CURL_POLL_REMOVE: control(EPOLL_CTL_DEL, socket, 0)
        default:
            let input = what & CURL_POLL_IN != 0 ? EPOLLIN.rawValue : 0
            let output = what & CURL_POLL_OUT != 0 ? EPOLLOUT.rawValue : 0
            control(known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, input | output)
            if !known { curl_multi_assign(multi, socket, Unmanaged.passUnretained(self).toOpaque()) }
        }
    }

    private func act(on socket: CInt, _ flags: CInt) {
        var running: CInt = 0
        curl_multi_socket_action(multi, socket, flags, &running)
    }

    private func flags(of events: UInt32) -> CInt {
        var flags: CInt = 0
        if events & EPOLLIN.rawValue != 0 { flags |= CURL_CSELECT_IN }
        if events & EPOLLOUT.rawValue != 0 { flags |= CURL_CSELECT_OUT }
        if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { flags |= CURL_CSELECT_ERR }
        return flags
    }

    private func control(_ operation: CInt, _ socket: CInt, _ events: UInt32) {
        var event = epoll_event(events: events, data: epoll_data_t(fd: socket))
        // A socket may have been closed, and so have left the set, before libcurl says that it is to be left out.
        guard epoll_ctl(epoll, operation, socket, &event) < 0, operation != EPOLL_CTL_DEL else { return }
        // A number may have come back as a new socket; what libcurl says about it now is what counts.
        let other = errno == EEXIST ? EPOLL_CTL_MOD : EPOLL_CTL_ADD
        _ = epoll_ctl(epoll, other, socket, &event)
    }

    /// How long epoll may wait: until the timer, else without end.
    private var timeout: CInt {
        guard let timer else { return -1 }
        let left = timer - .now
        return left <= .zero ? 0 : CInt(clamping: left.wholeMilliseconds)
    }
}

private func watchSocket(
    _ handle: UnsafeMutableRawPointer?, _ socket: curl_socket_t, _ what: CInt, _ reference: UnsafeMutableRawPointer?,
    _ assigned: UnsafeMutableRawPointer?
) -> CInt {
    guard let reference else { return 0 }
    Unmanaged<SocketWatch>.fromOpaque(reference).takeUnretainedValue()
        .watch(socket, for: what, known: assigned != nil)
    return 0
}

private func noteTimer(
    _ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ reference: UnsafeMutableRawPointer?
) -> CInt {
    guard let reference else { return 0 }
    Unmanaged<SocketWatch>.fromOpaque(reference).takeUnretainedValue().setTimer(milliseconds: milliseconds)
    return 0
}
