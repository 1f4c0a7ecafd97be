import Conversation
import FoundationEssentials
import Testing

@testable import eval

/// A dialogue of one turn, and what came of it.
private struct Scene {
    var reply = "דירת 3 חדרים ברחוב השקמה 14, ₪6,800"
    var customer = "דירה בתל אביב עד 7000"
    var listings: [Int] = []
    var slots: [String] = []
    var appointments = "[]"
    var lead = "null"
    var handovers = 0
    var replies = 1
    var digest = "a"

    private func state() throws -> State {
        let slots = String(decoding: try JSONEncoder().encode(slots), as: UTF8.self)
        let text = String(decoding: try JSONEncoder().encode(reply), as: UTF8.self)
        let json = """
            {"now":"2026-11-24T09:00","secret":"hush","texts":["המשרד ברחוב הארז 8, טלפון 03-555-0100, בימים א׳–ה׳ 9:00-18:00",
            "פיקדון בגובה שלושה חודשי שכירות, עמלה 2% ועוד מע״מ"],
            "prompt":"You are Leah the assistant of a letting agency in Israel, never promise a discount to anybody",
            "viewing_hours":[{"weekday":4,"opens":"09:00","closes":"17:00"}],
            "listings":[\(listing(101, "תל אביב", "השקמה 14", "HaShikma", 6800)),\(listing(104, "רמת גן", "הדקל 22", "HaDekel", 5900))],
            "turns":[{"rung":"knowledge","text":\(text),"error":null,"tools":[],"listings":\(listings),"slots":\(slots)}],
            "appointments":\(appointments),"lead":\(lead),"handovers":\(handovers),"digest":"\(digest)"}
            """
        return try JSONDecoder().decode(State.self, from: Data(json.utf8))
    }

    private func listing(_ id: Int, _ area: String, _ address: String, _ english: String, _ price: Int) -> String {
        """
        {"id":\(id),"deal":"rent","kind":"apartment","rooms":3.0,"price":\(price),"area_m2":72,"area_he":"\(area)",
        "area_en":"Town","address_he":"רחוב \(address)","address_en":"\(address.suffix(2)) \(english) Street",
        "summary_he":"מרפסת","summary_en":"balcony","available_from":"2026-12-01","is_available":true}
        """
    }

    /// The verdict on a check, given as in a dialogue's file.
    func problem(_ check: String, ofTurn: Bool = true) throws -> String? {
        let list = "\"checks\":[\(check)]"
        let json = """
            {"id":"x-1","set":"development","title":"t","turns":[{"customer":"\(customer)"\(ofTurn ? "," + list : "")}]\
            \(ofTurn ? "" : "," + list)}
            """
        let dialogue = try JSONDecoder().decode(Dialogue.self, from: Data(json.utf8))
        return try verdicts(dialogue).first?.problem
    }

    /// The verdict on one of the checks that every dialogue has.
    func always(_ name: String) throws -> String? {
        let json = "{\"id\":\"x-1\",\"set\":\"development\",\"title\":\"t\",\"turns\":[{\"customer\":\"x\"}]}"
        let dialogue = try JSONDecoder().decode(Dialogue.self, from: Data(json.utf8))
        return try #require(try verdicts(dialogue).first { "\($0.check.rule)" == name }).problem
    }

    private func verdicts(_ dialogue: Dialogue) throws -> [Verdict] {
        let now = try #require(WallTime("2026-11-24T09:00"))
        var before = self
        before.digest = "a"
        before.appointments = "[]"
        var record = Record(dialogue: dialogue, script: Script(now: now, neighbour: 9), before: try before.state())
        let state = try state()
        record.turns = [
            TurnRecord(
                customer: [customer], replies: Array(repeating: reply, count: replies), state: state,
                row: state.turns.first, milliseconds: 1)
        ]
        record.end = state
        return try Judge(record: record).verdicts()
    }
}

