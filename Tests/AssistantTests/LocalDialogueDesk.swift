import Conversation
import Postgres

@testable import Assistant
@testable import Store

/// The demo tenant's rows in memory, searched much as the database does, and the conversation of one customer.
///
/// It plays whole dialogues without a database: what is tried is what the assistant makes of them. That the database's own
/// functions find the same is tried in StoreTests and by `make eval`.
struct LocalDesk {
    var now = "2026-11-24T09:30"
    var messages: [TurnContext.Entry] = []
    var lead = LeadFacts()
    var appointments: [Appointment] = []
    var isHandoverOpen = false
    var rows = DemoRows()

    /// Lets the customer write, answers, applies what was decided, and keeps the answer in the conversation.
    mutating func hears(_ texts: String..., language: String = "he") -> LocalAnswer {
        messages = messages.suffix(4) + texts.map { asked($0) }
        let context = context(
            messages, language: language, now: now, lead: Lead(status: "new", intent: nil, summary: nil, facts: lead),
            appointments: appointments, isHandoverOpen: isHandoverOpen)
        var retrieval = Retrieval(context: context)
        do {
            retrieval.found = try Search(tenantID: 1, dialogue: retrieval.dialogue).run(in: &rows)
        } catch {
            retrieval.problem = "\(error)"
        }
        let answer = LocalAnswer(retrieval, context: context)
        take(answer)
        return answer
    }

    /// Applies what was decided, and keeps the answer in the conversation.
    mutating func take(_ answer: LocalAnswer) {
        answer.writes.forEach { apply($0) }
        messages = messages.map { said($0.text, by: $0.author, listings: $0.listings, slots: $0.slots) }
        messages.append(said(answer.text, by: "bot", listings: answer.listings, slots: answer.slots))
    }

    private mutating func apply(_ write: StagedWrite) {
        switch write {
        case .bookViewing(let listingID, let startsAt):
            appointments.append(
                Appointment(appointmentID: Int64(appointments.count + 1), listingID: listingID, startsAt: startsAt))
            rows.taken.append(startsAt)
        case .cancelViewing(let appointmentID): appointments.removeAll { $0.appointmentID == appointmentID }
        case .handOver: isHandoverOpen = true
        case .recordLead(let facts):
            lead.name = facts.name ?? lead.name
            lead.area = facts.area ?? lead.area
            lead.deal = facts.deal ?? lead.deal
            lead.propertyKind = facts.propertyKind ?? lead.propertyKind
            lead.rooms = facts.rooms ?? lead.rooms
            lead.budget = facts.budget ?? lead.budget
            lead.moveIn = facts.moveIn ?? lead.moveIn
            lead.notes = facts.notes ?? lead.notes
        }
    }
}

/// The rows, and how they are searched.
struct DemoRows: SearchSource {
    /// How often something was read.
    var reads = 0
    /// Times that are no longer free.
    var taken: [String] = []
    var listings = DemoRows.all

    mutating func findKnowledge(
        tenantID: Int64, text: String, language: String, limit: Int
    ) throws(PostgresError) -> [KnowledgeHit] {
        reads += 1
        let shown = Trigrams.of(text)
        return Self.knowledge.map { entry in
            let score = entry.questions.map { Trigrams.share(of: $0, in: shown) }.max() ?? 0
            let answer = language == "he" ? entry.hebrew : entry.english
            return KnowledgeHit(topic: entry.topic, answer: answer, score: score)
        }.sorted { $0.score > $1.score }.prefix(limit).map { $0 }
    }

    mutating func findListings(
        tenantID: Int64, _ filter: ListingFilter, limit: Int
    ) throws(PostgresError) -> [Listing] {
        reads += 1
        let fitting = listings.filter { Self.fits($0, filter) }.map { row in
            var row = row
            row.isNamed = Self.names(filter.text, row)
            return row
        }
        let named = fitting.filter(\.isNamed)
        let found = named.isEmpty || filter.area != nil ? fitting : named
        return Array(found.sorted { ($0.price, $0.listingID) < ($1.price, $1.listingID) }.prefix(limit))
    }

    mutating func getListings(tenantID: Int64, _ listingIDs: [Int64]) throws(PostgresError) -> [Listing] {
        reads += 1
        return listingIDs.compactMap { id in listings.first { $0.listingID == id } }
    }

