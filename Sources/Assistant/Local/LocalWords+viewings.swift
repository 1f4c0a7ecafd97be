internal import Conversation
internal import Store

// Sentences about viewings and their times.
extension LocalWords {
    /// A day with its weekday: `יום רביעי 25.11`, `Wednesday 25 November`.
    func day(_ date: CivilDate) -> String {
        say(
            "\(Self.hebrewDays[date.weekday - 1]) \(date.day).\(date.month)",
            "\(Self.englishDays[date.weekday - 1]) \(date.day) \(Self.englishMonths[date.month - 1])")
    }

    /// A day and a time.
    func moment(_ moment: WallTime) -> String {
        "\(day(moment.date)) \(say("בשעה", "at")) \(moment.time)"
    }

    /// A day with its year, for days that are further away: `15.12.2026`, `15 December 2026`.
    func fullDay(_ date: CivilDate) -> String {
        say("\(date.day).\(date.month).\(date.year)", "\(date.day) \(Self.englishMonths[date.month - 1]) \(date.year)")
    }

    /// "in", before an address or a town.
    private func at(_ listing: Listing) -> String { say("ב\(place(listing))", "at \(place(listing))") }

    /// Viewing times, a line each, and a question.
    func slots(_ slots: [WallTime], of listing: Listing, note: String?) -> String {
        let opening = note ?? say("אפשר לראות את הנכס \(at(listing)):", "The property \(at(listing)) can be seen:")
        let question = say("איזה מועד מתאים?", "Which time suits you?")
        return ([opening] + slots.map { "• \(moment($0))" } + [question]).joined(separator: "\n")
    }

    /// Before other times than the one that was asked for.
    var notFree: String {
        say(
            "במועד הזה אין אפשרות לביקור. אפשר במועדים האלה:", "A viewing is not possible at that time. These are free:"
        )
    }

    /// Before other times, where the one that was asked for is between the hours.
    var onTheHour: String {
        say(
            "הביקורים מתחילים בשעה עגולה. המועדים הפנויים הקרובים:",
            "Viewings start on the full hour. These are the nearest free times:")
    }

    /// Before the times, where a viewing is to be moved.
    func moving(_ listing: Listing) -> String {
        say("לאיזה מועד להעביר את הביקור \(at(listing))?", "To which time shall the viewing \(at(listing)) be moved?")
    }

    /// Before other times, after somebody else was quicker.
    func justTaken(_ moment: WallTime?) -> String {
        let when = moment.map { " (\(self.moment($0)))" } ?? ""
        return say(
            "המועד שביקשת\(when) בדיוק נתפס, סליחה. אפשר במועדים האלה:",
            "The time that you asked for\(when) has just been taken, sorry. These are still free:")
    }

    /// That a viewing is booked.
    func booked(_ listing: Listing, at moment: WallTime) -> String {
        say(
            "קבענו! ביקור \(at(listing)), \(self.moment(moment)). אם משהו משתנה, אפשר לכתוב לי כאן.",
            "It is booked: a viewing \(at(listing)) on \(self.moment(moment)). If anything changes, just write to me here."
        )
    }

    /// That a viewing is booked at another time now.
    func moved(_ listing: Listing, to moment: WallTime) -> String {
        say(
            "הביקור הועבר: \(at(listing)), \(self.moment(moment)). נתראה!",
            "The viewing has been moved: \(at(listing)) on \(self.moment(moment)). See you there!")
    }

    /// When the contact's viewing is.
    func appointment(_ listing: Listing?, at moment: WallTime) -> String {
        let place = listing.map { " \(at($0))" } ?? ""
        return say(
            "הביקור שלך\(place) קבוע ל\(self.moment(moment)).", "Your viewing\(place) is on \(self.moment(moment)).")
    }

    /// That a viewing has been given up.
    func cancelled(_ listing: Listing?, at moment: WallTime) -> String {
        let place = listing.map { " \(at($0))" } ?? ""
        return say(
            "הביקור\(place), \(self.moment(moment)), בוטל. אפשר לקבוע מועד אחר בכל עת.",
            "The viewing\(place) on \(self.moment(moment)) has been cancelled. You can arrange another time whenever you like."
        )
    }

    /// Asks which of the contact's viewings is meant.
    var whichViewing: String { say("לאיזה ביקור הכוונה?", "Which viewing do you mean?") }

    /// Asks whether a viewing is to be moved or given up.
    var moveOrCancel: String {
        say("רוצים לשנות את המועד או לבטל?", "Would you like to change the time or to cancel?")
    }

    /// That the contact has as many viewings to come as are allowed, and what can be done.
    func noMoreViewings(_ count: Int) -> String {
        let opening =
            count == 1
            ? say(
                "כבר קבוע לך ביקור אחד, ואפשר להזיז או לבטל אותו.",
                "You have one viewing already, which can be moved or cancelled.")
            : say(
                "כבר קבועים לך \(count) ביקורים, ואפשר להזיז או לבטל אחד מהם.",
                "You have \(count) viewings already; one of them can be moved or cancelled.")
        return "\(opening) \(shallAgentArrange)"
    }

    /// Offers that an agent arranges one viewing more.
    var shallAgentArrange: String {
        say("לבקש מנציג שיתאם גם את הביקור הזה?", "Shall I ask an agent to arrange this one as well?")
    }

    /// That the contact has no viewing.
    var noViewing: String {
        say(
            "לא מצאתי ביקור שקבוע אצלנו על שמך. רוצים לתאם אחד?",
            "I find no viewing in your name. Shall we arrange one?")
    }

    /// Asks for a property, where somebody wants to see one that nobody knows of.
    var whichProperty: String {
        say(
            "בשמחה! איזה נכס תרצו לראות? אפשר לכתוב כתובת, או אזור ותקציב, ואציע מה שמתאים.",
            "Gladly! Which property would you like to see? Write an address, or an area and a budget, and I will suggest some."
        )
    }

    /// That a property can no longer be had.
    func gone(_ listing: Listing) -> String {
        say(
            "הנכס \(at(listing)) כבר לא זמין. רוצים שאציע נכסים דומים?",
            "The property \(at(listing)) is no longer available. Shall I suggest similar ones?")
    }

    /// That an agent arranges the viewing, since no time is free.
    func agentArranges(_ listing: Listing) -> String {
        say(
            "בימים הקרובים אין מועד פנוי לביקור \(at(listing)). נציג שלנו יחזור אליך לתיאום.",
            "There is no free time for a viewing \(at(listing)) in the next days. An agent will get back to you to arrange one."
        )
    }

    /// That a booking came too late, where nothing else can be offered.
    var takenAgentArranges: String {
        say(
            "המועד שביקשת בדיוק נתפס, סליחה. נציג שלנו יחזור אליך לתיאום מועד אחר.",
            "The time that you asked for has just been taken, sorry. An agent will get back to you to arrange another.")
    }

    private static let hebrewDays = [
        "יום שני", "יום שלישי", "יום רביעי", "יום חמישי", "יום שישי", "שבת", "יום ראשון",
    ]
    private static let englishDays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
