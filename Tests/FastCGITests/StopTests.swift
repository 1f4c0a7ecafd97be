import FastCGI
import Glibc
import Synchronization
import Testing

extension Servers {
    @Suite struct Stopping {
        @Test func `a request that has begun is finished`() throws {
            let entered = Semaphore()
            let release = Semaphore()
            let server = try RunningServer { _ in
                entered.signal()
                return .json(release.wait() ? "\"finished\"" : "\"given up\"")
            }
            let client = try server.client()
            try client.send("GET", "/", keep: true)
            #expect(entered.wait())
            server.server.stop()
            release.signal()
            #expect(try client.receive().text == "\"finished\"")
            #expect(client.isClosed())
            #expect(server.hasEnded())
        }

        @Test func `requests that have arrived and wait for a thread are answered`() throws {
            let entered = Semaphore()
            let release = Semaphore()
            let server = try RunningServer(threads: 1) { request in
                if request.path == "/first" {
                    entered.signal()
                    return .json(release.wait() ? "1" : "0")
                }
                return .json("\(request.body.count)")
            }
            let parked = try server.client()
            #expect(try parked.request("GET", "/", keep: true).status == 200)
            let first = try server.client()
            try first.send("GET", "/first")
            #expect(entered.wait())
            try parked.send("POST", "/parked", body: [1, 2, 3], keep: true)
            let queued = try (0..<10).map { _ in try server.client() }
            for client in queued { try client.send("GET", "/queued") }
            server.server.stop()
            release.signal()
            #expect(try first.receive().text == "1")
            #expect(try parked.receive().text == "3")
            for client in queued { #expect(try client.receive().text == "0") }
            #expect(server.hasEnded())
        }

        @Test func `idle kept connections do not delay the end`() throws {
            let server = try RunningServer { _ in .json("{}") }
            let clients = try (0..<10).map { _ in try server.client() }
            for client in clients { #expect(try client.request("GET", "/", keep: true).status == 200) }
            server.server.stop()
            #expect(server.hasEnded())
            for client in clients { #expect(client.isClosed()) }
        }

        @Test func `a request that takes longer than the drain limit does not keep the program`() throws {
            let entered = Semaphore()
            let release = Semaphore()
            let server = try RunningServer(drainLimit: .milliseconds(50)) { _ in
                entered.signal()
                return .json(release.wait(seconds: 30) ? "1" : "0")
            }
            let client = try server.client()
            try client.send("GET", "/")
            #expect(entered.wait())
            server.server.stop()
            #expect(server.hasEnded())
            release.signal()
            #expect(try client.receive().text == "1")
        }

        @Test(arguments: [SIGTERM, SIGINT])
        func `a signal ends the server, and the process lives on`(signal: Int32) throws {
            let server = try RunningServer { _ in .json("{}") }
            #expect(try server.client().request("GET", "/").status == 200)
            kill(getpid(), signal)
            #expect(server.hasEnded())
            let next = try RunningServer { _ in .json("{}") }
            #expect(try next.client().request("GET", "/").status == 200)
        }

        @Test func `a server that nobody asks ends by itself`() throws {
            let server = try RunningServer(idleExit: .milliseconds(100)) { _ in .json("{}") }
            #expect(try server.client().request("GET", "/").status == 200)
            #expect(server.hasEnded())
        }

        @Test func `a request under way keeps an idle server`() throws {
            let server = try RunningServer(threads: 2, idleExit: .milliseconds(50)) { _ in
                usleep(300_000)
                return .json("1")
            }
            #expect(try server.client().request("GET", "/").text == "1")
            #expect(server.hasEnded())
        }

        @Test func `two servers of one process run side by side`() throws {
            let first = try RunningServer { _ in .json("1") }
            let second = try RunningServer { _ in .json("2") }
            #expect(try first.client().request("GET", "/").text == "1")
            #expect(try second.client().request("GET", "/").text == "2")
            first.server.stop()
            #expect(first.hasEnded())
            #expect(try second.client().request("GET", "/").text == "2")
        }
    }
}
