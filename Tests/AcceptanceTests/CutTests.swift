import FoundationEssentials
import Glibc
import HTTPClient
import Testing

extension AcceptanceTests {
    /// A provider accepts a send, and the line is cut before it answers (promise P5).
    @Suite(.serialized) struct Cuts {
        /// How many sends of each provider; SHI_CUTS sets another number.
        private static let count = getenv("SHI_CUTS").flatMap { Int(String(cString: $0)) } ?? 100

        /// Lets customers write whose replies are all cut, and returns what has become of these.
        private func cut(
            _ chats: [String], _ system: System, settings: [String: Double] = [:],
            post: @escaping @Sendable (Int) async throws -> Int
        ) async throws -> [String: Int] {
            try await system.sandbox(
                ["accept_then_cut": 1, "tokens": 5, "time_to_first_token_ms": 20].merging(settings) { $1 })
            try await withThrowingTaskGroup { group in
                for first in 0..<4 {
                    group.addTask {
                        for index in stride(from: first, to: chats.count, by: 4) {
                            let status = try await post(index)
                            #expect(status == 200)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let known = Set(chats)
            var deliveries: [String: Int] = [:]
            try await patiently("every reply has left") {
                let lines = try await system.log().filter {
                    $0.kind == "message" && $0.duplicate != true && known.contains($0.chat ?? "")
                }
                deliveries = Dictionary(lines.map { ($0.chat ?? "", 1) }, uniquingKeysWith: +)
                return deliveries.count == chats.count
            }
            try await system.sandbox(settings)
            try await patiently("all is settled") {
                try system.database.number("select count(*) from job where kind in ('reply', 'send')") == 0
            }
            // Once more, now that everything is settled.
            let lines = try await system.log().filter {
                $0.kind == "message" && $0.duplicate != true && known.contains($0.chat ?? "")
            }
            deliveries = Dictionary(lines.map { ($0.chat ?? "", 1) }, uniquingKeysWith: +)
            #expect(deliveries.filter { $0.value != 1 }.map(\.key) == [], "doubled")
            #expect(known.filter { deliveries[$0] == nil } == [], "lost")
            try await system.emptyLog()
            let list = "{" + chats.map { "\"\($0)\"" }.joined(separator: ",") + "}"
            let states = try system.database.rows(
                """
                select case when m.status in ('delivered', 'read', 'played') then 'sent' else m.status end, count(*)
                from message m join conversation c using (tenant_id, conversation_id)
                where m.direction = 'out' and c.chat_address = any ($1::text[]) group by 1
                """, [list])
            return Dictionary(states.map { ($0[0] ?? "", Int($0[1] ?? "") ?? 0) }, uniquingKeysWith: +)
        }

        private func patiently(_ what: String, _ condition: () async throws -> Bool) async throws {
            for _ in 0..<1500 {
                if try await condition() { return }
                try await Task.sleep(for: .milliseconds(200))
            }
            Issue.record("it never came to this: \(what)")
        }

        @Test(arguments: KeyedProvider.allCases)
        func `what the provider reports, looks up or knows by its id settles every send: none doubled, none lost`(
            provider: KeyedProvider
        ) async throws {
            let system = try runningSystem()
            let customers = (0..<Self.count).map { _ in Customer() }
            let states = try await cut(customers.map(provider.chat), system) { index in
                try await system.post("hello", from: customers[index], by: provider).status
            }
            // gowa reports nothing of what was sent, cannot be asked, and takes no id.
            #expect(states == [provider == .gowa ? "indeterminate" : "sent": Self.count])
            if provider == .gowa { try system.database.execute("delete from dead_job") }
        }

        @Test func `a gateway with keys gets the same message again, and delivers it once`() async throws {
            let system = try runningSystem()
            let customers = (0..<Self.count).map { _ in Customer() }
            // Cut each time, it would never hear of one.
            let states = try await cut(customers.map(\.jid), system, settings: ["accept_then_cut": 0.7]) { index in
                try await system.post([customers[index].message(text: "hello")]).status
            }
            #expect(states == ["sent": Self.count])
        }

        @Test(arguments: [KeyedProvider.cloud, .evolution])
        func `without any report it stays unknown: shown to the operator, and never sent again`(
            provider: KeyedProvider
        ) async throws {
            let system = try runningSystem()
            try system.database.execute("update channel set settle_ms = 2000 where provider = '\(provider.rawValue)'")
            defer {
                try? system.database.execute(
                    "update channel set settle_ms = 60000 where provider = '\(provider.rawValue)'")
            }
            let customers = (0..<10).map { _ in Customer() }
            let states = try await cut(customers.map(provider.chat), system, settings: ["no_reports": 1]) { index in
                try await system.post("hello", from: customers[index], by: provider).status
            }
            #expect(states == ["indeterminate": 10])
            #expect(
                try system.database.number(
                    "select count(*) from dead_job d join message m using (tenant_id, message_id)"
                        + " where m.status = 'indeterminate'") >= 10)
            try system.database.execute("delete from dead_job")
        }
    }
}
