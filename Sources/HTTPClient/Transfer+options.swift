import CLibCurl

/// Gives the request to libcurl, option by option.
extension Transfer {
    /// Sets every option. `remaining` is what is left until the deadline, and more than nothing.
    func configure(_ options: HTTPEngineOptions, remaining: Duration) {
        setConnection(options)
        setTimes(remaining)
        setMethodAndBody()
        setHeaders()
        setCallbacks()
    }

    private func setConnection(_ options: HTTPEngineOptions) {
        handle.set(CURLOPT_URL, exchange.request.url)
        handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        handle.set(CURLOPT_FOLLOWLOCATION, 0)
        handle.set(CURLOPT_PROXY, options.proxy ?? "")
        handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        handle.set(CURLOPT_USERAGENT, options.userAgent)
        handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        handle.set(CURLOPT_PIPEWAIT, 0)
        handle.set(CURLOPT_TCP_NODELAY, 1)
        handle.set(CURLOPT_TCP_KEEPALIVE, 1)
        handle.set(CURLOPT_TCP_KEEPIDLE, 30)
        handle.set(CURLOPT_TCP_KEEPINTVL, 10)
        handle.set(CURLOPT_DNS_CACHE_TIMEOUT, 60)
        handle.set(CURLOPT_FRESH_CONNECT, exchange.request.freshConnection ? 1 : 0)
        // The default of 64 KiB for each upload would be 64 MB for 1,000 of them.
        handle.set(CURLOPT_UPLOAD_BUFFERSIZE, 16 * 1024)
        if let file = options.certificateAuthorityFile { handle.set(CURLOPT_CAINFO, file) }
        // Without signals the engine may live in a thread; and without quick exit, ending a transfer whose name is
        // still being looked up would wait for the resolver, and all other transfers with it.
        handle.set(CURLOPT_NOSIGNAL, 1)
        handle.set(CURLOPT_QUICK_EXIT, 1)
    }

    private func setTimes(_ remaining: Duration) {
        handle.set(CURLOPT_TIMEOUT_MS, remaining.wholeMilliseconds)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, min(exchange.request.connectTimeout, remaining).wholeMilliseconds)
    }

    private func setMethodAndBody() {
        let request = exchange.request
        switch request.method {
        case "GET" where request.body.isEmpty: handle.set(CURLOPT_HTTPGET, 1)
        case "HEAD" where request.body.isEmpty: handle.set(CURLOPT_NOBODY, 1)
        case "POST": setBody()
        default:
            if !request.body.isEmpty { setBody() }
            handle.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    /// A body that may be repeated is copied by libcurl. One that may not is read once: it has no way to rewind it
    /// (it then fails with `CURLE_SEND_FAIL_REWIND`), which backs up what ``mayBegin()`` refuses.
    private func setBody() {
        let request = exchange.request
        handle.set(CURLOPT_POST, 1)
        handle.set(CURLOPT_POSTFIELDSIZE_LARGE, size: request.body.count)
        if request.repeatable || request.body.isEmpty {
            request.body.withUnsafeBytes { bytes in
                // An empty array may have no address, and without one libcurl would read standard input.
                withUnsafePointer(to: UInt8(0)) { nothing in
                    handle.set(CURLOPT_COPYPOSTFIELDS, pointer: bytes.baseAddress ?? UnsafeRawPointer(nothing))
                }
            }
        } else {
            handle.set(CURLOPT_READFUNCTION, callback: supplyBody)
            handle.set(CURLOPT_READDATA, pointer: reference)
        }
    }

    private func setHeaders() {
        var names: Set<String> = []
        for header in exchange.request.headers {
            names.insert(header.name.lowercased())
            // In libcurl's list "name:" removes a header of its own, and "name;" sends one that is empty.
            headerList.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        headerList.append("Expect:")
        // libcurl would call every body a form.
        if !names.contains("content-type") { headerList.append("Content-Type:") }
        handle.set(CURLOPT_HTTPHEADER, list: headerList.head)
    }

    private func setCallbacks() {
        handle.set(CURLOPT_PRIVATE, pointer: reference)
        handle.set(CURLOPT_WRITEFUNCTION, callback: acceptBody)
        handle.set(CURLOPT_WRITEDATA, pointer: reference)
        handle.set(CURLOPT_HEADERFUNCTION, callback: acceptHeader)
        handle.set(CURLOPT_HEADERDATA, pointer: reference)
        handle.setPrerequest(callback: allowRequest)
        handle.set(CURLOPT_PREREQDATA, pointer: reference)
    }

    /// What libcurl's callbacks get back. The engine keeps the transfer alive for as long as libcurl has this.
    private var reference: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    /// The transfer behind what a callback got.
    static func behind(_ reference: UnsafeMutableRawPointer?) -> Transfer? {
        reference.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension Duration {
    /// Milliseconds, rounded up, as libcurl takes them: at least 1, for 0 means no limit there.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}

private func supplyBody(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ reference: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer = Transfer.behind(reference) else { return Int(CURL_READFUNC_ABORT) }
    return transfer.supply(UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
}

private func acceptHeader(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ reference: UnsafeMutableRawPointer?
) -> Int {
    let line = UnsafeRawBufferPointer(start: buffer, count: size * count)
    return Transfer.behind(reference)?.receiveHeader(line) == true ? line.count : refusedCount(line.count)
}

private func acceptBody(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ reference: UnsafeMutableRawPointer?
) -> Int {
    let bytes = UnsafeRawBufferPointer(start: buffer, count: size * count)
    return Transfer.behind(reference)?.receiveBody(bytes) == true ? bytes.count : refusedCount(bytes.count)
}

/// Any other count than the one offered ends the transfer with `CURLE_WRITE_ERROR`.
private func refusedCount(_ offered: Int) -> Int { offered == 0 ? 1 : 0 }

private func allowRequest(
    _ reference: UnsafeMutableRawPointer?, _ peerAddress: UnsafeMutablePointer<CChar>?,
    _ localAddress: UnsafeMutablePointer<CChar>?, _ peerPort: CInt, _ localPort: CInt
) -> CInt {
    Transfer.behind(reference)?.mayBegin() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
