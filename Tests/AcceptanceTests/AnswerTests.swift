import Glibc
import HTTPClient
import Testing

extension AcceptanceTests {
    /// What the answers are made of.
    @Suite struct Answers {
        private static let turns =
            "select t.rung from turn t join conversation c using (tenant_id, conversation_id)"
            + " where c.chat_address = $1 order by t.turn_id"

        /// Posts a text and returns the reply to it.
        private func reply(to text: String, from customer: Customer, in system: System) async throws -> String {
            let before = try await system.deliveries(to: customer).count
            #expect(try await system.post([customer.message(text: text)]).status == 200)
            let reply = try await system.waitForDeliveries(before + 1, to: customer)[before]
            return reply.text ?? ""
        }

        /// The requests that the model got for replies, of all customers.
        private func modelRequests(_ system: System, since: Int = 0) async throws -> [LogLine] {
            try await system.log(since: since).filter { $0.kind == "model" && $0.phase == "request" && $0.json != true }
        }

        private func lastLine(_ system: System) async throws -> Int { try await system.log().last?.n ?? 0 }

        @Test func `the second greeting asks no model, whoever greets, until a fact of the tenant's changes`()
            async throws
        {
            let system = try runningSystem()
            try await system.sandbox(script: #"[{"match":"שלום","reply":"שלום! כאן לאה, איך אפשר לעזור?"}]"#)
            try system.database.execute("delete from response_cache")
            let (noa, dan, amir, eli) = (Customer(), Customer(), Customer(), Customer())
            let first = try await reply(to: "שלום!", from: noa, in: system)
            try await eventually("the answer is kept") {
                try system.database.number("select count(*) from response_cache") == 1
            }
            let mark = try await lastLine(system)
            for customer in [dan, amir] {
                #expect(try await reply(to: "שלוםםם 😊", from: customer, in: system) == first)
                #expect(try system.database.rows(Self.turns, [customer.jid]) == [["cached"]])
            }
            #expect(try await modelRequests(system, since: mark).isEmpty)
            #expect(try system.database.number("select hits from response_cache") == 2)

            try system.database.execute(
                "update listing set price = price + 10 where tenant_id = 1 and listing_id = 101")
            _ = try await reply(to: "שלום", from: eli, in: system)
            try system.database.execute(
                "update listing set price = price - 10 where tenant_id = 1 and listing_id = 101")
            #expect(try await modelRequests(system, since: mark).count == 1)
        }

        @Test func `a changed prompt, price or answer is in the very next reply, whichever worker gives it`()
            async throws
        {
            let system = try runningSystem()
            try await system.sandbox(["log_prompts": 1, "time_to_first_token_ms": 500])
            let before = try system.database.rows(
                "select l.price, p.content, k.answer from listing l join prompt p using (tenant_id)"
                    + " join knowledge k using (tenant_id) where l.tenant_id = 1 and l.listing_id = 101"
                    + " and p.medium = 'whatsapp' and k.topic = 'hours' and k.language = 'he'")[0]
            defer {
                let restore = [
                    (
                        "update listing set price = $1::integer where tenant_id = 1 and listing_id = 101 returning 1",
                        before[0]
                    ),
                    (
                        "update prompt set content = $1 where tenant_id = 1 and medium = 'whatsapp' returning 1",
                        before[1]
                    ),
                    (
                        "update knowledge set answer = $1 where tenant_id = 1 and topic = 'hours' and language = 'he'"
                            + " returning 1", before[2]
                    ),
                ]
                for (sql, value) in restore { _ = try? system.database.rows(sql, [value]) }
            }
            var workers: Set<String> = []
            // Which worker takes a job is left to chance.
            for number in 1...40 where number <= 4 || workers.count < 2 {
                try system.database.execute(
                    "update listing set price = \(6000 + number) where tenant_id = 1 and listing_id = 101")
                try system.database.execute(
                    "update prompt set content = content || ' Rule \(number).' where tenant_id = 1 and medium = 'whatsapp'"
                )
                try system.database.execute(
                    "update knowledge set answer = 'שעות הפתיחה: גרסה \(number).'"
                        + " where tenant_id = 1 and topic = 'hours' and language = 'he'"
                )
                let mark = try await lastLine(system)
                let noa = Customer()
                let question = noa.message(text: "מה שעות הפתיחה, ויש דירת 3 חדרים להשכרה בתל אביב?")
                #expect(try await system.post([question]).status == 200)
                try await eventually("a worker has the turn") {
                    let holder = try system.database.rows(
                        "select w.name from job j join worker w using (worker_id) where j.kind = 'reply'")
                    if let name = holder.first?[0] { workers.insert(name) }
                    return !holder.isEmpty
                }
                try await system.waitForDeliveries(1, to: noa)
                let prompt = try #require(try await modelRequests(system, since: mark).first?.prompt)
                #expect(prompt.contains("Rule \(number)."))
                #expect(prompt.contains("₪6,0\(number < 10 ? "0" : "")\(number)"))
                #expect(prompt.contains("גרסה \(number)."))
            }
            #expect(workers.count >= 2)
            try await system.sandbox()
        }

        @Test(arguments: [
            ("a price", "כמה עולה הדירה בהשקמה?", "הדירה ברחוב השקמה 14 עולה 4,200 ש״ח לחודש.", "4,200"),
            ("an address", "איפה הדירה בתל אביב?", "הדירה נמצאת ברחוב דיזנגוף 99, תל אביב.", "דיזנגוף"),
            ("an availability", "מתי הדירה בהשקמה מתפנה?", "הדירה מתפנה כבר ב-3.5.2031.", "3.5.2031"),
            ("a booking", "תודה על העזרה עם השקמה", "קבעתי לך ביקור בהצלחה, נתראה!", "קבעתי"),
            ("a phone number", "איך מתקשרים אליכם לגבי השקמה?", "אפשר להתקשר ל-052-1234567.", "1234567"),
        ])
        func `a model that lies about it is corrected, and what it says then must hold`(
            what: String, question: String, lie: String, mark: String
        ) async throws {
            let system = try runningSystem()
            let truth = "אשמח לבדוק ולחזור אליך עם תשובה."
            try await system.sandbox(
                script: "[{\"match\":\(Customer.json(question)),\"times\":1,\"reply\":\(Customer.json(lie))},"
                    + "{\"match\":\(Customer.json(question)),\"reply\":\(Customer.json(truth))}]")
            let noa = Customer()
            let corrected = try await reply(to: question, from: noa, in: system)
            #expect(!corrected.contains(mark))
            #expect(corrected.contains("אשמח לבדוק"))
            #expect(try system.database.rows(Self.turns, [noa.jid]) == [["corrected"]])

            // One that lies again is not heard: the tenant's own rows answer.
            try await system.sandbox(
                script: "[{\"match\":\(Customer.json(question)),\"reply\":\(Customer.json(lie))}]")
            let dan = Customer()
            #expect(!(try await reply(to: question, from: dan, in: system)).contains(mark))
            let rung = try system.database.rows(Self.turns, [dan.jid])
            #expect(rung == [["knowledge"]] || rung == [["fallback"]])
        }

        @Test
        func
            `a viewing that the model books with its tools is in the database with the reply, and its writes only then`()
            async throws
        {
            let system = try runningSystem()
            let noa = Customer()
            let slot = try #require(
                try system.database.rows("select starts_at from free_slots(1, 104, null, 7, 1)").first?[0])
            try await system.sandbox(
                script: """
                    [{"match":"לראות","round":0,"tool_calls":[{"name":"offer_viewing_slots","arguments":{"listing_id":104}},
                      {"name":"record_lead","arguments":{"area":"רמת גן","budget":6000}}]},
                     {"match":"לראות","round":1,"tool_calls":[{"name":"book_viewing",
                      "arguments":{"listing_id":104,"starts_at":"\(slot)"}}]},
                     {"match":"לראות","round":2,"reply":"קבעתי לך ביקור ברחוב הדקל 22. נתראה!"}]
                    """)
            let text = try await reply(to: "אפשר לראות את הדירה ברמת גן? התקציב 6000", from: noa, in: system)
            #expect(text.contains("קבעתי"))
            let booked = try system.database.rows(
                "select a.listing_id, a.state from appointment a join conversation c using (tenant_id, conversation_id)"
                    + " where c.chat_address = $1", [noa.jid])
            #expect(booked == [["104", "booked"]])
            let lead = try system.database.rows(
                "select l.area, l.budget from lead l join conversation c using (tenant_id, contact_id)"
                    + " where c.chat_address = $1", [noa.jid])
            #expect(lead == [["רמת גן", "6000"]])
            let turn = try system.database.rows(
                "select t.model_requests, t.tools from turn t join conversation c using (tenant_id, conversation_id)"
                    + " where c.chat_address = $1", [noa.jid])
            #expect(turn == [["3", "{offer_viewing_slots,record_lead,book_viewing}"]])
        }

