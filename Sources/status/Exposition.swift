import Store

/// Figures as Prometheus reads them: its text format, version 0.0.4.
enum Exposition {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// A line `# TYPE` for each name, and a line for each figure; those of one name stand together, as the format wants it.
    static func text(of metrics: [Metric]) -> String {
        let groups = Dictionary(grouping: metrics, by: \.name)
        var lines: [String] = []
        for (name, figures) in groups.sorted(by: { $0.key < $1.key }) {
            lines.append("# TYPE \(name) \(figures[0].kind.rawValue)")
            for figure in figures.sorted(by: { $0.labels < $1.labels }) {
                lines.append(
                    figure.labels.isEmpty ? "\(name) \(figure.value)" : "\(name){\(figure.labels)} \(figure.value)")
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
