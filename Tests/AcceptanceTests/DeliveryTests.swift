import FoundationEssentials
import HTTPClient
import Testing

extension AcceptanceTests {
    /// However often, in whatever order and by however many connections a provider posts (promises P2 and P7).
    @Suite struct Deliveries {
        private static let states =
            "select m.status, count(*) from message m join conversation c using (tenant_id, conversation_id)"
            + " where m.direction = 'out' and c.chat_address = any ($1::text[]) group by 1 order by 1"

        /// The rows that some customers' messages have made, and the replies to them.
        private func counts(_ chats: [String], _ system: System) throws -> [[String?]] {
            try system.database.rows(
                """
                select count(*) filter (where m.direction = 'in'), count(distinct m.conversation_id),
                    count(*) filter (where m.direction = 'out')
                from message m join conversation c using (tenant_id, conversation_id)
                where c.chat_address = any ($1::text[])
                """, [Self.array(chats)])
        }

        private static func array(_ texts: [String]) -> String {
            "{" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "}"
        }

        /// Makes posts over so many connections at once.
        private func post(_ posts: [ProviderPost], connections: Int, _ system: System) async throws -> [Int] {
            try await withThrowingTaskGroup { group in
                for first in 0..<connections {
                    group.addTask {
                        var statuses: [Int] = []
                        for index in stride(from: first, to: posts.count, by: connections) {
                            statuses.append(try await system.post(posts[index]).status)
                        }
                        return statuses
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }

        @Test func `batches of a hundred, each message three times and shuffled, over four connections`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["tokens": 5, "status_repeat": 3, "status_shuffle": 1])
            let customers = (0..<200).map { _ in Customer() }
            let chats = customers.map(KeyedProvider.cloud.chat)
            let messages = chats.map {
                KeyedProvider.cloudMessage(text: "\"hello\"", id: "wamid.\(UUID().uuidString)", from: $0)
            }
            let copies = (messages + messages + messages).shuffled()
            let posts = stride(from: 0, to: copies.count, by: 100).map { start in
                KeyedProvider.cloud.signed(
                    KeyedProvider.cloudEnvelope(Array(copies[start..<min(start + 100, copies.count)])),
                    secret: system.secret, url: system.url)
            }
            #expect(Set(try await post(posts, connections: 4, system)) == [200])
            try await eventually("everybody is answered") {
                try self.counts(chats, system) == [["200", "200", "200"]]
            }
            try await system.waitUntilIdle()
            #expect(try counts(chats, system) == [["200", "200", "200"]])
            // Each report came three times and in any order.
            try await eventually("all are read") {
                try system.database.rows(Self.states, [Self.array(chats)]) == [["read", "200"]]
            }
            let log = try await system.log().filter { $0.kind == "message" && chats.contains($0.chat ?? "") }
            #expect(log.count == 200)
            try await system.emptyLog()
        }

        @Test(arguments: KeyedProvider.allCases.filter { $0 != .cloud })
        func `single posts, each three times and shuffled, over four connections`(provider: KeyedProvider) async throws
        {
            let system = try runningSystem()
            try await system.sandbox(["tokens": 5, "status_repeat": 3, "status_shuffle": 1])
            let customers = (0..<60).map { _ in Customer() }
            let posts = customers.map {
                provider.post("hello", id: Customer.newID(), from: $0, secret: system.secret, url: system.url)
            }
            #expect(Set(try await post((posts + posts + posts).shuffled(), connections: 4, system)) == [200])
            let chats = customers.map(provider.chat)
            try await eventually("everybody is answered") { try self.counts(chats, system) == [["60", "60", "60"]] }
            try await system.waitUntilIdle()
            #expect(try counts(chats, system) == [["60", "60", "60"]])
            if provider != .gowa {
                try await eventually("all are read") {
                    try system.database.rows(Self.states, [Self.array(chats)]) == [["read", "60"]]
                }
            }
            let log = try await system.log().filter {
                $0.kind == "message" && $0.duplicate != true && chats.contains($0.chat ?? "")
            }
            #expect(log.count == 60)
            try await system.emptyLog()
        }
    }
}
