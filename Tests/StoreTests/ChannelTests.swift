import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A channel` {
    let database: TestDatabase

    init() throws { database = try TestDatabase() }

    private func channels(_ provider: Provider = .cloud, _ key: String = "key") throws -> [WebhookChannel] {
        var connection = try database.connect(user: "shi_webhook")
        return try connection.webhookChannels(provider: provider, key: key)
    }

    @Test func `is found by its webhook's address, with what proves a post`() throws {
        try database.makeChannel(secrets: ["new \"one\"", "old,{one}"])
        try database.makeChannel(id: 21, address: "666")
        try database.makeChannel(.waha, id: 22, address: cloudAddress)
        #expect(
            try channels() == [
                WebhookChannel(
                    tenantID: 1, address: cloudAddress, secrets: ["new \"one\"", "old,{one}"], verifyToken: "verify"),
                WebhookChannel(tenantID: 1, address: "666", secrets: [], verifyToken: "verify"),
            ])
        #expect(try channels(.waha).map(\.address) == [cloudAddress])
        #expect(try channels(.cloud, "other").isEmpty)
        #expect(try channels(.gateway, "").isEmpty)
    }

    @Test func `has one tenant behind an address`() throws {
        try database.makeChannel()
        let error = #expect(throws: PostgresError.self) {
            try database.value(
                "select set_channel(2, 20, 'cloud', $1, 'http://127.0.0.1:1/x', 'key', null)", [cloudAddress])
        }
        #expect(error?.message == "constraint channel_webhook_address_is_unique is violated")
    }

    @Test func `tells the address under which the provider knows us`() throws {
        _ = try database.value(
            """
            select set_channel(
                1, 20, 'twilio', '+97235550106', 'http://127.0.0.1:1/x', 'key', '{"public_url": "https://shi.example"}')
            """)
        #expect(try channels(.twilio).map(\.publicURL) == ["https://shi.example"])
        #expect(try channels(.twilio).map(\.secrets) == [[]])
    }

    @Test(arguments: [
        (Provider.cloud, "555", "f|24|45|6000|60000"), (.twilio, "whatsapp:+97235550105", "f|24|60000"),
        (.twilio, "+97235550106", "f|60000"), (.evolution, "demo", "f|20000"), (.waha, "demo", "f|20000"),
        (.gowa, "97235550104", "f|20000"), (.gateway, "7", "f|0"), (.sandbox, "demo", "t|0"),
    ])
    func `has its provider's limits when it is new`(provider: Provider, address: String, limits: String) throws {
        try database.makeChannel(provider, address: address)
        let stored = try database.value(
            """
            select concat_ws('|', honours_idempotency, window_hours, pair_burst, pair_interval_ms, settle_ms)
            from channel where channel_id = 20
            """)
        #expect(stored == limits)
    }

    @Test func `keeps limits that were changed, when it is set anew`() throws {
        try database.makeChannel(secrets: ["old"])
        try database.execute("update channel set pair_burst = 5, honours_idempotency = true where channel_id = 20")
        try database.makeChannel(address: "777", key: "second", secrets: ["new"])
        #expect(
            try database.value(
                "select concat_ws('|', address, pair_burst, honours_idempotency) from channel where channel_id = 20")
                == "777|5|t")
        #expect(try channels().isEmpty)
        #expect(try channels(.cloud, "second").map(\.secrets) == [["new"]])
    }

    @Test func `becomes another provider's only while it has no conversations`() throws {
        try database.makeChannel(secrets: ["old"])
        _ = try database.value(
            "select set_channel(1, 20, 'waha', 'demo', 'http://127.0.0.1:1/provider', 'key', null)")
        #expect(try channels(.waha).map(\.secrets) == [[]])
        #expect(try database.value("select settle_ms from channel where channel_id = 20") == "20000")
        try database.makeChannel()
        try database.accept(cloudMessage("a"))
        let error = #expect(throws: PostgresError.self) { try database.makeChannel(.waha) }
        #expect(error?.message == "constraint conversation_channel_fkey is violated")
        #expect(try database.value("select provider from channel where channel_id = 20") == "cloud")
    }

    @Test(arguments: ["", "secret"])
    func `takes no secret that everybody knows`(secret: String) throws {
        let error = #expect(throws: PostgresError.self) { try database.makeChannel(secrets: ["good", secret]) }
        #expect(error?.message == "constraint channel_secret_webhook_is_secret is violated")
    }

    @Test func `has secrets that no program's role can read`() throws {
        try database.makeChannel(secrets: ["hidden"])
        for role in ["shi_webhook", "shi_worker", "shi_send", "shi_typing", "shi_status"] {
            var connection = try database.connect(user: role)
            let error = #expect(throws: PostgresError.self) {
                try connection.column("select webhook::text from channel_secret")
            }
            #expect(error?.sqlState == "42501")
        }
        for role in ["shi_worker", "shi_send", "shi_typing", "shi_status"] {
            var connection = try database.connect(user: role)
            let error = #expect(throws: PostgresError.self) {
                try connection.webhookChannels(provider: .cloud, key: "key")
            }
            #expect(error?.sqlState == "42501")
        }
    }

    @Test func `of the demo's business is there for each provider, and again when it is seeded again`() throws {
        for url in ["http://127.0.0.1:8080", "http://127.0.0.1:9090"] {
            try database.run(
                "psql",
                [
                    "--no-psqlrc", "--quiet", "--set", "url=\(url)", "--set", "secret=run", "--file",
                    "\(sqlFolder)/demo.sql",
                ])
            #expect(
                try database.column(
                    "select distinct base_url like '\(url)/sandbox/%' from channel where tenant_id = 1 and channel_id <= 8"
                )
                    == ["t"])
        }
        #expect(
            try Set(database.column("select provider from channel where tenant_id = 1")).count
                == Provider.allCases.count)
        #expect(try channels(.twilio, "demo").map(\.publicURL) == Array(repeating: "http://127.0.0.1:9090", count: 2))
        #expect(try channels(.cloud, "demo").map(\.verifyToken) == ["run"])
    }
}
