import HTTPClient
import Testing

extension AcceptanceTests {
    /// What the handlers say to bad requests, and how programs start and end.
    @Suite struct Handlers {
        @Test(arguments: [
            ("{", 400), ("\"text\"", 400), ("[]", 400), ("{}", 400), ("{\"payload\":{}}", 400),
            ("{\"payload\":{\"messages\":7}}", 400), ("{\"tenantId\":\"abc\",\"payload\":{\"messages\":[]}}", 400),
            ("{\"payload\":{\"messages\":[]}}", 200),
        ])
        func `a post that is no envelope gets 400 and the reason`(body: String, status: Int) async throws {
            let system = try runningSystem()
            let response = try await system.request("POST", System.incoming, body: body)
            #expect(response.status == status)
            #expect(response.header("content-type") == "application/json")
            if status != 200 { #expect(String(decoding: response.body, as: UTF8.self).contains("\"error\":\"")) }
        }

        @Test func `nesting without end costs nothing but a 400`() async throws {
            let system = try runningSystem()
            let body = String(repeating: "[", count: 100_000)
            #expect(try await system.request("POST", System.incoming, body: body).status == 400)
        }

        @Test func `secret, method, type, size and path are checked, each with its status`() async throws {
            let system = try runningSystem()
            let path = System.incoming
            #expect(try await system.request("POST", path, body: "{}", secret: "wrong").status == 401)
            #expect(try await system.request("POST", path, body: "{}", secret: .some(nil)).status == 401)
            let get = try await system.request("GET", path, contentType: nil)
            #expect(get.status == 405)
            #expect(get.header("allow") == "POST")
            #expect(try await system.request("POST", path, body: "a=b", contentType: "text/plain").status == 415)
            #expect(try await system.request("POST", path, body: String(repeating: "x", count: 2 << 20)).status == 413)
            #expect(try await system.request("GET", "/nothing", contentType: nil).status == 404)
            let unknown = try await system.request(
                "POST", path,
                body: "{\"tenantId\":\"99\",\"payload\":{\"messages\":[\(Customer().message(text: "x"))]}}")
            #expect(unknown.status == 404)
        }

        @Test func `the gateway's connection state is kept with its time`() async throws {
            let system = try runningSystem()
            let body = "{\"tenantId\":1,\"connection\":\"open\",\"pushName\":\"שי\"}"
            #expect(try await system.request("POST", "/webhook/whatsapp/status", body: body).status == 200)
            let state = try system.database.rows(
                "select connection_state, connection_name, connection_seen_at > now() - interval '1 minute' from channel"
                    + " where provider = 'gateway'"
            )
            #expect(state == [["open", "שי", "t"]])
        }

        @Test func `health, readiness and version are told`() async throws {
            let system = try runningSystem()
            for path in ["/healthz", "/livez", "/version"] {
                #expect(try await system.request("GET", path, contentType: nil).status == 200)
            }
            let ready = try await system.request("GET", "/readyz", contentType: nil)
            #expect(ready.status == 200)
            let text = String(decoding: ready.body, as: UTF8.self)
            #expect(text.contains("\"status\":\"ready\""))
            #expect(text.contains("\"database\":\"ok\""))
        }

        @Test(arguments: ["webhook", "typing", "send", "status", "worker", "sandbox"])
        func `every program explains itself, and names what is wrong with its use`(name: String) throws {
            let program = System.buildFolder + "/shi-" + name
            let help = try Shell.run([program, "--help"])
            #expect(help.code == 0)
            #expect(help.standardOutput.hasPrefix("shi-\(name): "))
            #expect(help.standardOutput.contains("settings (environment variables):"))
            #expect(try Shell.run([program, "--version"]).standardOutput.hasPrefix("shi-\(name) "))
            let wrong = try Shell.run([program, "--nonsense"])
            #expect(wrong.code == 100)
            #expect(wrong.standardError == "shi-\(name): unknown argument '--nonsense' (see --help)\n")
        }

        @Test(arguments: ["webhook", "typing", "send", "sandbox"])
        func `a program without its required settings refuses with one line`(name: String) throws {
            let refusal = try Shell.run([System.buildFolder + "/shi-" + name], inherit: false)
            #expect(refusal.code == 100)
            #expect(refusal.standardError.contains(" is not set: "))
            #expect(refusal.standardError.split(separator: "\n").count == 1)
        }

        @Test func `each handler answers one request as plain CGI`() throws {
            let system = try runningSystem()
            let socket = try system.database.rows("select current_setting('unix_socket_directories')")
            let host = try #require(socket.first?.first ?? nil)
            func request(_ program: String, _ method: String, _ uri: String, body: String = "") throws -> String {
                let variables = [
                    "REQUEST_METHOD": method, "REQUEST_URI": uri, "CONTENT_LENGTH": String(body.utf8.count),
                    "CONTENT_TYPE": "application/json", "HTTP_X_INTERNAL_SECRET": system.secret,
                    "SHI_INTERNAL_SECRET": system.secret, "PGHOST": host, "PGDATABASE": "shi",
                    "PGUSER": "shi_\(program)",
                    "SHI_SANDBOX_DIR": system.folder + "/sandbox", "SHI_WEBHOOK_URL": system.url + System.incoming,
                ]
                let run = try Shell.run(
                    [System.buildFolder + "/shi-" + program], environment: variables, input: body, inherit: false)
                #expect(run.code == 0, "\(run.standardError)")
                return run.standardOutput
            }
            #expect(try request("status", "GET", "/healthz").hasPrefix("Status: 200"))
            #expect(try request("status", "GET", "/readyz").contains("\"status\":\"ready\""))
            let noa = Customer()
            let post = "{\"payload\":{\"type\":\"notify\",\"messages\":[\(noa.message(text: "by CGI"))]}}"
            #expect(try request("webhook", "POST", System.incoming, body: post).contains("\"processed\":1"))
            #expect(
                try request("typing", "POST", "/sendTyping", body: Customer.json(["jid": noa.jid])).hasPrefix(
                    "Status: 200"))
            let order = Customer.json(["to": noa.jid, "text": "by CGI"])
            #expect(try request("send", "POST", "/send", body: order).contains("\"status\":\"sent\""))
            #expect(try request("sandbox", "GET", "/sandbox/").hasPrefix("Status: 200"))
        }
    }
}
