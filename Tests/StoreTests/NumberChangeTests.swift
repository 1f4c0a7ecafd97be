import Conversation
import Testing

@testable import Postgres
@testable import Store

@Suite struct `A customer of the Cloud API` {
    let database: TestDatabase
    private let newPhone = "+972541112222"

    init() throws {
        database = try TestDatabase()
        try database.makeChannel()
    }

    private func identities() throws -> [String?] {
        try database.column("select kind || ' ' || value from identity order by 1")
    }

    @Test func `may be known by a user id alone, and by the user name that was seen last`() throws {
        try database.accept(cloudMessage("a", phone: nil, userID: "IL.9001", username: "dana"))
        try database.accept(cloudMessage("b", phone: nil, userID: "IL.9001"))
        try database.accept(cloudMessage("c", phone: nil, userID: "IL.9001", username: "dana.k"))
        #expect(try identities() == ["bsuid IL.9001"])
        #expect(try database.count("select count(*) from conversation") == 1)
        #expect(try database.conversationColumn("chat_address") == "IL.9001")
        #expect(try database.value("select username from contact") == "dana.k")
    }

    @Test func `is one person by number and by user id`() throws {
        try database.accept(cloudMessage("a"))
        try database.accept(cloudMessage("b", userID: "IL.9001"))
        try database.accept(cloudMessage("c", phone: nil, userID: "IL.9001"))
        #expect(try identities() == ["bsuid IL.9001", "phone \(somePhone)"])
        #expect(try database.conversationColumn("generation") == "3")
    }

    @Test func `who was known apart becomes one by a message that shows both`() throws {
        try database.accept(cloudMessage("a", phone: nil, userID: "IL.9001"), cloudMessage("b"))
        #expect(try database.count("select count(distinct contact_id) from identity") == 2)
        try database.accept(cloudMessage("c", userID: "IL.9001"))
        #expect(try database.count("select count(distinct contact_id) from identity") == 1)
    }

    @Test func `keeps the conversation with a new number, and the old one is somebody else's`() throws {
        try database.accept(cloudMessage("a", userID: "IL.1"))
        #expect(
            try database.accept(numberChange("n", userID: "IL.1", to: newPhone, newUserID: "IL.2")) == [.stored])
        #expect(try identities() == ["bsuid IL.2", "phone \(newPhone)"])
        #expect(try database.conversationColumn("chat_address") == String(newPhone.dropFirst()))
        #expect(try database.conversationColumn("generation") == "1")

        try database.accept(cloudMessage("b", phone: newPhone, userID: "IL.2"))
        #expect(try database.conversationColumn("generation") == "2")
        try database.accept(cloudMessage("c"))
        #expect(try database.count("select count(*) from conversation") == 2)
        #expect(try database.count("select count(*) from contact") == 2)
    }

    @Test func `has changed the number once, however often that is told`() throws {
        try database.accept(cloudMessage("a"))
        #expect(
            try database.accept(numberChange("n", to: newPhone), numberChange("n", to: newPhone))
                == [.stored, .duplicate])
        #expect(try database.accept(numberChange("n", to: newPhone)) == [.duplicate])
        #expect(try identities() == ["phone \(newPhone)"])
        #expect(try database.count("select count(*) from conversation") == 1)
    }

    @Test func `who wrote from the new number before becomes one`() throws {
        try database.accept(cloudMessage("a"), cloudMessage("b", phone: newPhone))
        let old = try database.conversation(channel: 20)
        try database.accept(numberChange("n", to: newPhone))
        #expect(try identities() == ["phone \(newPhone)"])
        #expect(try database.conversation(phone: newPhone, channel: 20) == old)
        try database.accept(cloudMessage("c", phone: newPhone))
        #expect(try database.count("select count(*) from message where conversation_id = $1", [String(old)]) == 3)
    }

    @Test func `who was unknown is known by the new number`() throws {
        try database.accept(numberChange("n", to: newPhone))
        #expect(try identities() == ["phone \(newPhone)"])
        #expect(try database.jobs() == [])
    }

    @Test func `keeps both conversations when each channel tells the new number`() throws {
        try database.makeChannel(id: 21, address: "666")
        try database.accept(cloudMessage("a"), cloudMessage("b", channel: "666"))
        try database.accept(numberChange("n", to: newPhone))
        try database.accept(numberChange("m", to: newPhone, channel: "666"))
        #expect(try identities() == ["phone \(newPhone)"])
        #expect(
            try database.column("select chat_address from conversation")
                == Array(repeating: String(newPhone.dropFirst()), count: 2))
    }

    @Test func `keeps the conversation with a new user id`() throws {
        try database.accept(cloudMessage("a", phone: nil, userID: "IL.1"))
        try database.accept(numberChange("n", from: nil, userID: "IL.1", newUserID: "IL.2"))
        #expect(try identities() == ["bsuid IL.2"])
        #expect(try database.conversationColumn("chat_address") == "IL.2")
    }

    @Test func `has no new number where the notice tells none, and no other kind of message tells one`() throws {
        try database.accept(cloudMessage("a"))
        try database.accept(numberChange("n", to: "not a number"), numberChange("o"))
        var forged = numberChange("p", to: newPhone)
        forged.kind = .text
        try database.accept(forged)
        #expect(try identities() == ["phone \(somePhone)"])
        #expect(try database.conversationColumn("chat_address") == String(somePhone.dropFirst()))
    }

    @Test func `gets a queued answer at the new number`() throws {
        let worker = try database.makeWorker()
        try database.accept(cloudMessage("a"))
        let job = try database.claimOne(worker: worker)
        let turn = try database.begin(job)
        try database.accept(numberChange("n", to: newPhone))
        guard case .committed(let messageID, send: true) = try database.finish(job, turn) else {
            Issue.record("the reply was not committed")
            return
        }
        #expect(try database.beginSend(job)?.messageID == messageID)
        #expect(try database.beginSend(job)?.message.chatAddress == String(newPhone.dropFirst()))
    }
}
