import FoundationEssentials
import HTTPClient
import Testing

extension AcceptanceTests {
    /// Messages out: `POST /send`, `POST /sendTyping`, and what providers do to them.
    @Suite struct Sends {
        private struct Answer: Decodable {
            let ok: Bool?
            let id: String?
            let messageId: String?
            let status: String?
            let error: String?
        }

        private func send(
            _ system: System, _ fields: [String: String], headers: [(name: String, value: String)] = []
        ) async throws -> (status: Int, answer: Answer) {
            let response = try await system.request("POST", "/send", body: Customer.json(fields), headers: headers)
            return (response.status, try JSONDecoder().decode(Answer.self, from: Data(response.body)))
        }

        @Test func `a message is stored, sent, and answered with the provider's id`() async throws {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            let (status, answer) = try await send(system, ["to": noa.jid, "text": "שלום נועה"])
            #expect(status == 200)
            #expect(answer.ok == true && answer.status == "sent")
            let delivered = try await system.deliveries(to: noa)
            #expect(delivered.map(\.text) == ["שלום נועה"])
            #expect(answer.messageId?.hasPrefix("3EB0") == true)
        }

        @Test func `the same key and message is sent once and answered alike; another message under it is refused`()
            async throws
        {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            let key = UUID().uuidString
            let order = ["to": noa.jid, "text": "once", "idempotencyKey": key]
            let answers = try await withThrowingTaskGroup { group in
                for _ in 0..<8 { group.addTask { try await self.send(system, order) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 })
            #expect(Set(answers.map { $0.answer.messageId }).count == 1)
            #expect(try await system.deliveries(to: noa).count == 1)
            let other = try await send(system, ["to": noa.jid, "text": "another", "idempotencyKey": key])
            #expect(other.status == 409)
            #expect(try await system.deliveries(to: noa).count == 1)
        }

        @Test func `a provider that takes longer than the caller waits gets the caller a 202`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["send_delay_ms": 2500])
            let noa = Customer()
            let (status, answer) = try await send(
                system, ["to": noa.jid, "text": "slow"], headers: [("Prefer", "wait=1")])
            #expect(status == 202)
            #expect(answer.status == "queued" && answer.id != nil)
            try await system.waitForDeliveries(1, to: noa)
            try await system.waitUntilIdle()
            let state = try system.database.rows("select status from message where message_id = $1", [answer.id])
            #expect(state == [["sent"]])
        }

        @Test(arguments: [
            ("{\"text\":\"x\"}", 400), ("{\"to\":\"972541234567\"}", 400), ("{", 400), ("[]", 400),
            ("{\"to\":\"nobody\",\"text\":\"x\"}", 400),
            ("{\"to\":\"972541234567\",\"text\":\"x\",\"tenantId\":\"77\"}", 404),
            ("{\"to\":\"972541234567\",\"text\":\"x\",\"type\":\"image\"}", 400),
        ])
        func `an order that cannot be carried out is refused with its reason`(body: String, status: Int) async throws {
            let system = try runningSystem()
            let response = try await system.request("POST", "/send", body: body)
            #expect(response.status == status)
            #expect(try JSONDecoder().decode(Answer.self, from: Data(response.body)).error?.isEmpty == false)
        }

        @Test func `a gateway that is not connected for a while loses no message and doubles none`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["fail_503": 1])
            let noa = Customer()
            #expect(try await system.post([noa.message(text: "hello")]).status == 200)
            try await eventually("a send has failed") {
                try system.database.number("select count(*) from job where kind = 'send' and attempt > 1") > 0
            }
            #expect(try await system.deliveries(to: noa).isEmpty)
            try await system.sandbox()
            try await system.waitForDeliveries(1, to: noa)
            try await system.waitUntilIdle()
            #expect(try await system.deliveries(to: noa).count == 1)
        }

        @Test func `a line cut after delivery is settled by the key: delivered once`() async throws {
            let system = try runningSystem()
            let indeterminate = "select count(*) from message where status = 'indeterminate'"
            let before = try system.database.number(indeterminate)
            try await system.sandbox(["accept_then_cut": 0.7])
            let customers = (0..<20).map { _ in Customer() }
            for customer in customers { #expect(try await system.post([customer.message(text: "hi")]).status == 200) }
            for customer in customers { try await system.waitForDeliveries(1, to: customer) }
            try await system.sandbox()
            try await system.waitUntilIdle()
            for customer in customers { #expect(try await system.deliveries(to: customer).count == 1) }
            #expect(try system.database.number(indeterminate) == before)
        }

        @Test func `where the provider has no keys, an unknown outcome is marked and never resent`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["accept_then_cut": 1])
            try system.database.execute("update channel set honours_idempotency = false where provider = 'gateway'")
            defer {
                try? system.database.execute("update channel set honours_idempotency = true where provider = 'gateway'")
            }
            let noa = Customer()
            #expect(try await system.post([noa.message(text: "hi")]).status == 200)
            try await system.waitForDeliveries(1, to: noa)
            try await system.waitUntilIdle()
            #expect(try await system.deliveries(to: noa).count == 1)
            let states = try system.database.rows(
                "select m.status, t.outcome from message m join turn t using (tenant_id, message_id)"
                    + " join conversation c on c.conversation_id = m.conversation_id where c.chat_address = $1",
                [noa.jid])
            #expect(states == [["indeterminate", "indeterminate"]])
        }

        @Test func `typing is handed on, and its errors are told apart`() async throws {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            let shown = try await system.request("POST", "/sendTyping", body: Customer.json(["jid": noa.jid]))
            #expect(shown.status == 200)
            #expect(String(decoding: shown.body, as: UTF8.self) == "{\"ok\":true}\n")
            #expect(try await system.log(noa).map(\.typing) == [true])
            #expect(try await system.request("POST", "/sendTyping", body: "{}").status == 400)
            #expect(try await system.request("POST", "/sendTyping", body: "{}", secret: "wrong").status == 401)
            #expect(
                try await system.request("POST", "/sendTyping", body: "{\"jid\":\"\(noa.jid)\",\"tenantId\":\"9\"}")
                    .status
                    == 404)
            _ = try await system.request("POST", "/sandbox/gateway/whatsapp/1/disconnect", body: "{}")
            let refused = try await system.request("POST", "/sendTyping", body: Customer.json(["jid": noa.jid]))
            #expect(refused.status == 503)
            _ = try await system.request("POST", "/sandbox/gateway/whatsapp/1/start", body: "{}")
        }
    }
}
