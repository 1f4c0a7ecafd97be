import CLibCurl

/// What libcurl's result means to the caller.
extension Transfer {
    /// Hands the caller the outcome of a transfer that libcurl has ended.
    func end(_ code: CURLcode) {
        if let refusal { return fail(refusal.kind, refusal.message) }
        guard code != CURLE_OK else {
            return head.isComplete ? succeed() : fail(.protocolError, "the response has no final head")
        }
        fail(kind(of: code), String(cString: curl_easy_strerror(code)))
    }

    private func kind(of code: CURLcode) -> HTTPError.Kind {
        switch code {
        case CURLE_UNSUPPORTED_PROTOCOL where !begun, CURLE_URL_MALFORMAT: .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve
        case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED: .connect
        case CURLE_OPERATION_TIMEDOUT: timeoutKind
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            .tls
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND,
            CURLE_SSL_SHUTDOWN_FAILED, CURLE_AGAIN:
            .disconnected
        default: .protocolError
        }
    }

    /// libcurl has one code for both of its time limits. The one on connecting is meant when nothing was sent and the
    /// deadline, which libcurl keeps to the millisecond, has not come.
    private var timeoutKind: HTTPError.Kind {
        !begun && exchange.request.deadline - .now > .milliseconds(2) ? .connect : .deadline
    }
}
