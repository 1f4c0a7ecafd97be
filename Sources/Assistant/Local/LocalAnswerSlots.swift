internal import Conversation

/// What comes of the times that a customer names: a booking, or times to choose from.
struct SlotChoice {
    enum Outcome: Equatable {
        /// This time is meant, and free.
        case book(WallTime)
        /// The customer has this time already.
        case booked(WallTime)
        /// These may be chosen from; `isOther`: none of them is what was asked for.
        case offer([WallTime], isOther: Bool)
        /// Nothing is free.
        case none
    }

    /// So many times are offered at most.
    static let mostOffered = 5

    let outcome: Outcome

    /// - Parameters:
    ///   - free: the free times, the earliest first.
    ///   - existing: when the customer comes to see the same property already.
    ///   - isOffered: whether the times that were offered last were of this property.
    init(_ dialogue: LocalDialogue, free: [WallTime], existing: WallTime?, isOffered: Bool) {
        let offered = isOffered ? dialogue.offeredSlots.compactMap { WallTime($0) } : []
        let wish = Self.wish(dialogue, existing: existing, offered: offered)
        if let existing, !dialogue.acts.contains(.moves), offered.isEmpty, !dialogue.namesTime || wish.accepts(existing)
        {
            outcome = .booked(existing)
        } else if free.isEmpty {
            outcome = .none
        } else if dialogue.wantsOtherTimes, let last = offered.max() {
            let (later, others) = (free.filter { $0 > last }, free.filter { !offered.contains($0) })
            outcome =
                later.isEmpty && others.isEmpty
                ? .none : .offer(Self.spread(later.isEmpty ? others : later), isOther: false)
        } else if let chosen = Self.chosen(dialogue, wish, free: free, offered: offered) {
            outcome = free.contains(chosen) ? .book(chosen) : .offer(Self.nearest(wish, free), isOther: true)
        } else {
            outcome = Self.offer(wish, free: free, wantsSoonest: wish.wantsSoonest)
        }
    }

    /// When the customer would like to come. An hour without a day is meant for the only day that was offered, and of a viewing
    /// that is moved the old day and time do not count.
    private static func wish(_ dialogue: LocalDialogue, existing: WallTime?, offered: [WallTime]) -> TimeWish {
        var wish = dialogue.wish
        if let existing, dialogue.acts.contains(.moves) {
            if wish.days.count > 1 { wish.days.removeAll { $0 == existing.date } }
            if wish.times.count > 1 { wish.times.removeAll { $0 == existing.time } }
        }
        // "At eleven instead": on the same day.
        if let existing, offered.isEmpty, wish.days.isEmpty, !wish.times.isEmpty { wish.days = [existing.date] }
        let days = Set(offered.map(\.date))
        if wish.days.isEmpty, !wish.times.isEmpty || wish.window != nil, days.count == 1, let day = days.first {
            wish.days = [day]
        }
        return wish
    }

    /// The one time that is meant, if one is.
    private static func chosen(
        _ dialogue: LocalDialogue, _ wish: TimeWish, free: [WallTime], offered: [WallTime]
    ) -> WallTime? {
        if wish.times.isEmpty, wish.days.isEmpty, let number = dialogue.slotNumber, offered.indices.contains(number) {
            return offered[number]
        }
        let accepted = offered.filter(wish.accepts)
        if !wish.times.isEmpty {
            if !wish.days.isEmpty {
                return free.first(where: wish.accepts) ?? wish.days.first.map { WallTime($0, wish.times[0]) }
            }
            if accepted.count == 1 { return accepted[0] }
            return nil
        }
        if !wish.days.isEmpty || wish.window != nil { return accepted.count == 1 ? accepted[0] : nil }
        if wish.wantsSoonest { return offered.first { free.contains($0) } }
        return dialogue.acts.contains(.agrees) && offered.count == 1 ? offered[0] : nil
    }

    private static func offer(_ wish: TimeWish, free: [WallTime], wantsSoonest: Bool) -> Outcome {
        let accepted = free.filter(wish.accepts)
        if accepted.isEmpty { return .offer(nearest(wish, free), isOther: true) }
        return .offer(wantsSoonest ? Array(accepted.prefix(3)) : spread(accepted), isOther: false)
    }

    /// The times nearest to what was wished: on the same days, or else all.
    private static func near(_ wish: TimeWish, _ free: [WallTime]) -> [WallTime] {
        let sameDay = free.filter { wish.days.contains($0.date) }
        let others = free.filter { !wish.excludedDays.contains($0.date) }
        return !sameDay.isEmpty ? sameDay : others.isEmpty ? free : others
    }

    /// Of those, the few that are nearest to the time of day that was named, on two days at most.
    private static func nearest(_ wish: TimeWish, _ free: [WallTime]) -> [WallTime] {
        let near = near(wish, free)
        guard let time = wish.times.first, let first = near.first else { return spread(near) }
        let second = near.first { $0.date != first.date }
        return [first.date, second?.date].compactMap { $0 }.flatMap { date in
            near.filter { $0.date == date }
                .sorted { abs($0.time.minutes - time.minutes) < abs($1.time.minutes - time.minutes) }
                .prefix(second == nil ? 3 : 2).sorted()
        }
    }

    /// At most five times, of the first days, and spread over each of them.
    static func spread(_ times: [WallTime]) -> [WallTime] {
        var days: [[WallTime]] = []
        for time in times {
            if days.last?.last?.date == time.date { days[days.count - 1].append(time) } else { days.append([time]) }
        }
        days = Array(days.prefix(3))
        let shares = [[mostOffered], [3, 2], [2, 2, 1]][max(0, days.count - 1)]
        return zip(days, shares).flatMap { day, share in
            share == 1 || day.count <= share
                ? Array(day.prefix(share)) : (0..<share).map { day[$0 * (day.count - 1) / (share - 1)] }
        }
    }
}
