import Conversation
import Testing

@Suite struct `A day of the calendar` {
    @Test func `is counted from 1 January 1970, both ways, over four centuries and all leap years`() throws {
        var previous: CivilDate?
        for number in stride(from: -146_097, through: 146_097, by: 1) {
            let date = try #require(CivilDate(dayNumber: number))
            #expect(date.dayNumber == number)
            if let previous { #expect(previous < date) }
            previous = date
        }
        #expect(CivilDate(dayNumber: 0)?.description == "1970-01-01")
        #expect(CivilDate("2026-11-24")?.dayNumber == 20_781)
    }

    @Test func `has its weekday`() {
        #expect(CivilDate("2026-11-24")?.weekday == 2)
        #expect(CivilDate("1970-01-01")?.weekday == 4)
        #expect(CivilDate("1969-12-28")?.weekday == 7)
        #expect(CivilDate("2026-11-28")?.weekdayName(in: .hebrew) == "שבת")
        #expect(CivilDate("2026-11-22")?.weekdayName(in: .english) == "Sunday")
    }

    @Test(arguments: [
        "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-11-24", "2026-11-24T", "", "2026--1-01", "x",
    ])
    func `is not read from what is none`(text: String) { #expect(CivilDate(text) == nil) }

    @Test func `knows leap years`() {
        #expect(CivilDate(year: 2024, month: 2, day: 29) != nil)
        #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
        #expect(CivilDate(year: 2100, month: 2, day: 29) == nil)
        #expect(CivilDate("2026-12-31")?.adding(days: 1).description == "2027-01-01")
        #expect(CivilDate("9999-12-31")?.adding(days: 1).description == "9999-12-31")
    }

    @Test func `and a time are a moment, read and written`() {
        #expect(WallTime("2026-11-24T09:30")?.description == "2026-11-24T09:30")
        #expect(ClockTime("9:30") == nil && ClockTime("24:00") == nil && ClockTime("09:60") == nil)
        #expect(WallTime("2026-11-24 09:30") == nil)
        #expect((WallTime("2026-11-24T09:30").map { a in WallTime("2026-11-24T10:00").map { a < $0 } } ?? nil) == true)
    }
}
