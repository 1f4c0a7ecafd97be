import Conversation

/// Plays a dialogue's customer against the running system.
struct Performance: Sendable {
    let dialogue: Dialogue
    /// The tenant that is this dialogue's alone, and its customer's address.
    let tenant: Int
    let chat: String
    let script: Script
    let site: Site
    let tenants: Tenants
    let deliveries: Deliveries

    /// A reply that has not come by then does not come: every turn's own deadline is 4 s.
    private static let longestWait = Duration.seconds(20)
    /// How long the work after the last reply, such as the analysis, may take.
    private static let longestWork = Duration.seconds(30)

    /// Plays it to its end.
    func record() async throws -> Record {
        try tenants.seed(tenant)
        try apply(dialogue.setup ?? [])
        var record = Record(dialogue: dialogue, script: script, before: try tenants.state(tenant, chat: chat))
        for turn in dialogue.turns {
            guard let played = try await play(turn, after: record) else { break }
            record.turns.append(played)
        }
        try await waitUntilIdle()
        record.end = try tenants.state(tenant, chat: chat)
        addLateReplies(to: &record)
        return record
    }

    private func apply(_ events: [Event]) throws {
        for event in events {
            switch event {
            case .appointment(let listing, let day, let time):
                try tenants.book(tenant, listing: listing, at: "\(try script.viewingDay(day))T\(time)")
            case .change(let listing, let field, let value):
                try tenants.change(tenant, listing: listing, field: field, to: value)
            }
        }
    }

    /// Writes what a turn's customer writes and waits for the reply; nil where none comes.
    private func play(_ turn: Dialogue.Turn, after record: Record) async throws -> TurnRecord? {
        try apply(turn.before ?? [])
        let slots = record.turns.last { !$0.timesTold.isEmpty }?.timesTold ?? []
        let texts = try turn.customer.texts.map { try script.text($0, slots: slots) }
        let before = deliveries.to(chat).count
        let started = ContinuousClock.now
        try await site.post(texts, tenant: tenant, chat: chat, name: dialogue.name ?? "נועה")
        guard try await deliveries.wait(for: chat, beyond: before, atMost: Self.longestWait) else { return nil }
        let duration = ContinuousClock.now - started
        let replies = Array(deliveries.to(chat).dropFirst(before))
        let state = try tenants.state(tenant, chat: chat)
        return TurnRecord(
            customer: texts, replies: replies, state: state, row: state.turns.last { $0.text == replies.last },
            milliseconds: Int(duration / .milliseconds(1)))
    }

    private func waitUntilIdle() async throws {
        let end = ContinuousClock.now + Self.longestWork
        while try !tenants.isIdle(tenant) {
            guard ContinuousClock.now < end else { return }
            try await Task.sleep(for: .milliseconds(150))
        }
    }

    /// What was delivered while nobody waited for it is a second answer to the last turn.
    private func addLateReplies(to record: inout Record) {
        let counted = record.turns.map(\.replies.count).reduce(0, +)
        let late = deliveries.to(chat).dropFirst(counted)
        guard let last = record.turns.indices.last, !late.isEmpty else { return }
        record.turns[last].replies += late
    }
}
