import FoundationEssentials
import HTTPClient
import Testing

extension AcceptanceTests {
    /// Who may speak: the customer's word, the business's hours, and its people (promise P6).
    @Suite(.serialized) struct Consent {
        private func cloud(_ customer: Customer, _ system: System) async throws -> [String] {
            try await system.log(chat: KeyedProvider.cloud.chat(customer)).filter {
                $0.kind == "message" && $0.duplicate != true
            }.compactMap(\.text)
        }

        private func mode(_ mode: String, of customer: Customer, _ system: System) async throws -> HTTPResponse {
            try await system.request(
                "POST", "/conversation/mode",
                body: Customer.json([
                    "to": KeyedProvider.cloud.chat(customer), "channel": "cloud:555000111222333", "mode": mode,
                ]))
        }

        @Test(arguments: [("הסר", "התחל"), ("STOP!", " start ")])
        func `who writes STOP gets one notice and no more of the bot, until START`(stop: String, start: String)
            async throws
        {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            #expect(try await system.post("hello", from: noa, by: .cloud).status == 200)
            try await eventually("the reply arrives") { try await cloud(noa, system).count == 1 }
            #expect(try await system.post(stop, from: noa, by: .cloud).status == 200)
            try await eventually("the notice arrives") { try await cloud(noa, system).count == 2 }
            try await system.waitUntilIdle()
            #expect(try await system.post("hello?", from: noa, by: .cloud).status == 200)
            #expect(try await system.post(stop, from: noa, by: .cloud).status == 200)
            try await Task.sleep(for: .seconds(2))
            try await system.waitUntilIdle()
            #expect(try await cloud(noa, system).count == 2)
            #expect(try await system.post(start, from: noa, by: .cloud).status == 200)
            try await eventually("the notice arrives") { try await cloud(noa, system).count == 3 }
            #expect(try await system.post("hello again", from: noa, by: .cloud).status == 200)
            try await eventually("the reply arrives") { try await cloud(noa, system).count == 4 }
            try await system.waitUntilIdle()
        }

        @Test func `STOP while the model thinks: the reply is not sent`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["time_to_first_token_ms": 1500])
            let noa = Customer()
            #expect(try await system.post("tell me a story", from: noa, by: .cloud).status == 200)
            try await Task.sleep(for: .milliseconds(500))
            #expect(try await system.post("stop", from: noa, by: .cloud).status == 200)
            try await eventually("the notice arrives") { try await cloud(noa, system).count == 1 }
            try await Task.sleep(for: .seconds(2))
            try await system.waitUntilIdle()
            let texts = try await cloud(noa, system)
            #expect(texts.count == 1 && texts[0].contains("START"))
        }

        @Test func `a human takes over by the API, is not interrupted, and gives it back`() async throws {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            #expect(try await mode("human", of: noa, system).status == 404)
            #expect(try await system.post("hello", from: noa, by: .cloud).status == 200)
            try await eventually("the reply arrives") { try await cloud(noa, system).count == 1 }
            let taken = try await mode("human", of: noa, system)
            #expect(taken.status == 200)
            #expect(String(decoding: taken.body, as: UTF8.self).contains("\"changed\":true"))
            #expect(try await system.post("are you there?", from: noa, by: .cloud).status == 200)
            try await Task.sleep(for: .seconds(2))
            #expect(try await cloud(noa, system).count == 1)
            #expect(try await mode("bot", of: noa, system).status == 200)
            #expect(try await system.post("and now?", from: noa, by: .cloud).status == 200)
            try await eventually("the reply arrives") { try await cloud(noa, system).count == 2 }
            #expect(try await mode("asleep", of: noa, system).status == 400)
            try await system.waitUntilIdle()
        }

        @Test func `after a set silence of the people the bot answers again`() async throws {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            #expect(try await system.post("hello", from: noa, by: .cloud).status == 200)
            try await eventually("the reply arrives") { try await cloud(noa, system).count == 1 }
            let owner = """
                {"provider":"cloud","chat":"\(KeyedProvider.cloud.chat(noa))","name":"Owner","text":"I am here",\
                "from_me":true}
                """
            #expect(try await system.request("POST", "/sandbox/chat", body: owner).status == 200)
            try await eventually("a human has taken over") {
                try system.database.rows(
                    "select mode from conversation where chat_address = $1", [KeyedProvider.cloud.chat(noa)]) == [
                        ["human"]
                    ]
            }
            #expect(try await system.post("thanks", from: noa, by: .cloud).status == 200)
            try await Task.sleep(for: .seconds(2))
            #expect(try await cloud(noa, system).count == 1)
            try system.database.execute(
                """
                update conversation
                set mode_changed_at = now() - interval '3 hours', last_human_at = now() - interval '3 hours'
                where chat_address = '\(KeyedProvider.cloud.chat(noa))'
                """)
            #expect(try await system.post("is anybody there?", from: noa, by: .cloud).status == 200)
            try await eventually("the bot answers") { try await cloud(noa, system).count == 2 }
            try await system.waitUntilIdle()
        }

        @Test func `outside the business's hours the set text is told, once`() async throws {
            let system = try runningSystem()
            try await system.sandbox()
            // Open for one minute that is twelve hours away.
            try system.database.execute(
                """
                update tenant set out_of_hours_he = 'אנחנו סגורים כעת', out_of_hours_en = 'We are closed now';
                insert into business_hours (tenant_id, weekday, opens, closes)
                select 1, d, (s.at)::time, (s.at)::time + interval '1 minute'
                from generate_series(1, 7) d,
                    (select date_trunc('hour', (now() + interval '12 hours') at time zone 'Asia/Jerusalem') as at) s;
                """)
            defer {
                try? system.database.execute(
                    "delete from business_hours; update tenant set out_of_hours_he = null, out_of_hours_en = null")
            }
            let noa = Customer()
            #expect(try await system.post("hello there", from: noa, by: .cloud).status == 200)
            try await eventually("the text arrives") { try await cloud(noa, system).count == 1 }
            #expect(try await cloud(noa, system)[0].contains("We are closed now"))
            #expect(try await system.post("and a flat?", from: noa, by: .cloud).status == 200)
            try await Task.sleep(for: .seconds(2))
            try await system.waitUntilIdle()
            #expect(try await cloud(noa, system).count == 1)
        }
    }
}