    /// Sunday to Thursday, nine to sixteen, from Tuesday 24 November 2026, 9:30, on.
    mutating func freeSlots(
        tenantID: Int64, listingID: Int64?, from: String?, days: Int, limit: Int
    ) throws(PostgresError) -> [String] {
        reads += 1
        guard let now = WallTime("2026-11-24T09:30") else { return [] }
        let start = from.flatMap { WallTime($0) } ?? now
        return (0..<days).flatMap { offset -> [WallTime] in
            let day = start.date.adding(days: offset)
            guard day.weekday <= 4 || day.weekday == 7 else { return [] }
            return (9...16).compactMap { hour in ClockTime(hour: hour).map { WallTime(day, $0) } }
        }.filter { $0 > start && !taken.contains($0.description) }.prefix(limit).map(\.description)
    }

    private static func fits(_ row: Listing, _ filter: ListingFilter) -> Bool {
        let rooms = row.rooms.flatMap(Double.init)
        return row.isAvailable && (filter.area == nil || filter.area == row.hebrew.area)
            && (filter.deal == nil || filter.deal == row.deal)
            && (filter.propertyKind == nil || filter.propertyKind == row.propertyKind)
            && (filter.minimumRooms.map { (rooms ?? 0) >= $0 } ?? true)
            && (filter.maximumRooms.map { (rooms ?? 99) <= $0 } ?? true)
            && (filter.minimumPrice.map { Int(row.price) >= $0 } ?? true)
            && (filter.maximumPrice.map { Int(row.price) <= $0 } ?? true)
            && (filter.availableBy.map { (row.availableFrom ?? "") <= $0 } ?? true)
    }

    private static func names(_ text: String, _ row: Listing) -> Bool {
        let text = text.lowercased()
        let street = row.hebrew.address.split(separator: " ").dropFirst().dropLast().joined(separator: " ")
        return [row.hebrew.area, row.english.area.lowercased(), street].contains { text.contains($0) }
    }
}

/// How much of a question's trigrams a text has, as pg_trgm's word_similarity measures it, roughly.
private enum Trigrams {
    static func of(_ text: String) -> Set<String> {
        var trigrams: Set<String> = []
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            let padded = Array("  \(word) ")
            for start in 0..<(padded.count - 2) { trigrams.insert(String(padded[start..<(start + 3)])) }
        }
        return trigrams
    }

    static func share(of question: String, in text: Set<String>) -> Double {
        let own = of(question)
        return own.isEmpty ? 0 : Double(own.intersection(text).count) / Double(own.count)
    }
}

