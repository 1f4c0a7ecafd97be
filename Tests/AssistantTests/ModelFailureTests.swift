import Testing

@testable import Assistant

@Suite(.timeLimit(.minutes(1))) struct `A model that does not keep its word` {
    @Test func `hangs before the first token: nothing at the deadline`() async {
        let closed = Signal()
        let result = await ask(within: .milliseconds(300)) { connection in
            connection.waitForClose()
            closed.set()
        }
        #expect(result.isNothing)
        #expect(result.problem?.hasPrefix("deadline") == true)
        #expect(result.requestedAt != nil && result.firstWordsAt == nil && result.endedAt != nil)
        #expect(await closed.wait())
    }

    @Test func `hangs after the head, with no words: nothing at the deadline`() async {
        let result = await ask(within: .milliseconds(300)) { connection in
            connection.begin()
            connection.event(#"{"choices":[{"delta":{"role":"assistant","content":""}}]}"#)
            connection.waitForClose()
        }
        #expect(result.isNothing)
        #expect(result.problem?.hasPrefix("deadline") == true)
        #expect(result.firstWordsAt == nil)
    }

    @Test func `hangs in mid-stream: the finished sentences at the deadline`() async {
        let result = await ask(within: .milliseconds(500)) { connection in
            connection.begin()
            connection.words("יש לנו דירה ברמת גן. היא ")
            connection.words("בקומה שנ")
            connection.waitForClose()
        }
        #expect(result.partial == "יש לנו דירה ברמת גן.")
        #expect(result.problem?.hasPrefix("deadline") == true)
        #expect(result.firstWordsAt != nil)
    }

    @Test func `hangs in its first sentence: nothing at the deadline`() async {
        let result = await ask(within: .milliseconds(300)) { connection in
            connection.begin()
            connection.words("יש לנו דירה ברמ")
            connection.waitForClose()
        }
        #expect(result.isNothing)
        #expect(result.problem?.hasPrefix("deadline") == true)
    }

    @Test func `says all and then hangs: the whole answer, and no problem`() async {
        let result = await ask(within: .milliseconds(500)) { connection in
            connection.begin()
            connection.words("Yes.")
            connection.event(#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#)
            connection.waitForClose()
        }
        #expect(result.whole == "Yes.")
        #expect(result.problem == nil)
    }

    @Test func `thinks until the deadline: nothing`() async {
        let result = await ask(within: .milliseconds(300)) { connection in
            connection.begin()
            connection.words("<think>She wants a flat. Which one?")
            connection.waitForClose()
        }
        #expect(result.isNothing)
    }

    @Test func `is cut off in mid-sentence: the finished sentences`() async {
        let result = await ask { connection in
            connection.begin()
            connection.words("We have a flat. It is")
        }
        #expect(result.partial == "We have a flat.")
        #expect(result.problem?.hasPrefix("disconnected") == true)
    }

    @Test func `ends its stream without a word of an end: the finished sentences`() async {
        let result = await ask { connection in
            connection.begin()
            connection.words("We have a flat. It is")
            connection.end()
        }
        #expect(result.partial == "We have a flat.")
        #expect(result.problem == "the stream was cut off")
    }

    @Test func `reaches its most tokens: the finished sentences`() async {
        let result = await ask { connection in
            connection.begin()
            connection.words("We have a flat. It is")
            connection.event(#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#)
            connection.event("[DONE]")
            connection.end()
        }
        #expect(result.partial == "We have a flat.")
        #expect(result.problem == "the answer reached its limit")
    }

    @Test func `is stopped by its filter: nothing`() async {
        let result = await ask { connection in
            connection.begin()
            connection.words("We have a flat. It is")
            connection.event(#"{"choices":[{"delta":{},"finish_reason":"content_filter"}]}"#)
            connection.end()
        }
        #expect(result.isNothing)
        #expect(result.problem?.contains("filter") == true)
    }

    @Test func `reports an error in its stream: the finished sentences`() async {
        let result = await ask { connection in
            connection.begin()
            connection.words("We have a flat. It is")
            connection.event(#"{"error":{"message":"overloaded","code":503}}"#)
            connection.event("[DONE]")
            connection.end()
        }
        #expect(result.partial == "We have a flat.")
        #expect(result.problem?.contains("error") == true)
    }

    @Test func `sends an event that cannot be read: the finished sentences before it`() async {
        let result = await ask { connection in
            connection.begin()
            connection.words("We have a flat. It is")
            connection.event(#"{"choices":[{"delta":{"content":"br"#)
            connection.words(" large. Really.")
            connection.finish()
        }
        #expect(result.partial == "We have a flat.")
        #expect(result.problem != nil)
    }

    @Test func `says nothing: nothing`() async {
        for words in ["", " \\n "] {
            let result = await ask { connection in
                connection.begin()
                connection.words(words)
                connection.finish()
            }
            #expect(result.isNothing)
            #expect(result.problem == "the model's answer is empty")
        }
    }

    @Test(arguments: ["429 Too Many Requests", "500 Internal Server Error", "401 Unauthorized", "302 Found"])
    func `answers with a status: nothing, and the status is named`(status: String) async {
        // A body that looks like an answer is none.
        let result = await ask { $0.answer(status, "data: \(chunk("Yes."))\n\ndata: [DONE]\n\n") }
        #expect(result.isNothing)
        #expect(result.problem == "the model answered with status \(status.prefix(3))")
        #expect(result.firstWordsAt == nil)
    }

    @Test func `answers with a page instead of a stream: nothing`() async {
        let result = await ask { $0.answer("200 OK", "<html><body>Welcome!</body></html>") }
        #expect(result.isNothing)
        #expect(result.problem == "the stream was cut off")
    }

    @Test func `refuses the connection: nothing, at once`() async {
        let closed = LoopbackSocket()
        let deadline = ContinuousClock.now + .seconds(20)
        let result = await ask("http://127.0.0.1:\(closed.port)/v1")
        #expect(result.isNothing)
        #expect(result.problem?.hasPrefix("connect") == true)
        #expect(.now < deadline)
    }

    @Test func `is asked when the deadline has passed: nothing`() async {
        let result = await ask(within: .milliseconds(-100)) { $0.waitForClose() }
        #expect(result.isNothing)
        #expect(result.problem?.hasPrefix("deadline") == true)
    }
}
