import Conversation
import Testing

/// A conversation about three flats to let and one for sale, on Tuesday 24 November 2026 at ten past nine.
enum FenceSample {
    static let prompt = """
        You are Leah (לאה), the assistant of Shai Apartments and Offices (שי דירות ומשרדים), a letting and sales agency in Israel.
        Answer in the customer's language, Hebrew or English, warmly and in at most three short sentences, as on WhatsApp.
        Never promise a discount, never give legal advice, never ask for payment details.
        """

    static let knowledge = [
        "אנחנו פתוחים בימים א׳–ה׳ בין 9:00 ל-18:00 וביום ו׳ עד 13:00. בשבת סגור.",
        "We are open Sunday to Thursday 9:00-18:00 and Friday until 13:00. Closed on Saturday.",
        "המשרד שלנו ברחוב הארז 8, תל אביב, קומה 2.", "Our office is at 8 HaErez Street, Tel Aviv, second floor.",
        "בשכירות דמי התיווך הם חודש שכירות אחד ועוד מע״מ; במכירה 2% ועוד מע״מ.",
        "For rentals the fee is one month's rent plus VAT; for sales it is 2% plus VAT.",
        "בדרך כלל מבקשים פיקדון בגובה שלושה חודשי שכירות או ערבות בנקאית באותו סכום.",
        "אפשר להתקשר אלינו ל-03-555-0100 בשעות הפעילות.",
    ]

    static func now() throws -> WallTime { try #require(WallTime("2026-11-24T09:10")) }

    static func sheet() throws -> FactSheet {
        let now = try now()
        var sheet = FactSheet()
        sheet.add(text: prompt, now: now)
        for text in knowledge { sheet.add(text: text, now: now, isQuotable: true) }
        let listings: [(hebrew: String, english: String, price: Int, rooms: Double, metres: Int, from: String)] = [
            ("רחוב השקמה 14", "14 HaShikma Street", 6800, 3, 72, "2026-12-15"),
            ("רחוב הדקל 22", "22 HaDekel Street", 5900, 3, 75, "2026-12-10"),
            ("רחוב הגפן 5", "5 HaGefen Street", 6500, 3.5, 84, "2027-01-15"),
            ("רחוב האלון 9", "9 HaAlon Street", 2_850_000, 4, 104, "2026-12-31"),
        ]
        for listing in listings {
            sheet.add(
                FactSheet.Property(
                    addresses: [listing.hebrew, listing.english], price: listing.price, rooms: listing.rooms,
                    squareMetres: listing.metres, availableFrom: CivilDate(listing.from)), now: now)
        }
        sheet.add(text: "קומה שישית, מרפסת 14 מ״ר, חניה ומחסן", now: now, isQuotable: true)
        sheet.add(text: "sixth floor, 14 m² balcony, parking and storage", now: now, isQuotable: true)
        for slot in ["2026-11-25T10:00", "2026-11-26T10:00", "2026-11-26T12:00", "2026-11-29T16:00"] {
            sheet.add(time: try #require(WallTime(slot)))
        }
        sheet.add(
            text: "היי, מחפשת 3 חדרים בתל אביב או ברמת גן עד 7 אלף, כניסה מיידית", now: now, from: .customer,
            isQuotable: true)
        sheet.add(
            text: "my phone is 054-123-4567, budget 7000 or maybe 7,200", now: now, from: .customer, isQuotable: true)
        return sheet
    }

    static func violations(
        _ reply: String, booked: [String] = [], hasNewBooking: Bool = false, hasCancelled: Bool = false,
        language: Language? = nil, adding text: String? = nil
    ) throws -> [FactViolation] {
        var sheet = try sheet()
        if let text { sheet.add(text: text, now: try now(), from: .customer, isQuotable: true) }
        return FactFence.violations(
            in: reply, sheet: sheet, now: try now(), booked: booked.compactMap { WallTime($0) },
            hasNewBooking: hasNewBooking, hasCancelled: hasCancelled, language: language ?? Language.of([reply]),
            secrets: [prompt])
    }
}