extension DemoRows {
    private static let all: [Listing] = [
        listing(
            101, deal: "rent", kind: "apartment", rooms: "3.0", price: 6800, metres: 72, area: ("תל אביב", "Tel Aviv"),
            address: ("רחוב השקמה 14", "14 HaShikma Street"),
            summary: ("קומה שנייה, מרפסת שמש, ממ״ד", "second floor, sunny balcony, safe room"),
            availableFrom: "2026-12-15"),
        listing(
            102, deal: "rent", kind: "apartment", rooms: "2.0", price: 5400, metres: 48, area: ("תל אביב", "Tel Aviv"),
            address: ("רחוב נחל איילון 7", "7 Nahal Ayalon Street"),
            summary: ("משופצת, קרובה לרכבת", "renovated, close to the train"),
            availableFrom: "2026-12-01"),
        listing(
            103, deal: "rent", kind: "apartment", rooms: "4.0", price: 9200, metres: 98, area: ("תל אביב", "Tel Aviv"),
            address: ("שדרות הזית 31", "31 HaZayit Boulevard"),
            summary: ("מעלית, חניה, שתי מרפסות", "lift, parking, two balconies"),
            availableFrom: "2027-01-01"),
        listing(
            104, deal: "rent", kind: "apartment", rooms: "3.0", price: 5900, metres: 75, area: ("רמת גן", "Ramat Gan"),
            address: ("רחוב הדקל 22", "22 HaDekel Street"),
            summary: ("שקטה, ליד הפארק, מחסן", "quiet, by the park, storage room"),
            availableFrom: "2026-12-10"),
        listing(
            105, deal: "rent", kind: "apartment", rooms: "3.5", price: 6500, metres: 84, area: ("גבעתיים", "Givatayim"),
            address: ("רחוב הגפן 5", "5 HaGefen Street"),
            summary: ("קומה רביעית עם מעלית, נוף פתוח", "fourth floor with a lift, open view"),
            availableFrom: "2027-01-15"),
        listing(
            106, deal: "rent", kind: "apartment", rooms: "4.0", price: 5200, metres: 102,
            area: ("פתח תקווה", "Petah Tikva"),
            address: ("רחוב התמר 40", "40 HaTamar Street"),
            summary: ("חניה כפולה, קרובה לבתי ספר", "double parking, close to schools"),
            availableFrom: "2026-12-20"),
        listing(
            107, deal: "rent", kind: "house", rooms: "5.0", price: 11500, metres: 160, area: ("הרצליה", "Herzliya"),
            address: ("רחוב הברוש 3", "3 HaBrosh Street"),
            summary: ("בית עם גינה, ארבעה כיווני אוויר", "a house with a garden, four exposures"),
            availableFrom: "2027-02-01"),
        listing(
            108, deal: "rent", kind: "office", rooms: nil, price: 7800, metres: 65, area: ("תל אביב", "Tel Aviv"),
            address: ("רחוב התעשייה 18", "18 HaTaasiya Street"),
            summary: ("משרד בקומה חמישית, חדר ישיבות ומטבחון", "fifth-floor office, meeting room and kitchenette"),
            availableFrom: "2026-12-01"),
        listing(
            109, deal: "sale", kind: "apartment", rooms: "4.0", price: 2850000, metres: 104,
            area: ("רמת גן", "Ramat Gan"),
            address: ("רחוב האלון 9", "9 HaAlon Street"),
            summary: ("קומה שישית, מרפסת 14 מ״ר, חניה ומחסן", "sixth floor, 14 m² balcony, parking and storage"),
            availableFrom: nil),
        listing(
            110, deal: "sale", kind: "apartment", rooms: "3.0", price: 2490000, metres: 78,
            area: ("תל אביב", "Tel Aviv"),
            address: ("רחוב הרימון 26", "26 HaRimon Street"),
            summary: ("בניין לשימור שחודש, תקרות גבוהות", "a restored listed building, high ceilings"),
            availableFrom: nil),
        listing(
            111, deal: "sale", kind: "house", rooms: "6.0", price: 4350000, metres: 190, area: ("כפר סבא", "Kfar Saba"),
            address: ("רחוב הצבר 12", "12 HaTsabar Street"),
            summary: ("דו-משפחתי, גינה גדולה, מרתף", "semi-detached, large garden, basement"),
            availableFrom: nil),
        listing(
            112, deal: "sale", kind: "apartment", rooms: "5.0", price: 3190000, metres: 128,
            area: ("גבעתיים", "Givatayim"),
            address: ("רחוב המעיין 17", "17 HaMaayan Street"),
            summary: ("פנטהאוז, גג צמוד, שתי חניות", "penthouse, private roof, two parking places"),
            availableFrom: nil),
        listing(
            114, deal: "rent", kind: "apartment", rooms: "2.5", price: 5600, metres: 62, area: ("חולון", "Holon"),
            address: ("רחוב הסיגלית 6", "6 HaSigalit Street"),
            summary: ("קומת קרקע, חצר פרטית, מתאימה לחיות מחמד", "ground floor, private yard, suits pets"),
            availableFrom: "2026-12-05"),
        listing(
            115, deal: "rent", kind: "shop", rooms: nil, price: 9800, metres: 55, area: ("רעננה", "Raanana"),
            address: ("רחוב האורן 44", "44 HaOren Street"),
            summary: ("חנות ברחוב ראשי, חלון ראווה רחב, מחסן", "shop on a main street, wide window, storage room"),
            availableFrom: "2027-01-01"),
        listing(
            116, deal: "rent", kind: "apartment", rooms: "4.0", price: 8400, metres: 105, area: ("רעננה", "Raanana"),
            address: ("רחוב הערבה 19", "19 HaArava Street"),
            summary: ("מרוהטת, ממ״ד, חניה, קרובה לפארק", "furnished, safe room, parking, close to the park"),
            availableFrom: "2027-01-10"),
        listing(
            117, deal: "sale", kind: "apartment", rooms: "4.0", price: 2650000, metres: 112, area: ("נתניה", "Netanya"),
            address: ("רחוב השונית 2", "2 HaShunit Street"),
            summary: ("נוף לים, קומה עשירית, מרפסת, חניה", "sea view, tenth floor, balcony, parking"),
            availableFrom: nil),
        listing(
            118, deal: "sale", kind: "apartment", rooms: "5.0", price: 3450000, metres: 130,
            area: ("ירושלים", "Jerusalem"),
            address: ("רחוב הגלעד 8", "8 HaGilad Street"),
            summary: ("מעלית שבת, מרפסת סוכה, מחסן", "sabbath lift, sukkah balcony, storage room"),
            availableFrom: nil),
    ]