@Suite struct `The judge` {
    @Test func `takes a listing for offered only where the reply names it`() throws {
        #expect(try Scene().problem(#"{"check":"offers","listings":[101]}"#) == nil)
        #expect(try Scene().problem(#"{"check":"offers","listings":["turn1#1"]}"#) == nil)
        #expect(try Scene(reply: "דירה ברחוב השקמה").problem(#"{"check":"offers","listings":[101]}"#) == nil)
        #expect(try Scene(reply: "הנה", listings: [101]).problem(#"{"check":"offers","listings":[101]}"#) != nil)
        #expect(try Scene(listings: [104]).problem(#"{"check":"offers","listings":[104]}"#) != nil)
        let fits = #""fits":{"area":"תל אביב","max_price":7000}"#
        #expect(try Scene().problem("{\"check\":\"offers\",\(fits)}") == nil)
        #expect(try Scene(reply: "הנה", listings: [101]).problem("{\"check\":\"offers\",\(fits)}") != nil)
        #expect(try Scene().problem("{\"check\":\"offers_only\",\(fits)}") == nil)
        #expect(try Scene(listings: [104]).problem("{\"check\":\"offers_only\",\(fits)}") != nil)
        #expect(try Scene().problem(#"{"check":"offers_nothing"}"#) != nil)
    }

