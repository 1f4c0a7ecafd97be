import Conversation
import Testing

@testable import Assistant
@testable import Store

@Suite struct `A viewing, as the rules decide` {
    private static func times(_ texts: String...) -> [WallTime] { texts.compactMap { WallTime($0) } }

    /// Tuesday, 24 November 2026, half past nine; free are nine to four of the days to come but Friday and Saturday.
    private static let free = ["25", "26", "29", "30"].flatMap { day in
        (9...16).compactMap { WallTime("2026-11-\(day)T\($0 < 10 ? "0" : "")\($0):00") }
    }
    private static let offered = times("2026-11-25T09:00", "2026-11-25T16:00", "2026-11-26T09:00")

    private func choice(_ text: String, existing: WallTime? = nil, free: [WallTime] = Self.free) -> SlotChoice.Outcome {
        let offer = said("מתי?", by: "bot", listings: [101], slots: Self.offered.map(\.description))
        let dialogue = Retrieval(context: context([offer, asked(text)])).dialogue
        return SlotChoice(dialogue, free: free, existing: existing, isOffered: true).outcome
    }

    @Test(arguments: [
        ("השני", "2026-11-25T16:00"), ("2", "2026-11-25T16:00"), ("the first one", "2026-11-25T09:00"),
        ("ב-16", "2026-11-25T16:00"), ("יום חמישי", "2026-11-26T09:00"), ("הכי מוקדם", "2026-11-25T09:00"),
        ("יום ראשון ב-11:00", "2026-11-29T11:00"), ("Thursday at 2 pm", "2026-11-26T14:00"),
        ("26.11 בשעה 9", "2026-11-26T09:00"), ("מחר אחה״צ", "2026-11-25T16:00"), ("16", "2026-11-25T16:00"),
        ("מחר ב-10", "2026-11-25T10:00"), ("יום שני ב-14:00", "2026-11-30T14:00"),
    ])
    func `is booked at the time that was chosen`(text: String, time: String) {
        #expect(choice(text) == WallTime(time).map { .book($0) }, "\(text)")
    }

    @Test(arguments: ["ב-9", "כן", "מתאים", "שבת ב-10", "ב-23:00", "מחר ב-17:30", "לא מתאים לי, יש זמן אחר?"])
    func `is not booked where no one free time was chosen; others are offered`(text: String) {
        guard case .offer(let times, _) = choice(text) else {
            Issue.record("\(choice(text))")
            return
        }
        #expect((1...5).contains(times.count) && Set(times).isSubset(of: Self.free))
    }

    @Test func `is left open where nothing is free`() {
        #expect(choice("מחר ב-10", free: []) == .none)
    }

    @Test func `that came too late, with nothing known of other times, is left to an agent`() {
        let context = context([asked("ב-16")])
        let answer = LocalAnswer.slotTaken(
            Retrieval(context: context), context: context,
            taken: [.bookViewing(listingID: 101, startsAt: "2026-11-25T16:00")])
        #expect(answer.slots.isEmpty && answer.text.contains("נתפס"))
        #expect(answer.writes.count == 1)
        #expect(answer.writes.contains { if case .handOver = $0 { true } else { false } })
    }

    @Test(arguments: [(1, 1, false), (3, 3, false), (3, 2, true), (1, 0, true)])
    func `is not booked beyond so many to come`(limit: Int, booked: Int, isOffered: Bool) {
        let appointments = (0..<booked).map { number in
            Appointment(
                appointmentID: Int64(number), listingID: 200 + Int64(number), startsAt: "2026-12-0\(number + 1)T10:00")
        }
        let messages = [
            said("מתי?", by: "bot", listings: [101], slots: Self.offered.map(\.description)), asked("השני"),
        ]
        let context = context(messages, appointments: appointments, viewingsLimit: limit)
        var retrieval = Retrieval(context: context)
        retrieval.found.candidates = [listing(101)]
        retrieval.found.slots = Self.free.map(\.description)
        let answer = LocalAnswer(retrieval, context: context)
        let booking = StagedWrite.bookViewing(listingID: 101, startsAt: "2026-11-25T16:00")
        #expect(answer.writes.contains(booking) == isOffered, "\(answer.text)")
        #expect((answer.text == LocalWords(language: .hebrew).noMoreViewings(booked)) == !isOffered)
        // Nor is somebody told that the time was taken who has as many as are allowed.
        let late = LocalAnswer.slotTaken(retrieval, context: context, taken: [booking])
        #expect((late.text == LocalWords(language: .hebrew).noMoreViewings(booked)) == !isOffered)
    }
}
