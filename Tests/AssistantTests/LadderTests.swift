import Conversation
import Glibc
import HTTPClient
import Testing

@testable import Assistant
@testable import Store

/// A database that cannot be reached.
private let nowhere = Database(threads: 1, applicationName: "test", overrides: ["host": "/nonexistent"])

private func ladder(_ server: ModelServer? = nil, database: Database = nowhere) -> Ladder {
    var options = ModelPoolOptions()
    // Whether there is an extra request is not this suite's matter.
    options.extraShare = 0
    let pool = server.map { server in
        ModelPool(
            primary: ModelEndpoint(baseURL: server.baseURL, key: "sk-secret", model: "demo"), engine: HTTPEngine(),
            options: options)
    }
    return Ladder(pool: pool, database: database)
}

private func answer(
    _ ladder: Ladder, to text: String? = "שלום", kind: MessageKind = .text, within limit: Duration, lost: Int = 0
) async -> LadderAnswer {
    await ladder.answer(
        tenantID: 1, context: context([asked(text, kind: kind)], greetingHebrew: "ברוכים הבאים"), customer: "9f2c",
        by: .now + limit, lost: lost)
}

private let noData = "knowledge and listings could not be read"

@Suite(.timeLimit(.minutes(1))) struct `The ladder without a model` {
    @Test func `answers although the database cannot be reached, and says why`() async {
        let answered = await answer(ladder(), within: .seconds(2))
        #expect(answered.text == "ברוכים הבאים")
        #expect(answered.rung == .fallback)
        #expect(answered.problem?.hasPrefix(noData) == true)
        #expect(answered.model == nil)
    }

    @Test func `claims nothing about flats that it could not look up`() async {
        let answered = await answer(ladder(), to: "דירת 3 חדרים להשכרה עד 7000", within: .seconds(2))
        #expect(answered.rung == .fallback)
        #expect(answered.text != LocalWords(language: .hebrew).nothingFits)
        #expect(answered.text.contains("אזור"))
    }

    @Test func `has no need of a database where there are no words`() async {
        let answered = await answer(ladder(), to: nil, kind: .voice, within: .seconds(2))
        #expect(answered.problem == nil)
        #expect(answered.text.contains("הקלטה"))
    }

    @Test func `answers by its deadline, although a database that cannot be reached is tried for longer`() async {
        let clock = ContinuousClock()
        let patient = await clock.measure { _ = await answer(ladder(), within: .seconds(20)) }
        let start = clock.now
        let answered = await answer(ladder(), within: .milliseconds(60))
        #expect(clock.now - start < patient)
        #expect(answered.text == "ברוכים הבאים")
        #expect(answered.problem?.hasPrefix(noData) == true)
    }

    @Test func `answers a turn that is late already`() async {
        #expect(await answer(ladder(), within: .seconds(-5)).text == "ברוכים הבאים")
    }

    @Test func `gives a turn that is late already a moment to look`() async {
        let silent = SilentDatabase()
        defer { silent.stop() }
        let start = ContinuousClock.now
        let answered = await answer(ladder(database: silent.database), within: .seconds(-5))
        #expect(.now - start >= Ladder.leastTimeForLookUp)
        #expect(answered.text == "ברוכים הבאים")
        #expect(silent.isAwaited)
    }

    @Test(arguments: [Duration.milliseconds(200), .seconds(20)])
    func `does not wait for a database that accepts a connection and then is silent`(limit: Duration) async {
        let silent = SilentDatabase()
        defer { silent.stop() }
        let answered = await answer(ladder(database: silent.database), within: limit)
        #expect(answered.text == "ברוכים הבאים")
        #expect(answered.problem == "\(noData) in time")
        #expect(silent.isAwaited)
    }

    @Test func `ends at once when the task is cancelled`() async {
        let silent = SilentDatabase()
        defer { silent.stop() }
        let deadline = ContinuousClock.now + .seconds(30)
        let task = Task { await answer(ladder(database: silent.database), within: .seconds(30)) }
        task.cancel()
        #expect(await !task.value.text.isEmpty)
        #expect(.now < deadline)
    }
}

