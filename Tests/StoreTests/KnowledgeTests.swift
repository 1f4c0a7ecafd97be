import Testing

@testable import Postgres
@testable import Store

@Suite struct `What the tenant knows` {
    let database: TestDatabase

    init() throws { database = try TestDatabase.withDemo() }

    private func best(_ text: String, language: String, tenant: Int64 = 1) throws -> KnowledgeHit? {
        try database.with { try $0.findKnowledge(tenantID: tenant, text: text, language: language, limit: 3) }.first
    }

    @Test(arguments: [
        ("מתי אתם פתוחים?", "he", "hours"), ("When are you open today", "en", "hours"),
        ("שלום, רציתי לדעת עד מתי אתם פתוחים ביום שישי", "he", "hours"), ("opening hours pls", "en", "hours"),
        ("מה הכתובת שלכם", "he", "address"), ("where's your office??", "en", "address"),
        ("אפשר עם כלב?", "he", "pets"), ("יש לי שני כלבים", "he", "pets"), ("can I bring my dog", "en", "pets"),
        ("how much is the deposit", "en", "deposit"), ("כמה עולה התיווך", "he", "fees"),
        ("אילו מסמכים צריך לחוזה", "he", "documents"), ("how long is the lease", "en", "lease"),
        ("אני רוצה למכור את הדירה שלי", "he", "owners"), ("הארנונה כלולה? כמה הארנונה", "he", "bills"),
    ])
    func `is found by the customer's words`(text: String, language: String, topic: String) throws {
        let hit = try #require(try best(text, language: language))
        #expect(hit.topic == topic)
        #expect(hit.score >= 0.6 && hit.score <= 1, "\(hit.score)")
    }

    @Test(arguments: [
        ("בְּאֵילוּ שָׁעוֹת אֶפְשָׁר לְהַגִּיעַ", "hours"), ("מה דמי התיוך", "fees"), ("HOW MUCH IS THE DEPOSITT", "deposit"),
        ("ומה לגבי הפיקדון?", "deposit"), ("לכתובת", "address"),
    ])
    func `is found through vowel points, typing errors and prefixes`(text: String, topic: String) throws {
        let hit = try #require(try best(text, language: "he"))
        #expect(hit.topic == topic)
        #expect(hit.score >= 0.6, "\(hit.score)")
    }

    @Test(arguments: [
        "3 חדרים בתל אביב עד 7000", "משרד להשכרה בתל אביב", "looking for an office in Tel Aviv", "שלום",
        "how long is the drive from there", "דירה 4 חדרים ברמת גן עם חניה", "I need a flat with a garden",
        "thanks, bye",
        "האם הדירה פנויה", "", "???", "👍",
    ])
    func `does not answer what it was not asked`(text: String) throws {
        let hit = try best(text, language: "he")
        #expect((hit?.score ?? 0) < 0.6, "\(hit?.topic ?? "")")
    }

    @Test func `is given in the language that is asked for, whatever the question's`() throws {
        #expect(try best("מתי אתם פתוחים", language: "en")?.answer.hasPrefix("We are open") == true)
        #expect(try best("when are you open", language: "he")?.answer.hasPrefix("אנחנו פתוחים") == true)
    }

    @Test func `is its own`() throws {
        #expect(try best("מתי אתם פתוחים", language: "he", tenant: 2) == nil)
    }

    @Test func `is found by new words as soon as they are written, and no longer by old ones`() throws {
        try database.execute(
            "update knowledge set questions = '{סוכריות,candy}', topic = 'sweets' where topic = 'hours' and language = 'he'"
        )
        #expect(try best("יש סוכריות?", language: "he")?.topic == "sweets")
        #expect((try best("שעות פתיחה", language: "he")?.score ?? 0) < 0.6)
        try database.execute("delete from knowledge where topic = 'sweets'")
        #expect((try best("יש סוכריות?", language: "he")?.score ?? 0) < 0.6)
    }

    @Test func `answers hostile texts in bounded time`() throws {
        for text in [String(repeating: "כלב ", count: 16_000), String(repeating: "א", count: 65_000), "%_\\'\"(|&!:*)"]
        {
            let duration = try ContinuousClock().measure { _ = try best(text, language: "he") }
            #expect(duration < .seconds(2))
        }
    }
}
