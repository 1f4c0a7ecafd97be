import CLibCurl

/// The engine's work: starts, drives and ends transfers. One thread makes it, runs it and lets go of it.
///
/// libcurl says which sockets it waits for and when its next timer runs out; epoll waits for both, and for commands
/// (`curl_multi_socket_action`, "Using libcurl with an event loop"). The work per event does not grow with the number
/// of transfers, as it does with `curl_multi_poll`, which looks at all of them each time.
final class EngineLoop {
    private let commands: CommandQueue
    private let options: HTTPEngineOptions
    private let sockets: SocketWatch
    private var transfers: [UInt64: Transfer] = [:]
    private var idleHandles: [EasyHandle] = []
    private var lastRound = ContinuousClock.now

    init(commands: CommandQueue, options: HTTPEngineOptions) {
        self.commands = commands
        self.options = options
        sockets = SocketWatch(options: options, wakeDescriptor: commands.wakeDescriptor)
    }

    /// Works until the command queue is stopped, then ends what is left.
    func run() {
        while true {
            let (batch, stopped) = commands.take()
            if stopped { return stop(unbegun: batch) }
            batch.forEach(obey)
            sockets.fireDueTimer()
            endFinished()
            waitForWork()
        }
    }

    private func obey(_ command: Command) {
        switch command {
        case .start(let exchange): start(exchange)
        case .cancel(let id):
            guard let transfer = remove(id) else { return }
            transfer.fail(.cancelled, "cancelled")
            recycle(transfer)
        }
    }

    private func start(_ exchange: Exchange) {
        let now = ContinuousClock.now
        let remaining = exchange.request.deadline - now
        guard !exchange.ticket.isCancelled else { return exchange.refuse(.cancelled, "cancelled") }
        guard remaining > .zero else { return exchange.refuse(.deadline, "the deadline has passed") }
        guard let handle = idleHandles.popLast() ?? EasyHandle() else {
            return exchange.refuse(.protocolError, "libcurl has no memory for a transfer")
        }
        let transfer = Transfer(exchange: exchange, handle: handle)
        transfer.configure(options, remaining: remaining)
        if let beginBy = exchange.request.beginBy, ContinuousClock.now >= beginBy {
            recycle(transfer)
            return exchange.refuse(.deadline, "the time by which to begin has passed")
        }
        transfers[exchange.ticket.id] = transfer
        let code = curl_multi_add_handle(sockets.multi, handle.pointer)
        guard code == CURLM_OK else {
            transfers[exchange.ticket.id] = nil
            return exchange.refuse(.protocolError, String(cString: curl_multi_strerror(code)))
        }
    }

    /// Waits for commands, sockets and libcurl's timer; under load for commands alone, until the sockets' next turn.
    private func waitForWork() {
        if transfers.count > options.coalesceAbove {
            let pause = options.coalescing - (.now - lastRound)
            if pause > .zero, commands.wait(milliseconds: CInt(pause.wholeMilliseconds)) { return }
        }
        sockets.waitAndAct()
        lastRound = .now
    }

    private func endFinished() {
        var waiting: CInt = 0
        while let message = curl_multi_info_read(sockets.multi, &waiting) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let code = message.pointee.data.result
            var reference: UnsafeMutableRawPointer?
            shim_easy_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &reference)
            guard let id = Transfer.behind(reference)?.exchange.ticket.id, let transfer = remove(id) else { continue }
            transfer.end(code)
            recycle(transfer)
        }
    }

    /// Takes a transfer away from libcurl; it calls back no more about it. Nil for an unknown id.
    private func remove(_ id: UInt64) -> Transfer? {
        guard let transfer = transfers.removeValue(forKey: id) else { return nil }
        curl_multi_remove_handle(sockets.multi, transfer.handle.pointer)
        return transfer
    }

    private func recycle(_ transfer: Transfer) {
        guard idleHandles.count < options.maximumIdleHandles else { return }
        transfer.handle.reset()
        idleHandles.append(transfer.handle)
    }

    private func stop(unbegun batch: [Command]) {
        for case .start(let exchange) in batch { exchange.refuse(.engineStopped, "the engine was shut down") }
        for id in transfers.keys { remove(id)?.fail(.engineStopped, "the engine was shut down") }
    }
}
