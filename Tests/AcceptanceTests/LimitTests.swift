import HTTPClient
import Testing

extension AcceptanceTests {
    /// What providers allow: how often one may write to somebody, when, and how fast.
    @Suite(.serialized) struct Limits {
        private static let cloud = "provider = 'cloud'"

        private func send(_ text: String, to customer: Customer, _ system: System) async throws -> Int {
            try await system.request(
                "POST", "/send",
                body: Customer.json([
                    "to": KeyedProvider.cloud.chat(customer), "text": text, "channel": "cloud:555000111222333",
                ]), headers: [("Prefer", "wait=0")]
            ).status
        }

        private func cloudMessages(to customer: Customer, _ system: System) async throws -> [LogLine] {
            try await system.log(chat: KeyedProvider.cloud.chat(customer)).filter {
                $0.kind == "message" && $0.duplicate != true
            }
        }

        @Test func `twenty quick messages to one contact never exceed the pair limit, and none is lost`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["pair_burst": 4, "pair_interval_ms": 400])
            try system.database.execute(
                "update channel set pair_burst = 4, pair_interval_ms = 400 where \(Self.cloud)")
            defer {
                try? system.database.execute(
                    "update channel set pair_burst = 45, pair_interval_ms = 6000 where \(Self.cloud)")
            }
            let noa = Customer()
            #expect(try await system.post("hello", from: noa, by: .cloud).status == 200)
            for number in 1...20 { #expect(try await send("number \(number)", to: noa, system) == 202) }
            try await eventually("all have left") { try await cloudMessages(to: noa, system).count == 21 }
            try await system.waitUntilIdle()
            let log = try await system.log()
            #expect(log.filter { $0.kind == "violation" }.count == 0)
            let texts = try await cloudMessages(to: noa, system).compactMap(\.text).filter { $0.hasPrefix("number") }
            #expect(texts == (1...20).map { "number \($0)" })
            try await system.sandbox()
        }

        @Test func `a day after the customer's last word only a template goes out, and everything else is refused`()
            async throws
        {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            #expect(try await system.post("hello", from: noa, by: .cloud).status == 200)
            try await eventually("the reply has left") { try await cloudMessages(to: noa, system).count == 1 }
            try await system.waitUntilIdle()
            let chat = KeyedProvider.cloud.chat(noa)
            try system.database.execute(
                "update conversation set last_customer_at = now() - interval '25 hours' where chat_address = '\(chat)'")
            let refused = try await system.request(
                "POST", "/send",
                body: Customer.json(["to": chat, "text": "late", "channel": "cloud:555000111222333"]))
            #expect(refused.status == 422)
            #expect(String(decoding: refused.body, as: UTF8.self).contains("template"))
            let template = try await system.request(
                "POST", "/send",
                body: """
                    {"to":"\(chat)","channel":"cloud:555000111222333","type":"template","template":\
                    {"name":"appointment_reminder","language":"he","components":[{"type":"body","parameters":\
                    [{"type":"text","text":"נועה"}]}]}}
                    """)
            #expect(template.status == 200, "\(String(decoding: template.body, as: UTF8.self))")
            let types = try await cloudMessages(to: noa, system).map(\.type)
            #expect(types == ["text", "template"])
        }

        @Test func `a provider that takes no more for now is given time, and everything arrives once`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["throttle": 0.6])
            let customers = (0..<15).map { _ in Customer() }
            for customer in customers {
                #expect(try await system.post("hello", from: customer, by: .cloud).status == 200)
            }
            try await eventually("the channel waits") {
                try system.database.number("select count(*) from channel where sends_after > now()") > 0
            }
            try await system.sandbox()
            for customer in customers {
                try await eventually("an answer arrives") { try await cloudMessages(to: customer, system).count == 1 }
            }
            try await system.waitUntilIdle()
            for customer in customers { #expect(try await cloudMessages(to: customer, system).count == 1) }
        }

        @Test func `a channel that is blocked is shown, and goes on when it is mended`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["blocked": 1])
            let noa = Customer()
            #expect(try await system.post("hello", from: noa, by: .cloud).status == 200)
            try await eventually("the problem is shown") {
                try system.database.number(
                    "select count(*) from channel where problem is not null and problem_at is not null and \(Self.cloud)"
                )
                    == 1
            }
            #expect(try await system.counted("shi_channels_with_a_problem") == 1)
            try await system.sandbox()
            // The operator has mended it and does not wait for the next look.
            try system.database.execute("update channel set sends_after = null where \(Self.cloud)")
            try system.database.execute("update job set run_at = now() where state = 'waiting' and kind = 'send'")
            try await eventually("the reply arrives") { try await cloudMessages(to: noa, system).count == 1 }
            try await eventually("the problem is gone") {
                try system.database.number("select count(*) from channel where problem is not null") == 0
            }
            try await system.waitUntilIdle()
        }
    }
}
