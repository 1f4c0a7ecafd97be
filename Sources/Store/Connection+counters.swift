public import Postgres

/// So many more of something that is counted.
public struct Count: Sendable, Equatable {
    /// The Prometheus name, `shi_…_total`.
    public var name: String
    /// Labels as in Prometheus' text format, without braces: `provider="cloud",reason="wrong"`. Empty for none.
    public var labels: String
    /// How many more.
    public var value: Int64

    /// So many more.
    public init(name: String, labels: String = "", value: Int64) {
        self.name = name
        self.labels = labels
        self.value = value
    }
}

/// One figure of the whole system, as `metrics` reports it.
public struct Metric: Sendable, Equatable {
    /// Whether a figure only grows.
    public enum Kind: String, Sendable {
        /// It only grows.
        case counter
        /// It goes up and down.
        case gauge
    }

    /// The Prometheus name.
    public let name: String
    /// Labels as in Prometheus' text format, without braces; empty for none.
    public let labels: String
    /// The figure.
    public let value: Int64
    /// Whether it only grows.
    public let kind: Kind
}

extension Connection {
    private static let addCounts = Statement(function: "add_counts", parameters: 3)
    private static let metrics = Statement(function: "metrics", parameters: 0)

    /// Calls `add_counts`. Called again after a lost answer, it may count twice.
    public mutating func addCounts(_ counts: [Count]) throws(PostgresError) {
        _ = try call(
            Self.addCounts,
            [
                ArrayLiteral.texts(counts.map(\.name)), ArrayLiteral.texts(counts.map(\.labels)),
                ArrayLiteral.integers(counts.map(\.value)),
            ])
    }

    /// Calls `metrics`: every counter and gauge; those of one name stand together.
    public mutating func metrics() throws(PostgresError) -> [Metric] {
        try call(Self.metrics).map { row in
            Metric(
                name: row.text(0) ?? "", labels: row.text(1) ?? "", value: row.integer(2) ?? 0,
                kind: row.text(3).flatMap(Metric.Kind.init) ?? .gauge)
        }
    }
}
