import FastCGI
import Glibc
import Synchronization
import Testing

extension Servers {
    @Suite struct Streams {
        @Test func `a streamed body arrives piece by piece`() throws {
            let hasRead = Semaphore()
            let server = try RunningServer { _ in
                .stream(contentType: "text/event-stream") { stream in
                    for number in 0..<5 {
                        guard stream.write("piece \(number)"), hasRead.wait() else { return }
                    }
                }
            }
            let client = try server.client()
            try client.send("GET", "/")
            let head = FastCGIClient.parse(try client.receivePiece() ?? [])
            #expect(head.status == 200)
            #expect(head.headers["Content-Length"] == nil)
            #expect(head.headers["X-Accel-Buffering"] == "no")
            for number in 0..<5 {
                #expect(String(decoding: try client.receivePiece() ?? [], as: UTF8.self) == "piece \(number)")
                hasRead.signal()
            }
            #expect(try client.receivePiece() == nil)
        }

        @Test func `a client that leaves ends the stream that is written to it`() throws {
            let ended = Semaphore()
            let server = try RunningServer { _ in
                .stream(contentType: "text/plain") { stream in
                    while stream.write("tick") { usleep(1000) }
                    ended.signal()
                }
            }
            do {
                let client = try server.client()
                try client.send("GET", "/", keep: true)
                #expect(try client.receivePiece() != nil)
            }
            #expect(ended.wait())
            #expect(server.isAlive())
        }

        @Test func `a handler that waits sees that the client has left`() throws {
            let waits = Semaphore()
            let ended = Semaphore()
            let hadLeftAtFirst = Mutex(true)
            let server = try RunningServer { request in
                guard request.path == "/wait" else { return .json("{}") }
                return .stream(contentType: "text/plain") { stream in
                    hadLeftAtFirst.withLock { $0 = stream.clientHasLeft }
                    waits.signal()
                    while !stream.clientHasLeft { usleep(1000) }
                    ended.signal()
                }
            }
            do {
                let client = try server.client()
                try client.send("GET", "/wait")
                #expect(waits.wait())
            }
            #expect(ended.wait())
            #expect(!hadLeftAtFirst.withLock { $0 })
        }

        @Test func `a stream used after its response writes nothing`() throws {
            // The compiler keeps honest programs from this; the test goes round it on purpose.
            final class Smuggled: @unchecked Sendable { var stream: ResponseStream? }
            let smuggled = Smuggled()
            let server = try RunningServer(threads: 1) { request in
                guard request.path == "/first" else {
                    return .json(smuggled.stream?.write("astray") == false ? "refused" : "written")
                }
                return .stream(contentType: "text/plain") { smuggled.stream = $0 }
            }
            let client = try server.client()
            #expect(try client.request("GET", "/first", keep: true).text == "")
            #expect(try client.request("GET", "/second", keep: true).text == "refused")
        }

        @Test func `an endless stream can see that the server stops`() throws {
            let server = try RunningServer { _ in
                .stream(contentType: "text/plain") { stream in
                    while !stream.serverIsStopping, stream.write("tick") { usleep(1000) }
                    _ = stream.write("bye")
                }
            }
            let client = try server.client()
            try client.send("GET", "/")
            #expect(try client.receivePiece() != nil)
            server.server.stop()
            #expect(try client.receive().text.isEmpty)
            #expect(server.hasEnded())
        }
    }
}

extension RunningServer {
    fileprivate func isAlive() -> Bool {
        (try? client().send("GET", "/")) != nil
    }
}
