/// One environment variable that a program reads.
public struct Setting: Sendable {
    /// What happens when the variable is not set, or is empty.
    enum Absence: Sendable {
        case refuse
        case use(String)
        case goWithout
    }

    let name: String
    let meaning: String
    let absence: Absence
    /// The whole numbers that are accepted, for a setting that is a number.
    let range: ClosedRange<Int>?

    /// A setting without which the program does not start.
    public static func required(_ name: String, _ meaning: String) -> Setting {
        Setting(name: name, meaning: meaning, absence: .refuse, range: nil)
    }

    /// A setting that the program can do without.
    public static func optional(_ name: String, _ meaning: String) -> Setting {
        Setting(name: name, meaning: meaning, absence: .goWithout, range: nil)
    }

    /// A text with a default.
    public static func text(_ name: String, default value: String, _ meaning: String) -> Setting {
        Setting(name: name, meaning: meaning, absence: .use(value), range: nil)
    }

    /// A whole number with a default and the range it must lie in.
    public static func number(_ name: String, default value: Int, in range: ClosedRange<Int>, _ meaning: String)
        -> Setting
    {
        Setting(name: name, meaning: meaning, absence: .use(String(value)), range: range)
    }

    /// Where PostgreSQL is: libpq reads its own variables, of which this line of the table reminds.
    public static let postgreSQL = Setting.optional(
        "PG*", "where PostgreSQL is: libpq's own variables, PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSFILE and the rest"
    )

    var necessity: String {
        let bounds = range.map { ", \($0.lowerBound) to \($0.upperBound)" } ?? ""
        return switch absence {
        case .refuse: "required"
        case .use(let value): "default \(value)\(bounds)"
        case .goWithout: "optional"
        }
    }
}

/// What is wrong with a program's settings, in one line.
public struct SettingsError: Error, CustomStringConvertible {
    /// The line.
    public let description: String
}

/// The values of a program's settings and options, checked.
public struct Values: Sendable {
    private let texts: [String: String]
    private let options: [String: String]

    /// Looks every setting up and checks it. Throws for the first one that is missing or out of its range.
    public init(settings: [Setting], options: [String: String], lookup: (String) -> String?) throws(SettingsError) {
        var texts: [String: String] = [:]
        for setting in settings {
            let given = lookup(setting.name).flatMap { $0.isEmpty ? nil : $0 }
            switch (given, setting.absence) {
            case (let given?, _): texts[setting.name] = given
            case (nil, .use(let value)): texts[setting.name] = value
            case (nil, .goWithout): continue
            case (nil, .refuse):
                throw SettingsError(description: "\(setting.name) is not set: \(setting.meaning)")
            }
            if let range = setting.range, Int(texts[setting.name] ?? "").map(range.contains) != true {
                throw SettingsError(
                    description:
                        "\(setting.name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
        }
        self.texts = texts
        self.options = options
    }

    /// The text of a required setting, or of one with a default. A name that the table lacks is a programming error.
    public func text(_ name: String) -> String {
        guard let text = texts[name] else { preconditionFailure("setting \(name) is not in the program's table") }
        return text
    }

    /// The text of an optional setting.
    public func optionalText(_ name: String) -> String? { texts[name] }

    /// The value of a setting that is a number; its range was checked at the start.
    public func number(_ name: String) -> Int {
        guard let number = Int(text(name)) else { preconditionFailure("setting \(name) is not a number setting") }
        return number
    }

    /// The value that an option was given on the command line.
    public func option(_ name: String) -> String? { options[name] }
}
