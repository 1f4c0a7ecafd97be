import FastCGI
import Glibc
import Testing

extension Servers {
    @Suite struct ListenPath {
        private func message(_ path: String?) -> String {
            do {
                _ = try Server(options: ServerOptions(listenPath: path))
                return "no error"
            } catch {
                return error.description
            }
        }

        @Test func `a socket left behind is replaced`() throws {
            let folder = try temporaryFolder()
            defer { rmdir(folder) }
            let path = folder + "/socket"
            // A socket that is bound and closed leaves its file, as a program does that is killed.
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    #expect(bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0)
                }
            }
            close(descriptor)
            #expect(message(path) == "no error")
            unlink(path)
        }

        @Test func `a socket that is served is left alone`() throws {
            let server = try RunningServer { _ in .json("{}") }
            #expect(message(server.path) == "cannot listen at \(server.path): another program serves it")
            #expect(try server.client().request("GET", "/").status == 200)
        }

        @Test func `a file that is no socket is left alone`() throws {
            let folder = try temporaryFolder()
            let path = folder + "/file"
            close(open(path, O_CREAT | O_WRONLY, 0o600))
            #expect(message(path) == "cannot listen at \(path): a file that is no socket is there")
            #expect(unlink(path) == 0)
            rmdir(folder)
        }

        @Test func `a path that is too long is refused by name`() {
            let path = "/tmp/" + String(repeating: "x", count: 103)
            #expect(message(path) == "cannot listen at '\(path)': the path of a Unix socket has 1 to 107 bytes")
        }

        @Test func `a program without any socket is told what to do`() {
            #expect(message(nil).hasPrefix("no socket to serve: pass one on descriptor 0 (spawn-fcgi -n)"))
        }

        @Test func `a folder that is not there is named`() {
            #expect(message("/nowhere/socket") == "cannot listen at /nowhere/socket: No such file or directory")
        }
    }
}
