import FoundationEssentials
import Postgres
import Synchronization

/// The evaluation's own tenants in the system's database: made, changed and looked at by the functions of
/// `evaluation.sql`, as superuser.
final class Tenants: Sendable {
    private let connection: Mutex<Connection>

    private static let seed = Statement(function: "eval_seed", parameters: 1)
    private static let seedNeighbour = Statement(function: "eval_seed_neighbour", parameters: 1)
    private static let book = Statement(function: "eval_book", parameters: 3)
    private static let change = Statement(function: "eval_change", parameters: 3)
    private static let isIdle = Statement(function: "eval_is_idle", parameters: 1)
    private static let state = Statement(function: "eval_state", parameters: 2)

    /// Connects by the `PG*` variables.
    init() throws(PostgresError) {
        connection = Mutex(try Connection(applicationName: "shi-eval"))
    }

    /// Makes a copy of the demo tenant.
    func seed(_ tenant: Int) throws { _ = try call(Self.seed, [String(tenant)]) }

    /// Makes a tenant with rows that no other tenant's customer may hear of.
    func seedNeighbour(_ tenant: Int) throws { _ = try call(Self.seedNeighbour, [String(tenant)]) }

    /// Another customer books a viewing at `2026-11-26T10:00`.
    func book(_ tenant: Int, listing: Int, at moment: String) throws {
        _ = try call(Self.book, [String(tenant), String(listing), moment])
    }

    /// The business changes a listing.
    func change(_ tenant: Int, listing: Int, field: String, to value: Event.Value) throws {
        let changes = try JSONEncoder().encode([field: value])
        let done = try call(Self.change, [String(tenant), String(listing), String(decoding: changes, as: UTF8.self)])
        guard done != nil else { throw EvaluationError("there is no listing \(listing)") }
    }

    /// Whether nothing is left to do for the tenant.
    func isIdle(_ tenant: Int) throws -> Bool { try call(Self.isIdle, [String(tenant)]) == "t" }

    /// What checks look at.
    func state(_ tenant: Int, chat: String) throws -> State {
        guard let json = try call(Self.state, [String(tenant), chat]) else {
            throw EvaluationError("there is no tenant \(tenant)")
        }
        return try JSONDecoder().decode(State.self, from: Data(json.utf8))
    }

    /// The one value that a function returns.
    private func call(_ statement: Statement, _ parameters: [String]) throws -> String? {
        try connection.withLock { connection in
            try connection.call(statement, parameters).first { $0.text(0) } ?? nil
        }
    }
}
