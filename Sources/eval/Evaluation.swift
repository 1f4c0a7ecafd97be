import Conversation
import HTTPClient

/// The evaluation: every dialogue, in a tenant of its own, many at a time.
struct Evaluation: Sendable {
    private let settings: EvaluationSettings
    private let files: [DialogueFile]
    private let site: Site
    private let tenants: Tenants
    private let deliveries = Deliveries()

    /// The neighbour's number; the dialogues' tenants follow.
    private static let neighbour = 9000

    /// Reads the dialogues and connects to the system.
    init(_ settings: EvaluationSettings) throws {
        self.settings = settings
        files = try DialogueFile.read(folder: settings.dialogues)
        site = Site(url: settings.url, secret: settings.secret, engine: HTTPEngine())
        tenants = try Tenants()
    }

    /// Plays all dialogues and scores them.
    func run() async throws -> Outcome {
        try tenants.seedNeighbour(Self.neighbour)
        guard let now = WallTime(try tenants.state(Self.neighbour, chat: "").now) else {
            throw EvaluationError("the database does not tell the time")
        }
        let script = Script(now: now, neighbour: Self.neighbour)
        let chosen = files.flatMap { file in file.dialogues.map { (file.category, $0) } }
            .filter { $0.1.id.hasPrefix(settings.only) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await deliveries.follow(site) }
            let records = try await play(chosen.map(\.1), script)
            group.cancelAll()
            let results = try zip(chosen, records).map { chosen, record in
                Outcome.Result(category: chosen.0, record: record, verdicts: try Judge(record: record).verdicts())
            }
            return Outcome(
                categories: files.map(\.category), results: results, model: settings.model,
                showsHeldOut: settings.showsHeldOut)
        }
    }

    /// Plays the dialogues, so many at a time; the records are in the dialogues' order.
    private func play(_ dialogues: [Dialogue], _ script: Script) async throws -> [Record] {
        try await withThrowingTaskGroup(of: (Int, Record).self) { group in
            var records: [Int: Record] = [:]
            for (index, dialogue) in dialogues.enumerated() {
                if index >= settings.concurrency, let (done, record) = try await group.next() { records[done] = record }
                let performance = Performance(
                    dialogue: dialogue, tenant: Self.neighbour + 1 + index,
                    chat: "9725\(50_000_000 + index)@s.whatsapp.net", script: script, site: site, tenants: tenants,
                    deliveries: deliveries)
                group.addTask { (index, try await performance.record()) }
            }
            for try await (done, record) in group { records[done] = record }
            return dialogues.indices.compactMap { records[$0] }
        }
    }
}
