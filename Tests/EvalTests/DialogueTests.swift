import Conversation
import FoundationEssentials
import Testing

@testable import eval

@Suite struct `The dialogues` {
    private let files: [DialogueFile]

    init() throws {
        // This file is Tests/EvalTests/DialogueTests.swift.
        let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        files = try DialogueFile.read(folder: tests + "/dialogues")
    }

    @Test func `are many, and a third of each category is held out`() {
        #expect(files.flatMap(\.dialogues).count >= 130)
        for file in files {
            let heldOut = file.dialogues.count { $0.set == .heldOut }
            #expect(heldOut == file.dialogues.count / 3, "\(file.category)")
            #expect(file.dialogues.allSatisfy { $0.id.hasPrefix(file.category + "-") })
        }
    }

    /// A week, so that today is each day once; midnight and a month's end are within.
    static let week = (24...30).map { "2026-11-\($0)T23:59" }

    @Test(arguments: week)
    func `read as whole sentences on every day of the week`(now: String) throws {
        let script = Script(now: try #require(WallTime(now)), neighbour: 9)
        for dialogue in files.flatMap(\.dialogues) {
            for text in dialogue.turns.flatMap(\.customer.texts) {
                let said = try script.text(text, slots: [])
                for placeholder in ["{day", "{date", "{slot", "{huge", "{other"] {
                    #expect(!said.contains(placeholder), "\(dialogue.id): \(said)")
                }
            }
        }
    }

    @Test(arguments: week)
    func `have viewing days that are to come, open, and named unlike today`(now: String) throws {
        let now = try #require(WallTime(now))
        let script = Script(now: now, neighbour: 9)
        let days = try (1...4).map(script.viewingDay)
        #expect(days == days.sorted() && Set(days).count == 4)
        for day in days {
            #expect(day > now.date && day.weekday != now.date.weekday && ![5, 6].contains(day.weekday))
        }
    }

    @Test func `say days as customers say them`() throws {
        // A Tuesday.
        let script = Script(now: try #require(WallTime("2026-11-24T09:00")), neighbour: 9)
        let slots = [try #require(WallTime("2026-11-26T10:00"))]
        #expect(try script.text("{day1} {day2} {day3}", slots: []) == "מחר מחרתיים ביום ראשון")
        #expect(try script.text("{day3.letter} {day1.en} {day3.en}", slots: []) == "ביום א' tomorrow on Sunday")
        #expect(
            try script.text("{day2.date} {date+30.long.en} {date-3.iso}", slots: []) == "26.11 24 December 2026-11-21")
        #expect(try script.text("{slot1}, {slot1.time}", slots: slots) == "ביום חמישי ב-10:00, 10:00")
        #expect(try script.text("{\"a\":{}} {other} {", slots: []) == "{\"a\":{}} 9 {")
        #expect(try script.text("{huge200}", slots: []).count == 200)
        #expect(throws: EvaluationError.self) { try script.text("{day9}", slots: []) }
    }
}
