import FoundationEssentials
import Glibc
import HTTPClient
import Synchronization
import Testing

extension AcceptanceTests {
    /// PostgreSQL is away (promise P1).
    @Suite struct Outages {
        /// Who wrote by which provider, and what that got.
        private struct Account {
            var acknowledged: [String] = []
            var refused: [(KeyedProvider, ProviderPost, Customer)] = []
            var other: [Int] = []
            var broken: [String] = []
            var withoutRetryAfter = 0
        }

        /// Fifty customers a second write, each by another provider than the one before, until it is told to stop.
        private final class Load: Sendable {
            let account = Mutex(Account())
            private let isOver = Mutex(false)
            private let system: System

            init(system: System) { self.system = system }

            func end() { isOver.withLock { $0 = true } }

            func run() async {
                await withDiscardingTaskGroup { group in
                    var number = 0
                    while !isOver.withLock({ $0 }) {
                        number += 1
                        let provider = KeyedProvider.allCases[number % KeyedProvider.allCases.count]
                        group.addTask { await self.write(by: provider) }
                        try? await Task.sleep(for: .milliseconds(20))
                    }
                }
            }

            private func write(by provider: KeyedProvider) async {
                let customer = Customer()
                let post = provider.post(
                    "hello", id: Customer.newID(), from: customer, secret: system.secret, url: system.url)
                do {
                    let response = try await system.post(post)
                    account.withLock { account in
                        switch response.status {
                        case 200: account.acknowledged.append(provider.chat(customer))
                        case 503:
                            account.refused.append((provider, post, customer))
                            if response.header("retry-after") == nil { account.withoutRetryAfter += 1 }
                        default: account.other.append(response.status)
                        }
                    }
                } catch {
                    account.withLock { $0.broken.append("\(error)") }
                }
            }
        }

        /// So long it is away.
        private static let outage = Duration.seconds(30)

        @Test
        func `thirty seconds without PostgreSQL at fifty messages a second: whatever was acknowledged is answered`()
            async throws
        {
            let system = try runningSystem()
            try await system.sandbox(["tokens": 5, "time_to_first_token_ms": 20])
            // What a handler has never seen it cannot verify without the database.
            for provider in KeyedProvider.allCases {
                for _ in 0..<8 {
                    #expect(try await system.post("hello", from: Customer(), by: provider).status == 200)
                }
            }
            let load = Load(system: system)
            async let running: Void = load.run()
            try await Task.sleep(for: .seconds(2))
            let supervisor = try parent(of: system.processID(of: "postgres"))
            kill(supervisor, SIGSTOP)
            // The immediate shutdown: as after a crash.
            kill(try system.processID(of: "postgres"), SIGQUIT)
            try await Task.sleep(for: Self.outage)
            kill(supervisor, SIGCONT)
            try await eventually("the database is back") {
                try await system.request("GET", "/readyz", contentType: nil).status == 200
            }
            try await Task.sleep(for: .seconds(2))
            load.end()
            await running

            let outcome = load.account.withLock { $0 }
            #expect(outcome.other == [] && outcome.broken == [])
            #expect(outcome.withoutRetryAfter == 0)
            #expect(outcome.refused.allSatisfy { $0.0 == .cloud }, "a provider that does not repeat was told to")
            #expect(outcome.refused.count > 50 && outcome.acknowledged.count > 1200)
            // Meta posts again what it got 503 for.
            var acknowledged = outcome.acknowledged
            for (provider, post, customer) in outcome.refused {
                try await eventually("what Meta repeats is taken") { try await system.post(post).status == 200 }
                acknowledged.append(provider.chat(customer))
            }
            try await answered(acknowledged, system)
        }

        /// Everybody gets one answer; that of more than a thousand customers takes its time.
        private func answered(_ chats: [String], _ system: System) async throws {
            var counts: [String: Int] = [:]
            for _ in 0..<600 {
                let lines = try await system.log().filter { $0.kind == "message" && $0.duplicate != true }
                counts = Dictionary(lines.map { ($0.chat ?? "", 1) }, uniquingKeysWith: +)
                if chats.allSatisfy({ counts[$0] != nil }) { break }
                try await Task.sleep(for: .milliseconds(500))
            }
            try await system.waitUntilIdle()
            try await system.emptyLog()
            #expect(chats.filter { counts[$0] == nil } == [], "lost")
            #expect(chats.filter { counts[$0, default: 0] > 1 } == [], "doubled")
            try await eventually("the spool is empty") {
                let left = try FileManager.default.contentsOfDirectory(atPath: system.folder + "/spool/new")
                let failed = try FileManager.default.contentsOfDirectory(atPath: system.folder + "/spool/failed")
                return left.isEmpty && failed.isEmpty
            }
        }

        /// The process that started another.
        private func parent(of process: pid_t) throws -> pid_t {
            let stat = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            // `PID (NAME) STATE PPID …`, where the name may hold anything.
            let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
            guard fields.count > 2, let parent = pid_t(fields[2]) else {
                throw SystemError(description: "\(process) has no parent")
            }
            return parent
        }
    }
}