        @Test func `of two customers who are promised the same viewing at once, one hears that it was taken`()
            async throws
        {
            let system = try runningSystem()
            try system.database.execute("delete from appointment")
            let slots = try system.database.rows("select starts_at from free_slots(1, 103, null, 7, 5)").compactMap {
                $0[0]
            }
            for slot in slots {
                try await system.sandbox(
                    ["time_to_first_token_ms": 300],
                    script: """
                        [{"match":"לראות","round":0,"tool_calls":[{"name":"book_viewing",
                          "arguments":{"listing_id":103,"starts_at":"\(slot)"}}]},
                         {"match":"לראות","round":1,"reply":"קבעתי לך ביקור. נתראה!"}]
                        """)
                let pair = [Customer(), Customer()]
                #expect(
                    try await system.post(pair.map { $0.message(text: "אפשר לראות את הדירה בשדרות הזית?") }).status
                        == 200)
                var promised = 0
                for customer in pair {
                    let text = try await system.waitForDeliveries(1, to: customer)[0].text ?? ""
                    promised += text.contains("קבעתי") ? 1 : 0
                }
                #expect(promised == 1)
            }
            #expect(
                try system.database.number(
                    "select count(*) from appointment where listing_id = 103 and state = 'booked'")
                    == slots.count)
        }

        @Test func `whoever asks for a human is handed over, and still answered`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["status_500": 1])
            let noa = Customer()
            _ = try await reply(to: "אני רוצה לדבר עם נציג אנושי בבקשה", from: noa, in: system)
            let open =
                "select count(*) from handover h join conversation c using (tenant_id, conversation_id)"
                + " where c.chat_address = $1 and h.resolved_at is null"
            #expect(try system.database.number(open, [noa.jid]) == 1)
            _ = try await reply(to: "ובינתיים, מה שעות הפתיחה?", from: noa, in: system)
            _ = try system.database.rows(
                "select set_conversation_mode(tenant_id, conversation_id, 'human') from conversation where chat_address = $1",
                [noa.jid])
            #expect(try system.database.number(open, [noa.jid]) == 0)
        }

        @Test func `the customer's wishes become a lead after the reply, by the model or by rules`() async throws {
            let system = try runningSystem()
            try system.database.execute("update tenant set analyze_after_ms = 100 where tenant_id = 1")
            defer { try? system.database.execute("update tenant set analyze_after_ms = 5000 where tenant_id = 1") }
            let lead =
                "select l.source, l.area, l.budget, l.deal, l.intent from lead l"
                + " join conversation c using (tenant_id, contact_id) where c.chat_address = $1"
            for (source, faults) in [("model", [:]), ("rules", ["status_500": 1.0])] {
                try await system.sandbox(faults)
                let noa = Customer()
                _ = try await reply(to: "מחפשים דירה להשכרה בגבעתיים, תקציב עד 6500 ש״ח", from: noa, in: system)
                try await eventually("there is a lead") {
                    try system.database.rows(lead, [noa.jid]).first?[0] == source
                }
                let row = try #require(try system.database.rows(lead, [noa.jid]).first)
                #expect(row[1] == "גבעתיים" && row[2] == "6500" && row[3] == "rent")
            }
        }

        @Test func `with a model that hangs, errs and breaks off, every message is answered in time`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["hang": 0.1, "status_429": 0.1, "status_500": 0.05, "cut": 0.05])
            let customers = (0..<60).map { _ in Customer() }
            for (number, customer) in customers.enumerated() {
                #expect(
                    try await system.post([customer.message(text: "יש דירת \(number % 3 + 2) חדרים בתל אביב?")]).status
                        == 200)
                try await Task.sleep(for: .milliseconds(50))
            }
            for customer in customers { try await system.waitForDeliveries(1, to: customer) }
            try await system.waitUntilIdle()
            for customer in customers {
                let turn = try system.database.rows(
                    "select t.sent_ms <= t.deadline_ms from turn t join conversation c using (tenant_id, conversation_id)"
                        + " where c.chat_address = $1", [customer.jid])
                #expect(turn == [["t"]], "a reply was not out by its deadline")
            }
            for customer in customers { #expect(try await system.deliveries(to: customer).count == 1) }
        }
    }
}
