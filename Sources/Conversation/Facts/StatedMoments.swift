/// The days and times that a sentence of an answer names together.
struct StatedMoments {
    /// The lexemes of the sentence.
    let sentence: Sentence
    let days: Set<CivilDate>
    /// Times of day in all the ways in which they can be meant.
    let times: Set<ClockTime>

    /// Those of each sentence. A sentence with a time and no day has the day of the one before: "On Thursday. At 10:00."
    static func all(in reply: Reply, now: WallTime) -> [StatedMoments] {
        var before: Set<CivilDate> = []
        return reply.sentences.map { sentence in
            let own = StatedMoments(sentence, reply.facts(in: sentence), now)
            let stated =
                own.days.isEmpty ? StatedMoments(sentence: sentence, days: before, times: own.times) : own
            if !own.days.isEmpty || !own.times.isEmpty { before = stated.days }
            return stated
        }
    }

    private init(sentence: Sentence, days: Set<CivilDate>, times: Set<ClockTime>) {
        (self.sentence, self.days, self.times) = (sentence, days, times)
    }

    /// Those that some facts of a sentence name.
    init(_ sentence: Sentence, _ facts: some Sequence<Fact>, _ now: WallTime) {
        let calendar = Calendar(now: now)
        var days: Set<CivilDate> = []
        var times: Set<ClockTime> = []
        for case .moment(let moment) in facts.map(\.kind) {
            days.formUnion(calendar.days(of: moment))
            if let (time, isOpen) = moment.clock {
                times.formUnion([time, isOpen ? time.twelveHoursLater : nil].compactMap { $0 })
            }
        }
        self.init(sentence: sentence, days: days, times: times)
    }

    /// Whether neither is named.
    var isEmpty: Bool { days.isEmpty && times.isEmpty }

    /// Whether what is named of a day and a time is this one's.
    func mayMean(_ moment: WallTime) -> Bool {
        !isEmpty && (days.isEmpty || days.contains(moment.date)) && (times.isEmpty || times.contains(moment.time))
    }

    /// Whether it names a day and a time, and may mean this one.
    func states(_ moment: WallTime) -> Bool { days.contains(moment.date) && times.contains(moment.time) }
}
