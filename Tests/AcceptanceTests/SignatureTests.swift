import HTTPClient
import Testing

extension AcceptanceTests {
    /// Nobody but the provider brings a message in.
    @Suite(.serialized) struct Signatures {
        private static let refused = "shi_webhook_refused_total"

        private func isStored(_ id: String, _ system: System) throws -> Bool {
            try system.database.number(
                "select count(*) from provider_message where provider_message_id = $1", [id]) > 0
        }

        @Test(arguments: KeyedProvider.allCases)
        func `a post that is not proved to be the provider's is refused, counted, and stores nothing`(
            provider: KeyedProvider
        ) async throws {
            let system = try runningSystem()
            try await system.sandbox()
            let id = Customer.newID()
            let noa = Customer()
            let label = "provider=\"\(provider.rawValue)\""
            let before = try await system.counted(Self.refused, label)
            let good = provider.post("hello", id: id, from: noa, secret: system.secret, url: system.url)
            #expect(try await system.post(good, proof: .some(nil)).status == 401)
            #expect(try await system.post(good, proof: "").status == 401)
            let forged = provider.post("hello", id: id, from: noa, secret: "another secret", url: system.url)
            #expect(try await system.post(forged).status == 403)
            var count = 3
            for flipped in Self.flips(of: good.proof.value) {
                #expect(try await system.post(good, proof: flipped).status == 403, "\(flipped)")
                count += 1
            }
            #expect(try !isStored(id, system))
            try await eventually("the refusals are counted") {
                try await system.counted(Self.refused, label) == before + count
            }
            #expect(try await system.post(good).status == 200)
            #expect(try isStored(id, system))
            try await system.waitUntilIdle()
        }

        /// The proof with one bit of one of its last characters another, where that is another character of its alphabet.
        private static func flips(of proof: String) -> [String] {
            let bytes = Array(proof.utf8)
            return stride(from: bytes.count - 3, to: max(0, bytes.count - 40), by: -5).map { place in
                var flipped = bytes
                flipped[place] = flipped[place] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
                return String(decoding: flipped, as: UTF8.self)
            }
        }

        @Test(arguments: [KeyedProvider.cloud, .waha, .gowa, .twilio])
        func `a body in which one bit is another does not fit its signature`(provider: KeyedProvider) async throws {
            let system = try runningSystem()
            let id = Customer.newID()
            let good = provider.post("hello", id: id, from: Customer(), secret: system.secret, url: system.url)
            var changed = good
            changed.body = good.body.replacing("hello", with: "hellp")
            #expect(changed.body != good.body)
            #expect(try await system.post(changed).status == 403)
            #expect(try !isStored(id, system))
        }

        @Test func `another tenant's secret opens no channel but its own, though they share an address`() async throws {
            let system = try runningSystem()
            try await system.sandbox()
            try system.database.execute(
                """
                insert into tenant (tenant_id, name) values (3, 'Another business');
                do $$ begin
                    perform set_channel(3, 1, 'cloud', '777', '\(system.url)/sandbox/cloud', 'demo', '{}');
                    perform set_channel_secret(3, 1, 'x', array['the secret of tenant 3'], null);
                end $$;
                """)
            let secret = "the secret of tenant 3"
            let id = Customer.newID()
            let noa = Customer()
            let theirs = KeyedProvider.cloud.post("hello", id: id, from: noa, secret: secret, url: system.url)
            // The directory of channels is read again after some seconds.
            try await eventually("tenant 3 is known") {
                let own = KeyedProvider.cloud.signed(
                    KeyedProvider.cloudEnvelope([]).replacing("555000111222333", with: "777"), secret: secret,
                    url: system.url)
                return try await system.post(own).status == 200
            }
            #expect(try await system.post(theirs).status == 403)
            #expect(try !isStored(id, system))
            let own = KeyedProvider.cloud.signed(
                theirs.body.replacing("555000111222333", with: "777"), secret: secret, url: system.url)
            #expect(try await system.post(own).status == 200)
            #expect(
                try system.database.rows(
                    "select tenant_id from provider_message where provider_message_id = $1", [id]) == [["3"]])
            let ours = KeyedProvider.cloud.post(
                "hi", id: Customer.newID(), from: noa, secret: system.secret, url: system.url)
            #expect(try await system.post(ours).status == 200)
            try system.database.execute("delete from job where tenant_id = 3")
            try await system.waitUntilIdle()
        }

        @Test func `Meta's verification of the address is answered with its challenge, and nothing else`() async throws
        {
            let system = try runningSystem()
            func verify(_ token: String, mode: String = "subscribe") async throws -> HTTPResponse {
                try await system.request(
                    "GET",
                    "/webhook/cloud/demo?hub.mode=\(mode)&hub.verify_token=\(token)&hub.challenge=0115820%2b1444",
                    contentType: nil, secret: .some(nil))
            }
            let right = try await verify(system.secret)
            #expect(right.status == 200)
            #expect(right.header("content-type")?.hasPrefix("text/plain") == true)
            #expect(String(decoding: right.body, as: UTF8.self) == "0115820+1444")
            #expect(try await verify("wrong").status == 403)
            #expect(try await verify("").status == 403)
            #expect(try await verify(system.secret, mode: "unsubscribe").status == 403)
        }

        @Test(arguments: KeyedProvider.allCases)
        func `an address that nobody has is not there`(provider: KeyedProvider) async throws {
            let system = try runningSystem()
            var post = provider.post(
                "hello", id: Customer.newID(), from: Customer(), secret: system.secret, url: system.url)
            post.path = "/webhook/\(provider.rawValue)/nobody"
            #expect(try await system.post(post).status == 404)
        }
    }
}
