import Glibc
import Logging

/// How a program of this project starts: its name, what `--help` says, and the settings it reads.
///
/// Every program takes its settings from the environment, once, through one table, so that the table is at the same
/// time the documentation, the defaults and the check. What is required and missing stops the program with one line.
public struct Program: Sendable {
    /// The release, as `--version` and `/version` report it.
    public static let version = "0.1.0"

    /// The executable's name without its prefix, such as `webhook`.
    public let name: String
    /// What the program does, in one sentence.
    public let summary: String
    /// The options it takes on the command line besides `--help` and `--version`, each followed by one value.
    public let options: [Option]
    /// The environment variables it reads.
    public let settings: [Setting]

    /// One option of the command line: its name with the dashes, what stands for its value, and what it does.
    public struct Option: Sendable {
        let name: String
        let value: String
        let meaning: String

        /// Describes the option `name VALUE`.
        public init(_ name: String, value: String, meaning: String) {
            self.name = name
            self.value = value
            self.meaning = meaning
        }
    }

    /// Describes a program.
    public init(name: String, summary: String, options: [Option] = [], settings: [Setting]) {
        self.name = name
        self.summary = summary
        self.options = options
        self.settings = settings
    }

    /// Reads the command line and the environment of this process, and sends the log to standard error.
    ///
    /// Ends the process where the command line asks for help or the version (exit code 0), or where either is
    /// unusable (exit code 100, one line that names what is wrong).
    public func start() -> Values {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var options: [String: String] = [:]
        var rest = CommandLine.arguments.dropFirst()
        while let argument = rest.popFirst() {
            switch argument {
            case "--help", "-h":
                print(help)
                exit(0)
            case "--version":
                print("shi-\(name) \(Self.version)")
                exit(0)
            default:
                guard self.options.contains(where: { $0.name == argument }) else {
                    refuse("unknown argument '\(argument)' (see --help)")
                }
                guard let value = rest.popFirst() else { refuse("\(argument) needs a value (see --help)") }
                options[argument] = value
            }
        }
        do {
            return try Values(settings: settings, options: options) { name in
                getenv(name).map { String(cString: $0) }
            }
        } catch {
            refuse(error.description)
        }
    }

    /// Ends the process with one line on standard error and the exit code for a wrong use or setting, 100.
    public func refuse(_ problem: String) -> Never {
        end(problem, code: 100)
    }

    /// Ends the process with one line on standard error and the exit code for trouble outside the program, 111.
    public func fail(_ problem: String) -> Never {
        end(problem, code: 111)
    }

    private func end(_ problem: String, code: Int32) -> Never {
        let line = "shi-\(name): \(problem)\n"
        _ = line.withCString { write(STDERR_FILENO, $0, line.utf8.count) }
        exit(code)
    }

    /// The text that `--help` prints.
    public var help: String {
        var lines = [
            "shi-\(name): \(summary)", "", "usage: shi-\(name)" + options.map { " [\($0.name) \($0.value)]" }.joined(),
        ]
        if !options.isEmpty {
            lines += ["", "options:"]
            lines += options.map { "  \($0.name) \($0.value)\n      \($0.meaning)" }
        }
        lines += ["", "settings (environment variables):"]
        lines += settings.map { "  \($0.name)\n      \($0.meaning) (\($0.necessity))" }
        lines += ["", "exit codes: 0 done, 100 wrong use or setting, 111 trouble outside the program"]
        return lines.joined(separator: "\n")
    }
}