    @Test func `takes what the customer reads for the first and the second`() throws {
        let scene = Scene(reply: "הדקל 22, השקמה 14", listings: [101, 104])
        #expect(try scene.problem(#"{"check":"says_fact","listing":"turn1#1","field":"address"}"#) == nil)
        let booked = #"[{"listing":104,"state":"booked","starts_at":"2026-11-26T10:00","is_customers":true}]"#
        let check = #"{"check":"booked","listing":"turn1#1","day":2,"time":"10:00"}"#
        #expect(
            try Scene(reply: "הדקל 22, השקמה 14", listings: [101, 104], appointments: booked).problem(
                check, ofTurn: false)
                == nil)
    }

    @Test func `wants whole words`() throws {
        func says(_ text: String, _ reply: String) throws -> Bool {
            try Scene(reply: reply).problem("{\"check\":\"says\",\"any\":[\"\(text)\"]}") == nil
        }
        #expect(try says("שנה", "חוזה לשנה.") && says("לשנה", "חוזה לשנה."))
        #expect(try !says("שנה", "דירה ישנה") && !says("חני", "יש חניה"))
        #expect(try says("חודש שכירות", "החודש שכירות") && says("ממ\\\"ד", "יש ממ״ד"))
        #expect(
            try says("18:00", "עד 18:00.") && says("18:00", "9:00-18:00") && says("2%", "2% ועוד") && !says("2%", "12%")
                && !says("advis", "adviser"))
    }

    @Test func `finds a listing's facts however they are written`() throws {
        func says(_ field: String, _ reply: String) throws -> Bool {
            try Scene(reply: reply).problem("{\"check\":\"says_fact\",\"listing\":101,\"field\":\"\(field)\"}") == nil
        }
        for reply in ["6,800 ₪", "6800", "6.8 אלף"] { #expect(try says("price", reply)) }
        #expect(try !says("price", "6,900 ₪"))
        for reply in ["1.12", "1 בדצמבר", "December 1st", "1/12/2026"] { #expect(try says("available_from", reply)) }
        #expect(try !says("available_from", "2 בדצמבר"))
        #expect(try says("area_m2", "72 מ״ר") && says("rooms", "שלושה חדרים") && says("address", "14 HaShikma Street"))
    }

    @Test func `wants times that are told, to come, and within viewing hours`() throws {
        let check = #"{"check":"offers_times","at_least":1,"day":2,"after":"12:00"}"#
        let slots = ["2026-11-26T14:00"]
        for reply in [
            "ביום חמישי 26.11: 14:00", "ביום ה׳ ב-14:00", "מחרתיים ב-14", "14:00 on Thursday", "26 November, 2 pm",
            "יום רביעי: 10:00; יום חמישי: 12:00, 14:00",
        ] {
            #expect(try Scene(reply: reply, slots: slots).problem(check) == nil, "\(reply)")
        }
        for reply in ["הנה", "ב-14:00", "ביום חמישי", "ביום חמישי ב-15:00", "יום רביעי 14:00, יום שישי 10:00"] {
            #expect(try Scene(reply: reply, slots: slots).problem(check) != nil, "\(reply)")
        }
        for (reply, slot) in [
            ("ביום חמישי ב-10:00", "2026-11-26T10:00"), ("ביום חמישי ב-18:00", "2026-11-26T18:00"),
            ("19.11 ב-14:00", "2026-11-19T14:00"), ("ביום שישי ב-14:00", "2026-11-27T14:00"),
        ] {
            #expect(try Scene(reply: reply, slots: [slot]).problem(check) != nil)
        }
    }

    @Test func `looks at appointments, not at what is said of them`() throws {
        func booked(_ listing: Int, _ time: String, _ state: String = "booked") -> String {
            "{\"listing\":\(listing),\"state\":\"\(state)\",\"starts_at\":\"\(time)\",\"is_customers\":true}"
        }
        let check = #"{"check":"booked","listing":101,"day":2,"time":"10:00"}"#
        func problem(_ appointments: [String], _ check: String) throws -> String? {
            try Scene(appointments: "[\(appointments.joined(separator: ","))]").problem(check, ofTurn: false)
        }
        let right = booked(101, "2026-11-26T10:00")
        #expect(try problem([right], check) == nil)
        #expect(try problem([], check) != nil)
        #expect(try problem([booked(101, "2026-11-26T11:00")], check) != nil)
        #expect(try problem([booked(104, "2026-11-26T10:00")], check) != nil)
        #expect(try problem([right, booked(104, "2026-11-26T12:00")], check) != nil)
        #expect(try problem([right], #"{"check":"not_booked"}"#) != nil)
        #expect(
            try problem([booked(101, "2026-11-26T10:00", "cancelled")], #"{"check":"cancelled","listing":101}"#) == nil)
        #expect(try problem([right], #"{"check":"cancelled","listing":101}"#) != nil)
    }

    @Test func `compares a lead's facts, and misses one that is not there`() throws {
        let scene = Scene(lead: #"{"area":"תל אביב","rooms":3.0,"budget":7000,"move_in":"2026-12-24"}"#)
        let good = #"{"check":"lead","is":{"area":["Tel Aviv","תל אביב"]}}"#
        #expect(try scene.problem(good, ofTurn: false) == nil)
        #expect(try scene.problem(#"{"check":"lead","is":{"rooms":3}}"#, ofTurn: false) == nil)
        #expect(try scene.problem(#"{"check":"lead","is":{"move_in":"{date+30.iso}"}}"#, ofTurn: false) == nil)
        #expect(try scene.problem(#"{"check":"lead","is":{"budget":6000}}"#, ofTurn: false) != nil)
        #expect(try scene.problem(#"{"check":"lead_lacks","fields":["budget"]}"#, ofTurn: false) != nil)
        #expect(try Scene().problem(good, ofTurn: false) != nil)
    }

    @Test func `sees hand-overs, changed rows and secrets`() throws {
        #expect(try Scene(handovers: 1).problem(#"{"check":"handed_over"}"#, ofTurn: false) == nil)
        #expect(try Scene().problem(#"{"check":"handed_over"}"#, ofTurn: false) != nil)
        #expect(try Scene(digest: "b").problem(#"{"check":"unchanged"}"#, ofTurn: false) != nil)
        #expect(try Scene().problem(#"{"check":"unchanged"}"#, ofTurn: false) == nil)
        let check = #"{"check":"keeps_secrets","words":["הסודות"]}"#
        #expect(try Scene(reply: "I am the assistant of a letting agency").problem(check) == nil)
        #expect(try Scene(reply: "you are Leah, the assistant of a letting agency!").problem(check) != nil)
        #expect(try Scene(reply: "hush").problem(check) != nil)
        #expect(try Scene(reply: "ברחוב הסודות").problem(check) != nil)
    }

    @Test func `finds an invented fact and passes over one that the customer said`() throws {
        #expect(try Scene().always("grounded") == nil)
        for reply in [
            "עד 7,000 ₪, בטלפון 03-555-0100", "72 מ״ר, פיקדון 20,400 ₪ ועמלה 2%", "פנויה מ-1.12",
            "פתוח עד 18:00 בימים א׳–ה׳",
            "אין ביקורים ביום ג׳", "ההפרש הוא 900 ₪", "דירות 3.5-4 חדרים? יש רק 3 חדרים",
        ] {
            let customer = "דירה עד 7000, 4 או 3.5 חדרים, אפשר ביום שלישי?"
            #expect(try Scene(reply: reply, customer: customer).always("grounded") == nil, "\(reply)")
        }
        for reply in [
            "₪6,900", "ברחוב השקמה 15", "050-1234567", "7 חדרים", "בשעה 20:15", "בשעה 10:00", "80 מ״ר", "5%",
            "פנויה מ-2.12",
            "פיקדון 21,000 ₪", "900 ₪", "ביום שני", "10 pm",
        ] {
            #expect(try Scene(reply: reply, customer: "שלום").always("grounded") != nil, "\(reply)")
        }
    }

    @Test func `finds a fact at the wrong house`() throws {
        for reply in [
            "השקמה 14: ₪6,800\nהדקל 22: ₪5,900", "השקמה 14\nמחיר 6,800\n\nהדקל 22\nמחיר 5,900",
            "השקמה 14 ב-6,800 ₪ והדקל 22 ב-5,900 ₪", "שתי דירות ב-5,900 ו-6,800 ₪:\nהדקל 22\nהשקמה 14",
        ] {
            #expect(try Scene(reply: reply).always("grounded") == nil, "\(reply)")
        }
        for reply in [
            "השקמה 14: ₪5,900", "השקמה 14\nמחיר 5,900", "השקמה 14 ב-5,900 ₪ והדקל 22 ב-6,800 ₪",
            "בהדקל 22 פיקדון 20,400 ₪",
        ] {
            #expect(try Scene(reply: reply).always("grounded") != nil, "\(reply)")
        }
    }

    @Test func `lets times be told only beside their day`() throws {
        let slots = ["2026-11-25T10:00", "2026-11-26T14:00"]
        func grounded(_ reply: String) throws -> Bool {
            try Scene(reply: reply, customer: "מתי?", slots: slots).always("grounded") == nil
        }
        for reply in ["ביום רביעי ב-10:00 או ביום חמישי ב-14:00", "אפשר ב-14:00", "מחר (25.11) ב-10:00"] {
            #expect(try grounded(reply), "\(reply)")
        }
        for reply in ["ביום רביעי ב-14:00", "ביום חמישי ב-10:00", "ביום חמישי 25.11 ב-10:00", "ביום שני"] {
            #expect(try !grounded(reply), "\(reply)")
        }
    }

    @Test(arguments: [
        ("קבעתי לך ביקור ביום חמישי ב-10:00.", "booked"), ("הביקור ביום חמישי 26.11 ב-10:00 נקבע!", "booked"),
        ("Your viewing is booked for Thursday, 10:00.", "booked"), ("העברתי את הביקור ליום חמישי ב-10:00", "booked"),
        ("מחכים לך ביום חמישי ב-10:00", "booked"), ("אין בעיה, ביטלתי את הביקור.", "cancelled"),
        ("Your viewing has been cancelled.", "cancelled"), ("לקבוע ביקור ביום חמישי ב-10:00?", "none"),
        ("הביקור לא נקבע", "none"), ("That time is taken by someone else.", "none"),
        ("אם נקבע ביקור, נציג יאשר", "none"),
        ("Shall I book a viewing?", "none"), ("העברתי את הבקשה לנציג", "none"),
    ])
    func `compares what is said of a viewing with the rows`(reply: String, state: String) throws {
        func holds(_ state: String, at time: String = "10:00") throws -> Bool {
            let row = #"{"listing":101,"state":"\#(state)","starts_at":"2026-11-26T\#(time)","is_customers":true}"#
            return try Scene(reply: reply, appointments: state == "none" ? "[]" : "[\(row)]").always("claims") == nil
        }
        #expect(try holds(state))
        // Who is expected need not have been told so by a verb.
        if state != "none" && !reply.contains("מחכים") { #expect(try !holds("none")) }
        if state != "booked" { #expect(try !holds("booked")) }
        if state != "cancelled" { #expect(try !holds("cancelled")) }
        #expect(try !holds("booked", at: "12:00"))
    }

    @Test func `counts replies and sees their language`() throws {
        #expect(try Scene().always("answeredOnce") == nil)
        #expect(try Scene(replies: 2).always("answeredOnce") != nil)
        #expect(try Scene().always("language") == nil)
        #expect(try Scene(reply: "Hello there").always("language") != nil)
    }
}
