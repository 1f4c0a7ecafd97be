import HTTPClient
import Testing

extension AcceptanceTests {
    /// A message in, a reply out.
    @Suite struct Messages {
        @Test func `a message is stored, shown as being typed to, and answered once`() async throws {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            let response = try await system.post([noa.message(text: "יש דירה ברחוב השקמה?")])
            #expect(response.status == 200)
            #expect(String(decoding: response.body, as: UTF8.self) == "{\"ok\":true,\"processed\":1}\n")
            try await system.waitForDeliveries(1, to: noa)
            try await system.waitUntilIdle()

            let log = try await system.log(noa)
            #expect(log.filter { $0.kind == "message" }.count == 1)
            #expect(log.first { $0.kind == "message" }?.text?.contains("השקמה") == true)
            let firstTyping = try #require(log.first { $0.kind == "typing" })
            #expect(firstTyping.typing == true)
            #expect(log.last { $0.kind == "typing" }?.typing == false)
            let order = log.map(\.kind)
            #expect(try #require(order.firstIndex(of: "typing")) < #require(order.firstIndex(of: "message")))

            let turn = try system.database.rows(
                """
                select t.outcome, t.rung, t.model_request_ms is not null, t.first_token_ms >= t.model_request_ms,
                    t.committed_ms >= t.first_token_ms, t.sent_ms >= t.committed_ms, t.committed_ms <= t.deadline_ms
                from turn t join conversation c using (tenant_id, conversation_id) where c.chat_address = $1
                """, [noa.jid])
            #expect(turn == [["sent", "model", "t", "t", "t", "t", "t"]])
        }

        @Test func `the same message posted fifty times over ten connections is stored once and answered once`()
            async throws
        {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            let message = noa.message(text: "שלום")
            let statuses = try await withThrowingTaskGroup { group in
                for _ in 0..<10 {
                    group.addTask {
                        var statuses: [Int] = []
                        for _ in 0..<5 { statuses.append(try await system.post([message]).status) }
                        return statuses
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(statuses == Array(repeating: 200, count: 50))
            try await system.waitForDeliveries(1, to: noa)
            try await system.waitUntilIdle()
            #expect(try await system.deliveries(to: noa).count == 1)
            #expect(
                try system.database.number(
                    "select count(*) from message join conversation using (tenant_id, conversation_id)"
                        + " where chat_address = $1 and direction = 'in'", [noa.jid]) == 1)
        }

        @Test func `five messages within a second get one reply, which answers all five`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["time_to_first_token_ms": 800, "tokens": 200, "tokens_per_second": 1000])
            let noa = Customer()
            let words = ["alpha", "bravo", "charlie", "delta", "echo"]
            for word in words {
                #expect(try await system.post([noa.message(text: word)]).status == 200)
                try await Task.sleep(for: .milliseconds(150))
            }
            try await system.waitForDeliveries(1, to: noa)
            try await system.waitUntilIdle()
            let replies = try await system.deliveries(to: noa)
            #expect(replies.count == 1)
            for word in words { #expect(replies.first?.text?.contains(word) == true, "\(word)") }
        }

        @Test func `one bad message of a batch does not cost the others`() async throws {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            let dan = Customer()
            let response = try await system.post([
                noa.message(text: "one"), "{\"key\":{\"remoteJid\":7}}", "null", dan.message(text: "two \u{1F600}"),
            ])
            #expect(response.status == 200)
            #expect(String(decoding: response.body, as: UTF8.self) == "{\"ok\":true,\"processed\":2}\n")
            try await system.waitForDeliveries(1, to: noa)
            try await system.waitForDeliveries(1, to: dan)
        }

        @Test func `a customer known by a LID alone is answered at the LID, which becomes no phone number`()
            async throws
        {
            let system = try runningSystem()
            try await system.sandbox()
            let amir = Customer(jid: "88123456789\(Int.random(in: 100...999))@lid")
            #expect(try await system.post([amir.message(text: "היי")]).status == 200)
            try await system.waitForDeliveries(1, to: amir)
            let digits = String(amir.jid.prefix { $0 != "@" })
            let identities = try system.database.rows(
                "select kind, value from identity where value like $1", ["%\(digits)%"])
            #expect(identities == [["lid", digits]])
        }

        @Test func `groups, statuses and newsletters are not answered, and undecryptable messages come again`()
            async throws
        {
            let system = try runningSystem()
            try await system.sandbox()
            let before = try system.database.number("select count(*) from message")
            for jid in ["120363000000000001@g.us", "status@broadcast", "1203630001@newsletter"] {
                #expect(try await system.post([Customer(jid: jid).message(text: "hello")]).status == 200)
            }
            let noa = Customer()
            let id = Customer.newID()
            let stub =
                "{\"key\":{\"remoteJid\":\"\(noa.jid)\",\"fromMe\":false,\"id\":\"\(id)\"},\"messageStubType\":2}"
            #expect(try await system.post([stub]).status == 200)
            #expect(try system.database.number("select count(*) from message") == before)
            #expect(try await system.post([noa.message(id: id, text: "now readable")]).status == 200)
            try await system.waitForDeliveries(1, to: noa)
        }

        @Test func `the owner's own words take the conversation over, and our own echoes do not`() async throws {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            #expect(try await system.post([noa.message(text: "hello")]).status == 200)
            try await system.waitForDeliveries(1, to: noa)
            try await system.waitUntilIdle()
            let sent = try #require(
                try system.database.rows(
                    "select provider_message_id, body from message join conversation using (tenant_id, conversation_id)"
                        + " where chat_address = $1 and direction = 'out'", [noa.jid]
                ).first)
            let id = try #require(sent[0])
            let echo = noa.message(id: id, text: try #require(sent[1])).replacing(
                "\"fromMe\":false", with: "\"fromMe\":true")
            #expect(try await system.post([echo]).status == 200)
            #expect(
                try system.database.rows("select mode from conversation where chat_address = $1", [noa.jid]) == [
                    ["bot"]
                ])

            let owner = noa.message(text: "I take it from here").replacing("\"fromMe\":false", with: "\"fromMe\":true")
            #expect(try await system.post([owner]).status == 200)
            #expect(
                try system.database.rows("select mode from conversation where chat_address = $1", [noa.jid]) == [
                    ["human"]
                ])
            #expect(try await system.post([noa.message(text: "thanks")]).status == 200)
            try await system.waitUntilIdle()
            #expect(try await system.deliveries(to: noa).count == 1)
        }

        @Test func `what cannot be read as text is stored with its kind, and answered`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["status_500": 1])
            let noa = Customer()
            let voice = noa.message(
                content: "{\"audioMessage\":{\"seconds\":4,\"ptt\":true,\"mimetype\":\"audio/ogg\"}}")
            #expect(try await system.post([voice]).status == 200)
            try await system.waitForDeliveries(1, to: noa)
            let kinds = try system.database.rows(
                "select kind from message join conversation using (tenant_id, conversation_id)"
                    + " where chat_address = $1 and direction = 'in'", [noa.jid])
            #expect(kinds == [["voice"]])
        }
    }
}