    private static let knowledge: [(topic: String, questions: [String], hebrew: String, english: String)] = [
        (
            "hours",
            [
                "שעות", "שעות פתיחה", "מתי אתם פתוחים", "אתם פתוחים היום", "באיזה שעות אפשר להגיע", "עד מתי פתוח",
                "opening hours", "when are you open", "are you open today", "what time do you close",
            ],
            "אנחנו פתוחים בימים א׳–ה׳ בין 9:00 ל-18:00 וביום ו׳ עד 13:00. בשבת סגור.",
            "We are open Sunday to Thursday 9:00-18:00 and Friday until 13:00. Closed on Saturday."
        ),
        (
            "address",
            [
                "כתובת", "איפה המשרד", "מה הכתובת שלכם", "איפה אתם נמצאים", "כתובת המשרד", "where is your office",
                "your address", "where are you located",
            ],
            "המשרד שלנו ברחוב הארז 8, תל אביב, קומה 2.",
            "Our office is at 8 HaErez Street, Tel Aviv, second floor."
        ),
        (
            "fees",
            [
                "תיווך", "עמלה", "כמה עולה התיווך", "דמי תיווך", "עמלת תיווך", "מה העמלה", "commission",
                "brokerage fee", "agency fee", "how much is your commission",
            ],
            "בשכירות דמי התיווך הם חודש שכירות אחד ועוד מע״מ; במכירה 2% ועוד מע״מ.",
            "For rentals the fee is one month's rent plus VAT; for sales it is 2% plus VAT."
        ),
        (
            "documents",
            [
                "מסמכים", "אילו מסמכים צריך", "מסמכים לשכירות", "מה צריך להביא לחתימה", "which documents do I need",
                "papers for renting", "what to bring to sign",
            ],
            "לחתימה על חוזה שכירות מביאים תעודת זהות, שלושה תלושי שכר אחרונים ופרטים של שני ערבים.",
            "To sign a lease please bring an ID, the last three payslips and the details of two guarantors."
        ),
        (
            "deposit",
            [
                "פיקדון", "כמה פיקדון", "ערבות בנקאית", "מה הביטחונות", "פיקדון לדירה", "deposit",
                "how much is the deposit", "security deposit", "bank guarantee",
            ],
            "בדרך כלל מבקשים פיקדון בגובה שלושה חודשי שכירות או ערבות בנקאית באותו סכום.",
            "Usually a deposit of three months' rent is asked for, or a bank guarantee of the same amount."
        ),
        (
            "pets",
            [
                "כלב", "חתול", "חיית מחמד", "אפשר עם כלב", "חיות מחמד", "מותר חתול", "מקבלים כלבים", "dog", "cat",
                "pets", "are pets allowed", "can I bring my dog", "do you accept cats",
            ],
            "ברוב הדירות אפשר לגור עם חיית מחמד באישור בעל הדירה. ספרו לנו איזו, ונבדוק מול בעל הדירה.",
            "Most flats accept a pet with the owner's consent. Tell us which, and we will check with the owner."
        ),
        (
            "viewing",
            [
                "ביקור", "סיור", "אפשר לראות אותה", "איך קובעים ביקור", "אפשר לראות את הדירה", "לתאם סיור",
                "מתי אפשר לבוא לראות", "viewing", "how do I book a viewing", "can I see it", "can I see the flat",
                "schedule a visit",
            ],
            "בשמחה! הביקורים מתקיימים בימים א׳–ה׳ בין 9:00 ל-17:00 וביום ו׳ עד 13:00. כתבו איזו דירה ומתי נוח לך, ונציג יאשר.",
            "Gladly! Viewings are Sunday to Thursday 9:00-17:00 and Friday until 13:00. Write which flat and when suits you, and an agent will confirm."
        ),
        (
            "lease",
            [
                "לכמה זמן החוזה", "תקופת שכירות", "חוזה לשנה", "אופציה להארכה", "how long is the lease",
                "minimum rental period", "lease extension",
            ],
            "חוזה שכירות הוא בדרך כלל לשנה, עם אופציה לשנה נוספת.",
            "A lease is usually for one year, with an option for a second year."
        ),
        (
            "owners",
            [
                "אני רוצה להשכיר את הדירה שלי", "למכור את הדירה שלי", "לפרסם אצלכם דירה", "אני בעל דירה",
                "I want to let my flat", "sell my apartment", "list my property with you",
            ],
            "נשמח לטפל בנכס שלכם: הערכת שווי ללא עלות, צילום מקצועי ופרסום. השאירו כתובת, ונציג יחזור אליך.",
            "We will gladly take care of your property: a free valuation, professional photos and advertising. Leave the address and an agent will get back to you."
        ),
        (
            "phone",
            [
                "טלפון", "מה הטלפון שלכם", "מספר טלפון", "אפשר להתקשר אליכם", "לדבר בטלפון", "your phone number",
                "can I call you", "telephone",
            ],
            "אפשר להתקשר אלינו ל-03-555-0100 בשעות הפעילות.",
            "You can call us at 03-555-0100 during opening hours."
        ),
        (
            "bills",
            [
                "ארנונה", "ועד בית", "כמה הארנונה", "האם המחיר כולל ארנונה", "חשבונות", "מי משלם ועד בית",
                "municipal tax", "arnona", "building fees", "are bills included", "utilities",
                "is the tax included in the rent",
            ],
            "ארנונה, ועד בית וחשבונות אינם כלולים בשכר הדירה, והשוכר משלם אותם. את הסכום לכל דירה נברר בשמחה.",
            "Municipal tax, building fees and utilities are not part of the rent; the tenant pays them. We will gladly find out the sums for a flat."
        ),
        (
            "payment",
            [
                "איך משלמים", "תשלום", "צ׳קים", "העברה בנקאית", "אפשר לשלם בהעברה", "הוראת קבע", "how do I pay",
                "payment", "cheques", "bank transfer", "standing order",
            ],
            "שכר הדירה משולם מראש לכל חודש, בצ׳קים או בהעברה בנקאית, לפי מה שנקבע בחוזה.",
            "Rent is paid in advance for each month, by cheque or bank transfer, as the lease says."
        ),
        (
            "mortgage",
            [
                "משכנתא", "ייעוץ משכנתאות", "אתם עוזרים עם משכנתא", "מימון", "mortgage", "do you help with a mortgage",
                "mortgage adviser", "financing",
            ],
            "אנחנו עובדים עם יועצי משכנתאות עצמאיים ונשמח לחבר. השיחה הראשונה איתם ללא עלות.",
            "We work with independent mortgage advisers and will gladly introduce you. The first talk with them is free."
        ),
        (
            "areas",
            [
                "באילו אזורים אתם עובדים", "אזורים", "איפה יש לכם דירות", "באילו ערים אתם פועלים",
                "which areas do you cover", "areas", "which cities do you work in", "where do you have flats",
            ],
            "אנחנו פועלים בתל אביב, רמת גן, גבעתיים, פתח תקווה, הרצליה, כפר סבא, רעננה, נתניה, חולון, ראשון לציון וירושלים.",
            "We work in Tel Aviv, Ramat Gan, Givatayim, Petah Tikva, Herzliya, Kfar Saba, Raanana, Netanya, Holon, Rishon LeZion and Jerusalem."
        ),
        (
            "furniture",
            [
                "הדירות מרוהטות", "יש ריהוט", "מה נשאר בדירה", "מכשירי חשמל", "are the flats furnished", "furniture",
                "what stays in the flat", "appliances",
            ],
            "רוב הדירות אינן מרוהטות; כשיש ריהוט זה כתוב בפרטי הדירה.",
            "Most flats are not furnished; where one is, its details say so."
        ),
    ]
}
