import Conversation
import Glibc
import Testing

@testable import sandbox

/// A folder of its own for each test.
func temporaryFolder() throws -> Folder {
    var template = Array("/tmp/sandbox-test-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    return try Folder(creating: String(cString: made))
}

func numbers(_ part: LogPart) -> [Int] {
    String(decoding: part.lines, as: UTF8.self).split(separator: "\n").compactMap { line in
        Int(line.dropFirst(LogEvent.numberPrefix.count).prefix { $0.isNumber })
    }
}

func delivery(_ key: String?, text: String = "שלום", chat: String = "1@lid") -> Delivery {
    Delivery(id: "3EB0", chat: chat, text: text, tenant: "1", key: key, givenKey: key, receivedAt: .now)
}

@Suite struct EventLogTests {
    @Test func `a line's number is the offset of its start plus one`() throws {
        let folder = try temporaryFolder()
        let log = EventLog(folder)
        for text in ["a", "שלום", "c\nd"] { _ = try log.deliver(delivery(nil, text: text)) }
        let all = try log.lines(after: 0, chats: [])
        var offset = 1
        for (number, line) in zip(numbers(all), all.lines.split(separator: UInt8(ascii: "\n"))) {
            #expect(number == offset)
            offset += line.count + 1
        }
        #expect(numbers(all).count == 3)
        #expect(all.last == numbers(all).last)
    }

    @Test func `a reader goes on after the last number it saw`() throws {
        let log = EventLog(try temporaryFolder())
        _ = try log.deliver(delivery(nil, text: "a"))
        let first = try log.lines(after: 0, chats: [])
        _ = try log.deliver(delivery(nil, text: "b"))
        let second = try log.lines(after: first.last, chats: [])
        #expect(numbers(first).count == 1)
        #expect(numbers(second).count == 1)
        #expect(try log.lines(after: second.last, chats: []).lines.isEmpty)
    }

    @Test func `numbers go on after the log was emptied`() throws {
        let log = EventLog(try temporaryFolder())
        _ = try log.deliver(delivery(nil, text: "a"))
        let before = try log.lines(after: 0, chats: [])
        try log.empty()
        let emptied = try log.lines(after: before.last, chats: [])
        #expect(emptied.lines.isEmpty)
        #expect(emptied.base > before.base)
        _ = try log.deliver(delivery(nil, text: "b"))
        let after = try log.lines(after: emptied.last, chats: [])
        #expect(numbers(after).count == 1)
        #expect(try #require(numbers(after).first) > before.last)
        try log.empty()
        try log.empty()
        _ = try log.deliver(delivery(nil, text: "c"))
        #expect(numbers(try log.lines(after: after.last, chats: [])).count == 1)
    }

    @Test func `a number that the log has not reached is answered from the start`() throws {
        let log = EventLog(try temporaryFolder())
        _ = try log.deliver(delivery(nil))
        #expect(numbers(try log.lines(after: 1_000_000, chats: [])) == [1])
    }

    @Test func `only the lines of the chats asked for are given, and the reader still gets on`() throws {
        let log = EventLog(try temporaryFolder())
        for chat in ["1@lid", "2@lid", "11@lid", #"a"b@lid"#] {
            _ = try log.deliver(delivery(nil, text: #","chat":"1@lid","#, chat: chat))
        }
        let all = try log.lines(after: 0, chats: [])
        #expect(numbers(try log.lines(after: 0, chats: ["1@lid"])) == [1])
        #expect(numbers(try log.lines(after: 0, chats: ["2@lid", #"a"b@lid"#])) == [numbers(all)[1], numbers(all)[3]])
        let none = try log.lines(after: 0, chats: ["9@lid"])
        #expect(none.lines.isEmpty)
        #expect(none.last == all.last)
    }

    @Test func `an answer stays under its limit and the rest follows`() throws {
        let log = EventLog(try temporaryFolder())
        let text = String(repeating: "x", count: 60_000)
        for _ in 0..<100 { _ = try log.deliver(delivery(nil, text: text)) }
        let first = try log.lines(after: 0, chats: [])
        let second = try log.lines(after: first.last, chats: [])
        #expect(first.lines.count <= EventLog.longestPart)
        #expect(numbers(first).count + numbers(second).count == 100)
        #expect(Set(numbers(first) + numbers(second)).count == 100)
    }

    @Test func `a part of a line that a killed copy left is never seen and is overwritten`() throws {
        let folder = try temporaryFolder()
        let log = EventLog(folder)
        _ = try log.deliver(delivery("k1"))
        do {
            let file = try OpenFile(folder.path("log.jsonl"), O_RDWR)
            try file.write(Array(#"{"n":99,"at":1"#.utf8), at: try file.size())
        }
        #expect(numbers(try log.lines(after: 0, chats: [])).count == 1)
        _ = try log.deliver(delivery("k2"))
        #expect(numbers(try log.lines(after: 0, chats: [])).count == 2)
    }

    @Test func `a key is delivered once, whatever else is logged`() throws {
        let log = EventLog(try temporaryFolder())
        #expect(try !log.deliver(delivery("k1")))
        #expect(try !log.deliver(delivery("k2")))
        #expect(try log.deliver(delivery("k1", text: "another text")))
        try log.empty()
        #expect(try log.deliver(delivery("k1")))
        #expect(try !log.deliver(delivery(nil)))
        #expect(try !log.deliver(delivery(nil)))
    }

    @Test func `a key claimed by a copy that was killed before it delivered is delivered`() throws {
        let folder = try temporaryFolder()
        let log = EventLog(folder)
        _ = try log.deliver(delivery("other"))
        // The killed copy claimed the line that would have come next.
        let name = sha256Hex("1\nk1")
        let claimed = try LockedLog(folder, exclusive: true).nextNumber
        try folder.createFolder("keys/" + name.prefix(2))
        try folder.replace("keys/\(name.prefix(2))/\(name.dropFirst(2))", with: String(claimed))
        _ = try log.deliver(delivery("other2"))
        #expect(try !log.deliver(delivery("k1")))
        #expect(try log.deliver(delivery("k1")))
    }

    @Test func `a chat is found by the hash of its address once it has been seen`() throws {
        let folder = try temporaryFolder()
        let chats = ChatDirectory(folder)
        let hash = sha256Hex("972545550101@s.whatsapp.net")
        #expect(try chats.chat(hash: hash) == nil)
        try chats.note("972545550101@s.whatsapp.net")
        #expect(try ChatDirectory(folder).chat(hash: hash) == "972545550101@s.whatsapp.net")
        #expect(try chats.chat(hash: "../settings.json") == nil)
        #expect(try chats.chat(hash: nil) == nil)
    }
}
