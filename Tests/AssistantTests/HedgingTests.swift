import Glibc
import HTTPClient
import Testing

@testable import Assistant

@Suite(.timeLimit(.minutes(1))) struct `When the first words are later than usual` {
    @Test func `a second request is made, its answer wins, and the first is given up`() async {
        let closed = Signal()
        let server = server(after: 20) { connection in
            guard connection.number == 21 else { return connection.say("Yes.") }
            connection.waitForClose()
            closed.set()
        }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(20)
        let pooled = await pool.ask()
        #expect(pooled.result.whole == "Yes." && pooled.requests == 2 && pooled.faults.isEmpty)
        #expect(await closed.wait())
        #expect(pooled.usage.isEstimated)
        #expect(pooled.usage.promptTokens >= pooled.result.usage.promptTokens + question.estimatedPromptTokens)
    }

    @Test func `the second request goes to the second endpoint, if there is one`() async {
        let (one, two) = (server(after: 20) { $0.waitForClose() }, ModelServer { $0.say("Second.") })
        defer { [one, two].forEach { $0.stop() } }
        let pool = pool(one, two)
        await pool.warm(20)
        let pooled = await pool.ask()
        #expect(pooled.result.whole == "Second." && pooled.model == "second" && pooled.isHedged)
        #expect(two.requests.count == 1)
    }

    @Test func `the first request can still win`() async {
        let (asked, closed) = (Signal(), Signal())
        let one = server(after: 20) { connection in
            while !asked.isSet { usleep(1000) }
            connection.say("First.")
        }
        let two = ModelServer { connection in
            asked.set()
            connection.waitForClose()
            closed.set()
        }
        defer { [one, two].forEach { $0.stop() } }
        let pool = pool(one, two)
        await pool.warm(20)
        let pooled = await pool.ask()
        #expect(pooled.result.whole == "First." && pooled.model == "first" && !pooled.isHedged)
        #expect(pooled.requests == 2 && pooled.faults.isEmpty)
        #expect(await closed.wait())
    }

    @Test func `what is usual of the second endpoint is not told by requests that lost soon`() async {
        let two = ModelServer { $0.waitForClose() }
        let one = server(after: 20) { connection in
            while two.requests.count < connection.number - 20 { usleep(1000) }
            connection.say("First.")
        }
        defer { [one, two].forEach { $0.stop() } }
        var options = ModelPoolOptions()
        options.extraShare = 1
        let pool = pool(one, two, options: options)
        await pool.warm(20)
        for _ in 0..<20 { #expect(await pool.ask().result.whole == "First.") }
        #expect(two.requests.count == 20 && pool.lanes[1].medianLatency == nil)
    }

    @Test func `a request that had the first words and then fails leaves the answer to the other`() async {
        let cut = Signal()
        let one = server(after: 20) { connection in
            while !cut.isSet { usleep(1000) }
            // So that the end of the other is seen first.
            usleep(100_000)
            connection.say("First.")
        }
        let two = ModelServer { connection in
            connection.begin()
            connection.words("We have a flat. It")
            cut.set()
        }
        defer { [one, two].forEach { $0.stop() } }
        let pool = pool(one, two)
        await pool.warm(20)
        let pooled = await pool.ask()
        #expect(pooled.result.whole == "First." && !pooled.isHedged && pooled.requests == 2)
        // Unless the machine is so busy that it was cancelled before its end was seen.
        #expect(pooled.faults == [.cutStream] || pooled.faults.isEmpty)
    }

    @Test func `at the deadline the sentences count of whichever had words`() async {
        let one = server(after: 20) { $0.waitForClose() }
        let two = ModelServer { connection in
            connection.begin()
            connection.words("Second. And")
            connection.waitForClose()
        }
        defer { [one, two].forEach { $0.stop() } }
        let pool = pool(one, two)
        await pool.warm(20)
        let pooled = await pool.ask(within: .milliseconds(1500))
        #expect(pooled.result.partial == "Second." && pooled.result.isOutOfTime && pooled.requests == 2)
        #expect(pooled.faults == [.timeoutBeforeFirstToken, .timeoutInStream])
    }

    @Test func `half of the time is left to the second, where it is usual to hang`() async {
        let one = server(after: 15) { $0.waitForClose() }
        let two = ModelServer { $0.say("Yes.") }
        defer { [one, two].forEach { $0.stop() } }
        var options = ModelPoolOptions()
        options.leastTimeForExtra = .milliseconds(100)
        let pool = pool(one, two, options: options)
        await pool.warm(15)
        for _ in 0..<5 { #expect(await !pool.ask(within: .milliseconds(700), allowsExtra: false).result.isGood) }
        let pooled = await pool.ask(within: .milliseconds(1200))
        #expect(pooled.result.whole == "Yes." && pooled.isHedged)
    }

    @Test func `nothing is done before it is known what is usual`() async {
        let server = server(after: 19) { connection in
            usleep(300_000)
            connection.say("Late.")
        }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(19)
        let pooled = await pool.ask()
        #expect(pooled.result.whole == "Late." && pooled.requests == 1)
    }

    @Test func `nothing is done when no extra request is allowed`() async {
        let server = server(after: 20) { connection in
            usleep(300_000)
            connection.say("Late.")
        }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(20)
        #expect(await pool.ask(allowsExtra: false).requests == 1)
    }

    @Test func `cancelling gives up both requests`() async {
        let (first, second) = (Signal(), Signal())
        let server = server(after: 20) { connection in
            let closed = connection.number == 21 ? first : second
            connection.waitForClose()
            closed.set()
        }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(20)
        let task = Task { await pool.ask() }
        while server.requests.count < 22 { try? await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        let pooled = await task.value
        #expect(pooled.result.fault == .cancelled && pooled.requests == 2)
        #expect(await first.wait())
        #expect(await second.wait())
    }
}

@Suite(.timeLimit(.minutes(2))) struct `Hedged requests` {
    @Test func `are not made once there are words, however long the rest takes`() async {
        let server = server(after: 20) { connection in
            connection.begin()
            connection.words("We have ")
            usleep(300_000)
            connection.words("a flat.")
            connection.finish()
        }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(20)
        // A machine that is busy may be late with the words themselves, but not each time.
        var requests: [Int] = []
        for _ in 0..<5 { requests.append(await pool.ask().requests) }
        #expect(requests.contains(1))
    }

    @Test func `are at most a tenth of the others, also where every answer is late`() async {
        let server = server(after: 20) { connection in
            usleep(20_000)
            connection.say("Late.")
        }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(20)
        var (first, extra) = (20, 0)
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<200 { group.addTask { await pool.ask().requests } }
            for await requests in group {
                first += 1
                extra += requests - 1
            }
        }
        #expect(first == 220 && extra <= 22)
        // One that was given up at once may not have been read.
        #expect(server.requests.count > first / 2 && server.requests.count <= first + extra)
    }

    @Test func `cut the slowest answers, where one in twenty hangs`() async {
        let server = ModelServer { connection in
            if connection.number > 100, connection.number.isMultiple(of: 20) { return connection.waitForClose() }
            connection.say("Yes.")
        }
        defer { server.stop() }
        let pool = pool(server)
        await pool.warm(100)
        var (first, requests, failed) = (100, 100, 0)
        for _ in 0..<200 {
            let pooled = await pool.ask(within: .seconds(2))
            first += 1
            requests += pooled.requests
            if !pooled.result.isGood { failed += 1 }
        }
        #expect(failed == 0)
        #expect(requests <= first + first / 10 && requests > first)
    }
}
