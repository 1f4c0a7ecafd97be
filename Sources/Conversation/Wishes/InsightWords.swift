/// The sentences in which rules sum a conversation up, for the people of the business.
struct InsightWords {
    let language: Language

    func summary(_ intent: Intent, _ facts: InsightFacts, _ urgency: Urgency) -> String {
        let wishes = wishes(facts)
        switch language {
        case .hebrew:
            let opening =
                switch intent {
                case .meetingRequest: "רוצה לתאם ביקור"
                case .notInterested: "אין עניין כרגע"
                case .interested: "מתעניין/ת בנכס"
                case .informationRequest: "ביקש/ה מידע"
                case .generalInquiry: "פנייה כללית"
                }
            return (wishes.isEmpty ? opening : "\(opening): \(wishes)") + (urgency == .high ? ". דחוף." : ".")
        case .english:
            let opening =
                switch intent {
                case .meetingRequest: "Wants a viewing"
                case .notInterested: "Not interested at present"
                case .interested: "Interested in a property"
                case .informationRequest: "Asked for information"
                case .generalInquiry: "General inquiry"
                }
            return (wishes.isEmpty ? opening : "\(opening): \(wishes)") + (urgency == .high ? ". Urgent." : ".")
        }
    }

    func nextAction(_ intent: Intent, _ facts: InsightFacts, _ urgency: Urgency) -> String {
        switch (language, intent) {
        case (.hebrew, .meetingRequest): "לאשר מועד לביקור"
        case (.hebrew, .notInterested): "אין צורך בהמשך טיפול"
        case (.hebrew, .interested): urgency == .high ? "להתקשר היום עם הצעות" : "לשלוח נכסים מתאימים"
        case (.hebrew, .informationRequest): "לוודא שהשאלה נענתה"
        case (.hebrew, .generalInquiry): "לברר מה מחפשים"
        case (.english, .meetingRequest): "Confirm a time for the viewing"
        case (.english, .notInterested): "Nothing to follow up"
        case (.english, .interested): urgency == .high ? "Call today with offers" : "Send listings that fit"
        case (.english, .informationRequest): "Make sure that the question was answered"
        case (.english, .generalInquiry): "Find out what is looked for"
        }
    }

    private func wishes(_ facts: InsightFacts) -> String {
        var parts: [String] = []
        let isHebrew = language == .hebrew
        if let kind = facts.propertyKind { parts.append(name(kind)) }
        if let deal = facts.deal {
            switch deal {
            case .rent: parts.append(isHebrew ? "להשכרה" : "to rent")
            case .sale: parts.append(isHebrew ? "לקנייה" : "to buy")
            }
        }
        if let rooms = facts.rooms {
            let number = rooms.rounded() == rooms ? String(Int(rooms)) : String(rooms)
            parts.append(isHebrew ? "\(number) חדרים" : "\(number) rooms")
        }
        if let area = facts.area { parts.append(isHebrew ? "באזור \(area)" : "in \(area)") }
        if let budget = facts.budget { parts.append(isHebrew ? "עד ₪\(budget)" : "up to ₪\(budget)") }
        if let day = facts.moveIn { parts.append(isHebrew ? "כניסה מ-\(day)" : "from \(day)") }
        return parts.joined(separator: ", ")
    }

    private func name(_ kind: ListingQuery.PropertyKind) -> String {
        switch (language, kind) {
        case (.hebrew, .apartment): "דירה"
        case (.hebrew, .house): "בית"
        case (.hebrew, .office): "משרד"
        case (.hebrew, .shop): "חנות"
        case (.english, .apartment): "flat"
        case (.english, .house): "house"
        case (.english, .office): "office"
        case (.english, .shop): "shop"
        }
    }
}
