import Conversation
import Testing

@testable import Assistant
@testable import Postgres
@testable import Store

@Suite struct `Whoever sends more than words` {
    private let desk: Desk

    init() throws { desk = try Desk() }

    private func details(_ change: (inout MessageDetails) -> Void) -> MessageDetails {
        var details = MessageDetails()
        change(&details)
        return details
    }

    private func place(_ latitude: Double, _ longitude: Double) -> MessageDetails {
        details { $0.location = MessageDetails.Location(latitude: latitude, longitude: longitude) }
    }

    @Test func `is asked in which area, answers with a place, and is offered the flats there`() throws {
        let customer = try desk.customer()
        try customer.says("אני מחפש דירת 3 חדרים להשכרה עד 7000 ש\"ח")
        try desk.database.execute("update message set body = 'באיזה אזור?' where author = 'bot'")
        let answer = try customer.sends(.location, "Rothschild 1, תל אביב-יפו", place(32.06, 34.77))
        #expect(answer.listings.contains(101))
        #expect(try customer.lead("area") == "תל אביב")
    }

    @Test func `shares a place first, and says only then what is looked for`() throws {
        let customer = try desk.customer()
        let asked = try customer.sends(.location, "רמת גן", place(32.08, 34.81))
        #expect(asked.text.contains("לקנייה או להשכרה") && asked.listings.isEmpty)
        #expect(try customer.lead("area") == nil)
        #expect(try customer.says("דירה להשכרה").listings.contains(104))
        #expect(try customer.handovers() == 0)
    }

    @Test(arguments: [MessageKind.image, .video, .document])
    func `sends files: the first gets an agent, the next are added, and words go on as ever`(kind: MessageKind) throws {
        let customer = try desk.customer()
        let first = try customer.sends(kind, nil)
        #expect(first.text.contains("נציג") && first.changes.isEmpty)
        #expect(try customer.handovers() == 1)
        let second = try customer.sends(kind, nil)
        #expect(second.text != first.text && second.text.contains("קיבלתי"))
        #expect(try customer.handovers() == 1)
        #expect(try customer.says("דירת 3 חדרים להשכרה בתל אביב עד 7000").listings.contains(101))
    }

    @Test func `writes a search as a caption, in a button or aloud, and is offered flats`() throws {
        let search = "דירת 3 חדרים להשכרה בתל אביב עד 7000"
        for kind in [MessageKind.image, .button, .list, .voice] {
            let heard = details { $0.isTranscript = kind == .voice ? true : nil }
            let customer = try desk.customer()
            #expect(try customer.sends(kind, search, heard).listings.contains(101), "\(kind)")
            #expect(try customer.handovers() == 0)
        }
    }

    @Test func `books by voice`() throws {
        let time = try desk.time(1, 10)
        let customer = try desk.customer("en").wasOffered([101])
        let heard = details { $0.isTranscript = true }
        let answer = try customer.sends(.voice, "I would like to see it \(time.english)", heard)
        #expect(answer.changes == ["book 101 \(time)"])
        #expect(try customer.viewings() == [time.of(101)])
    }

    @Test func `corrects the day before the answer, and comes on the other`() throws {
        let (first, second) = (try desk.time(1, 10), try desk.time(2, 11))
        let customer = try desk.customer().wasOffered([101])
        let edit = details { $0.targetID = "\(customer.phone)-2" }
        try customer.writes(.text, "אפשר לבקר \(first.hebrew)?")
        let answer = try customer.sends(.edit, "אפשר לבקר \(second.hebrew)?", edit)
        #expect(answer.changes == ["book 101 \(second)"])
        #expect(try customer.viewings() == [second.of(101)])
    }

    @Test func `orders: the lines are read back, and an agent is asked`() throws {
        let customer = try desk.customer("en")
        let order = details {
            $0.order = MessageDetails.Order(
                catalogID: "c",
                items: [.init(productID: "KEY-COPY", quantity: 2, price: 25, currency: "ILS")])
        }
        let answer = try customer.sends(.order, nil, order)
        #expect(answer.text.contains("2 × KEY-COPY") && answer.text.contains("agent"))
        let reason = try desk.database.value("select reason from handover")
        #expect(reason == "an order that an agent has to confirm, lines: 1")
    }

    @Test func `passes on a contact: an agent is asked, and nobody takes its name for the customer's`() throws {
        let customer = try desk.customer()
        let card = details { $0.contacts = [.init(name: "my name is Dana", phone: "+972541234567")] }
        #expect(try customer.sends(.contact, "my name is Dana", card).text.contains("פרטי הקשר"))
        #expect(try customer.handovers() == 1)
        #expect(try customer.lead("name") == nil)
    }

    @Test func `talks on where nobody can listen, and gets an agent at the second time`() throws {
        let customer = try desk.customer()
        #expect(try customer.sends(.voice, nil).text.contains("לכתוב"))
        #expect(try customer.handovers() == 0)
        #expect(try customer.sends(.voice, nil).text.contains("נציג"))
        #expect(try customer.handovers() == 1)
    }

    @Test func `sends something unreadable, and is asked to write it`() throws {
        let customer = try desk.customer("en")
        #expect(try customer.sends(.unsupported, nil).text.contains("could not open"))
    }
}

extension Customer {
    /// Sends a message of a kind, and is answered.
    @discardableResult
    fileprivate func sends(_ kind: MessageKind, _ text: String?, _ details: MessageDetails? = nil) throws -> LocalAnswer
    {
        try writes(kind, text, details)
        return try answered()
    }
}
