import Glibc
import HTTPClient
import Testing

extension AcceptanceTests {
    /// A turn when things go wrong.
    @Suite struct Turns {
        /// The name of the worker that holds a customer's reply job, such as `worker-2`, once one does.
        private func holder(of customer: Customer, in system: System) async throws -> String {
            var name: String?
            try await eventually("a worker holds the turn") {
                name =
                    try system.database.rows(
                        "select w.name from job j join worker w using (worker_id)"
                            + " join conversation c on c.tenant_id = j.tenant_id and c.conversation_id = j.key"
                            + " where c.chat_address = $1 and j.kind = 'reply' and j.state = 'running'", [customer.jid]
                    ).first?.first ?? nil
                return name != nil
            }
            return try #require(name)
        }

        /// A customer about whose words the model is being asked now.
        ///
        /// Tests before may have opened a worker's circuit breaker: then the rules answer, and another customer tries.
        private func customerBeforeTheModel(_ system: System) async throws -> Customer {
            var customer = Customer()
            try await eventually("the model is asked") {
                customer = Customer()
                #expect(try await system.post([customer.message(text: "hello from \(customer.jid)")]).status == 200)
                while try await system.deliveries(to: customer).isEmpty {
                    let isAsked = try await system.log().contains {
                        $0.kind == "model" && $0.phase == "request" && $0.json != true
                            && $0.text?.contains(customer.jid) == true
                    }
                    if isAsked { return true }
                    try await Task.sleep(for: .milliseconds(20))
                }
                return false
            }
            return customer
        }

        private static let turn =
            "select t.rung, t.lost_workers, t.committed_ms <= t.deadline_ms from turn t"
            + " join conversation c using (tenant_id, conversation_id) where c.chat_address = $1"

        @Test func `a worker killed while it waits for the model is replaced, and the reply goes out once, in time`()
            async throws
        {
            let system = try runningSystem()
            try await system.sandbox(["time_to_first_token_ms": 1200])
            let noa = try await customerBeforeTheModel(system)
            let worker = try await holder(of: noa, in: system)
            let old = try system.processID(of: worker)
            kill(old, SIGKILL)
            try await system.waitForDeliveries(1, to: noa)
            try await system.waitForRestart(of: worker, after: old)
            try await system.waitUntilIdle()
            #expect(try await system.deliveries(to: noa).count == 1)
            let turn = try #require(try system.database.rows(Self.turn, [noa.jid]).first)
            #expect(turn[1] == "1")
            #expect(turn[2] == "t", "the deadline was missed")
        }

        @Test func `a stopped worker loses its lease, and can write nothing when it goes on`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["time_to_first_token_ms": 600])
            let noa = try await customerBeforeTheModel(system)
            let worker = try await holder(of: noa, in: system)
            let id = try system.processID(of: worker)
            kill(id, SIGSTOP)
            defer { kill(id, SIGCONT) }
            try await system.waitForDeliveries(1, to: noa)
            let before = try system.database.rows("select count(*), max(message_id) from message")
            kill(id, SIGCONT)
            // It comes back as a worker: it has noticed, and has been registered again.
            try await eventually("the worker is alive again") {
                try system.database.number(
                    "select count(*) from worker where name = $1 and heartbeat_at > now() - interval '300 ms'", [worker]
                ) == 1
            }
            try await system.waitUntilIdle()
            try await Task.sleep(for: .milliseconds(500))
            #expect(try system.database.rows("select count(*), max(message_id) from message") == before)
            #expect(try await system.deliveries(to: noa).count == 1)
            #expect(try system.database.rows(Self.turn, [noa.jid]).count == 1)
        }

        @Test func `when the model hangs, every message is answered by its deadline all the same`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["hang": 1])
            let customers = (0..<20).map { _ in Customer() }
            for customer in customers {
                #expect(try await system.post([customer.message(text: "יש לכם דירות בתל אביב?")]).status == 200)
            }
            for customer in customers {
                try await system.waitForDeliveries(1, to: customer)
                let turn = try #require(try system.database.rows(Self.turn, [customer.jid]).first)
                #expect(turn[0] == "fallback" || turn[0] == "knowledge")
                #expect(turn[2] == "t", "the deadline was missed")
            }
        }

        @Test(arguments: ["status_429", "status_500", "cut", "malformed", "empty"])
        func `a model that fails is never visible as silence`(fault: String) async throws {
            let system = try runningSystem()
            try await system.sandbox([fault: 1])
            let noa = Customer()
            #expect(try await system.post([noa.message(text: "What are your opening hours?")]).status == 200)
            let reply = try await system.waitForDeliveries(1, to: noa)
            // Not the first words of a broken answer: what the business itself says to this.
            #expect(reply.first?.text?.contains("9:00-18:00") == true)
        }

        @Test func `after a takeover during the model's call nothing is sent`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["time_to_first_token_ms": 1500])
            let noa = try await customerBeforeTheModel(system)
            _ = try system.database.rows(
                "select set_conversation_mode(tenant_id, conversation_id, 'human') from conversation where chat_address = $1",
                [noa.jid])
            try await system.waitUntilIdle()
            try await Task.sleep(for: .milliseconds(2000))
            #expect(try await system.deliveries(to: noa).isEmpty)
            #expect(
                try system.database.number(
                    "select count(*) from message join conversation using (tenant_id, conversation_id)"
                        + " where chat_address = $1 and direction = 'out'", [noa.jid]) == 0)
        }

        @Test func `somebody who keeps writing is answered by the first message's deadline, and then the rest`()
            async throws
        {
            let system = try runningSystem()
            try await system.sandbox(["time_to_first_token_ms": 300])
            let noa = Customer()
            for number in 0..<12 {
                #expect(try await system.post([noa.message(text: "number \(number)")]).status == 200)
                try await Task.sleep(for: .milliseconds(500))
            }
            try await system.waitUntilIdle()
            let turns = try system.database.rows(
                "select t.committed_ms <= t.deadline_ms from turn t join conversation c using (tenant_id, conversation_id)"
                    + " where c.chat_address = $1", [noa.jid])
            #expect(turns.count >= 2)
            #expect(turns.allSatisfy { $0 == ["t"] })
            let state = try system.database.rows(
                "select generation = 12 and answered_generation = 12 from conversation where chat_address = $1",
                [noa.jid])
            #expect(state == [["t"]])
        }

        @Test func `without a model the tenant's listings and knowledge answer`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["status_500": 1])
            let noa = Customer()
            #expect(try await system.post([noa.message(text: "מחפשת דירת 3 חדרים בתל אביב עד 7000")]).status == 200)
            let reply = try #require(try await system.waitForDeliveries(1, to: noa).first?.text)
            #expect(reply.contains("השקמה 14"))
            #expect(reply.contains("6,800"))
        }
    }
}