@Suite(.timeLimit(.minutes(1))) struct `The ladder with a model` {
    @Test func `gives the model's answer, although the database cannot be reached`() async {
        let server = ModelServer { connection in
            connection.begin()
            connection.words("שלום, כאן לאה.")
            connection.finish()
        }
        defer { server.stop() }
        let answered = await answer(ladder(server), within: .seconds(20))
        #expect(answered.text == "שלום, כאן לאה.")
        #expect(answered.rung == .model)
        #expect(answered.problem == nil)
        #expect(answered.model?.model == "demo")
        #expect(answered.model?.requests == 1)
        #expect(server.requests.count == 1)
        #expect(server.requests.first?.contains("שלום") == true)
    }

    @Test func `gives the finished sentences of one that hangs, at the deadline`() async {
        let server = ModelServer { connection in
            connection.begin()
            connection.words("שלום, כאן לאה. איך אפשר ל")
            connection.waitForClose()
        }
        defer { server.stop() }
        let answered = await answer(ladder(server), within: .seconds(4))
        #expect(answered.text == "שלום, כאן לאה.")
        #expect(answered.rung == .partial)
        #expect(answered.problem?.hasPrefix("deadline") == true)
    }

    @Test func `falls a rung when the model fails, once asked`() async {
        let server = ModelServer { $0.answer("500 Internal Server Error", "{}") }
        defer { server.stop() }
        let answered = await answer(ladder(server), within: .seconds(20))
        #expect(answered.text == "ברוכים הבאים")
        #expect(answered.rung == .fallback)
        #expect(answered.problem == "the model answered with status 500")
        #expect(answered.model?.requests == 1)
        #expect(server.requests.count == 1)
    }

    @Test func `falls a rung at the deadline when the model says nothing`() async {
        let server = ModelServer { $0.waitForClose() }
        defer { server.stop() }
        let answered = await answer(ladder(server), within: .seconds(3))
        #expect(answered.text == "ברוכים הבאים")
        #expect(answered.problem?.hasPrefix("deadline") == true)
    }

    @Test(arguments: [
        (-1000, 0, false), (150, 0, false), (1400, 1, false), (1400, 3, false), (1400, 0, true), (20_000, 1, true),
    ])
    func `asks it only with enough time, of which a turn that a worker died with needs more`(
        milliseconds: Int, lost: Int, asks: Bool
    ) async {
        let server = ModelServer { connection in
            connection.begin()
            connection.words("Yes.")
            connection.finish()
        }
        defer { server.stop() }
        let answered = await answer(ladder(server), within: .milliseconds(milliseconds), lost: lost)
        #expect(server.requests.count == (asks ? 1 : 0))
        #expect(answered.rung == (asks ? .model : .fallback))
        #expect(answered.text == (asks ? "Yes." : "ברוכים הבאים"))
        #expect(answered.problem == (asks ? nil : "too little time for the model"))
    }

    @Test func `ends the request when the task is cancelled`() async {
        let (begun, closed) = (Signal(), Signal())
        let server = ModelServer { connection in
            begun.set()
            connection.waitForClose()
            closed.set()
        }
        defer { server.stop() }
        let ladder = ladder(server)
        let task = Task { await answer(ladder, within: .seconds(30)) }
        #expect(await begun.wait())
        task.cancel()
        _ = await task.value
        #expect(await closed.wait())
    }
}

/// A server that accepts the connections of PostgreSQL's clients and says nothing, as one does that hangs.
private final class SilentDatabase: Sendable {
    let database: Database
    private let socket: LoopbackSocket
    private let clientLeft = Signal()

    init() {
        let socket = LoopbackSocket()
        socket.listen()
        self.socket = socket
        database = Database(
            threads: 1, applicationName: "test", overrides: ["host": "127.0.0.1", "port": String(socket.port)])
        startThread { [clientLeft] in
            guard let client = socket.accept() else { return }
            ModelConnection(socket: client).waitForClose()
            clientLeft.set()
            close(client)
        }
    }

    /// Whether the client still waits for the server's first word.
    var isAwaited: Bool { !clientLeft.isSet }

    func stop() { socket.stop() }
}
