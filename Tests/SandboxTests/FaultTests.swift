import Conversation
import Testing

@testable import sandbox

@Suite struct FaultTests {
    @Test(arguments: Provider.allCases)
    func `accept_then_cut delivers, reports, and cuts the line`(provider: Provider) throws {
        let site = try Site()
        try site.set(#"{"accept_then_cut":1}"#)
        let answer = try site.sendText(provider)
        #expect(answer.header("X-Accel-Redirect") == "/sandbox/cut")
        #expect(answer.body.isEmpty)
        let line = try #require(try site.lines(.message).first)
        #expect(line["fault"]?.string == "accept_then_cut")
        #expect(line["duplicate"]?.flag == false)
    }

    @Test(arguments: Provider.allCases, ["fail_503", "fail_500", "throttle", "blocked"])
    func `a refused send delivers nothing and says why in the log`(provider: Provider, fault: String) throws {
        let site = try Site()
        try site.set(#"{"\#(fault)":1}"#)
        let answer = try site.sendText(provider)
        let statuses = ["fail_503": [503], "fail_500": [500], "throttle": [429], "blocked": [401, 403]]
        #expect(statuses[fault]?.contains(answer.status) == true)
        #expect(answer.header("Retry-After") == (fault == "throttle" ? "3" : nil))
        #expect(try site.lines(.message).isEmpty)
        let line = try #require(try site.lines(.refused).first)
        #expect(line["fault"]?.string == fault)
        #expect(line["provider"]?.string == provider.rawValue)
    }

    @Test func `Meta's faults carry the codes that decide`() throws {
        for (fault, code) in [("throttle", 130429), ("blocked", 190), ("fail_503", 131016), ("window_closed", 131047)] {
            let site = try Site()
            try site.set(#"{"\#(fault)":1}"#)
            #expect(try site.sendText(.cloud).json["error"]?["code"]?.whole == code)
        }
    }

    @Test func `a template passes where the window is closed`() throws {
        let site = try Site()
        try site.set(#"{"window_closed":1}"#)
        let body =
            #"{"messaging_product":"whatsapp","to":"972541234567","type":"template","template":{"name":"x","#
            + #""language":{"code":"he"}}}"#
        #expect(try site.post("/sandbox/cloud/v23.0/555000111222333/messages", body, Site.cloud).status == 200)
    }

    @Test(arguments: Provider.allCases)
    func `the pair limit refuses what is over it and logs a violation`(provider: Provider) throws {
        let site = try Site()
        try site.set(#"{"pair_burst":2,"pair_interval_ms":600000}"#)
        let answers = try (0..<4).map { try site.sendText(provider, id: "\($0)") }
        #expect(answers.prefix(2).allSatisfy { $0.status < 300 })
        #expect(answers.suffix(2).allSatisfy { $0.status == (provider == .cloud ? 400 : 429) })
        #expect(try site.lines(.message).count == 2)
        #expect(try site.lines(.violation).count == 2)
        if provider == .cloud { #expect(answers[3].json["error"]?["code"]?.whole == 131056) }
    }

    @Test func `a repetition under the same key is no violation`() throws {
        let site = try Site()
        try site.set(#"{"pair_burst":1,"pair_interval_ms":600000}"#)
        for _ in 0..<3 { #expect(try site.sendText(.sandbox).status == 200) }
        #expect(try site.lines(.violation).isEmpty)
    }

    @Test func `the bucket refills with time and forgives only the tolerance`() throws {
        let pairs = PairLimit(folder: try temporaryFolder())
        func take(_ seconds: Double) throws -> Bool {
            try pairs.take(
                "p", burst: 2, interval: .seconds(6), tolerance: .milliseconds(100),
                at: UnixTime(microseconds: 1_767_225_600_000_000 + Int(seconds * 1_000_000)))
        }
        #expect(try [take(0), take(0), take(0)] == [true, true, false])
        #expect(try [take(5.8), take(5.95), take(6)] == [false, true, false])
        #expect(try [take(100), take(100), take(100)] == [true, true, false])
    }
}
