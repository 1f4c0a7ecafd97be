// MARK: - Phone numbers, e-mail addresses and links

extension FactReader {
    mutating func readContacts() {
        readLinks()
        var index = 0
        while index < lexemes.count {
            if lexemes[index].kind == .digits, let (digits, range) = phone(at: index) {
                take(.phone(PhoneDigits.national(digits)), range)
                index = range.upperBound
            } else {
                index += 1
            }
        }
    }

    // MARK: Phones

    /// The phone number that begins with the digits at an index: by its plus or zero, by its shape, or by a word before it.
    private func phone(at index: Int) -> (digits: String, Range<Int>)? {
        // Digits that go on from others are no beginning: 2026-0541234567 is nobody's number.
        guard isFree(index..<index + 1) else { return nil }
        var digits = lexemes[index].text
        var end = index + 1
        var groups = [digits.utf8.count]
        while let next = nextGroup(from: end) {
            digits += lexemes[next].text
            groups.append(lexemes[next].text.utf8.count)
            end = next + 1
            if digits.utf8.count > 15 { return nil }
        }
        var start = index
        while start > 0, [" ", "+", "(", "*"].contains(sign(start - 1) ?? ""), isTight(start) { start -= 1 }
        let hasPlus = lexemes[start..<index].contains { $0.isSign("+") }
        let count = digits.utf8.count
        if lexemes[start..<index].contains(where: { $0.isSign("*") }) {
            // *2575: a short number of a business. Between stars it is WhatsApp's bold type.
            return (3...5).contains(count) && sign(end) != "*" ? (digits, start..<end) : nil
        }
        let isNational = digits.hasPrefix("0") && (9...10).contains(count)
        let isInternational =
            (hasPlus || digits.hasPrefix("972") || digits.hasPrefix("00")) && (10...15).contains(count)
        let isFree = ["1700", "1800", "1599"].contains { digits.hasPrefix($0) } && count == 10
        let isLocal = groups == [3, 4] && lexemes[index + 1].isDash || groups == [2, 7] || groups == [2, 3, 4]
        let isCalled = (7...15).contains(count) && hasPhoneWord(before: start)
        guard isNational || isInternational || isFree || isLocal || isCalled else { return nil }
        return (digits, start..<end)
    }

    /// The next group of the digits, behind one hyphen, dot, bracket or space.
    private func nextGroup(from end: Int) -> Int? {
        guard lexemes.indices.contains(end) else { return nil }
        if lexemes[end].kind == .digits {
            return lexemes[end].text.utf8.count >= 2 && isContinuing(end) ? end : nil
        }
        var next = end
        while lexemes.indices.contains(next), next < end + 3,
            lexemes[next].isDash || [")", "(", "."].contains(lexemes[next].text),
            lexemes[next].kind == .sign
        {
            next += 1
        }
        guard next > end, lexemes.indices.contains(next), lexemes[next].kind == .digits,
            lexemes[end].isDash || lexemes[end].isSign(")") || lexemes[next].text.utf8.count >= 3 && isTight(next)
        else { return nil }
        // "5000 - 6500" is a range.
        return lexemes[end].isDash && lexemes[end].isSpaced && lexemes[next].isSpaced ? nil : next
    }

    /// Groups with spaces between them go on only in a number that began as a phone number does.
    private func isContinuing(_ end: Int) -> Bool {
        var start = end
        while start > 0, lexemes[start - 1].kind == .digits || lexemes[start - 1].isDash, end - start < 6 { start -= 1 }
        let isMarked = start > 0 && (lexemes[start - 1].isSign("+") || lexemes[start - 1].isSign(")"))
        return isMarked || lexemes[start].text.hasPrefix("0") || lexemes[start].text == "972"
            || lexemes[start].text == "1"
    }

    private func hasPhoneWord(before index: Int) -> Bool {
        lexemes[..<index].suffix(4).contains { $0.word.map(Self.phoneWords.contains) == true }
    }

    private static let phoneWords = Vocabulary(
        "טלפון טל נייד פלאפון חייגו חייג התקשרו להתקשר וואטסאפ ווטסאפ phone call tel mobile cell whatsapp dial")

    // MARK: Links

    private mutating func readLinks() {
        var index = 0
        while index < lexemes.count {
            guard let range = link(at: index) else {
                index += 1
                continue
            }
            take(.link(lexemes[range].map(\.text).joined()), range)
            index = range.upperBound
        }
    }

    /// What is written in one and holds an at sign, or begins as a link, or ends as a host does.
    private func link(at index: Int) -> Range<Int>? {
        guard lexemes[index].kind != .sign,
            index == 0 || lexemes[index].isSpaced || "([<:\n*_,".contains(lexemes[index - 1].text)
        else { return nil }
        var end = index + 1
        while end < lexemes.count, !lexemes[end].isSpaced, !lexemes[end].isSign("\n"), end - index < 80 { end += 1 }
        // What ends the sentence is no part of it.
        while end > index + 1, lexemes[end - 1].kind == .sign, !lexemes[end - 1].isSign("/") { end -= 1 }
        guard end - index >= 3 else { return nil }
        let parts = lexemes[index..<end]
        let isMail = parts.contains { $0.isSign("@") } && parts.contains { $0.isSign(".") }
        let isURL = ["http", "https"].contains(lexemes[index].text) && lexemes[index + 1].isSign(":")
        let isHost = zip(parts, parts.dropFirst()).contains { dot, domain in
            dot.isSign(".") && domain.word.map(Self.domains.containsExactly) == true
        }
        guard
            isMail || isURL
                || isHost && parts.allSatisfy({ !($0.word?.unicodeScalars.contains { $0 >= "א" } ?? false) })
        else {
            return nil
        }
        return index..<end
    }

    private static let domains = Vocabulary(
        "com co il net org io me app info biz ly gl link site shop online xyz page dev ai cc gov")
}

/// The digits of phone numbers.
enum PhoneDigits {
    /// The number as it is dialled within Israel: `0541234567` for `+972-54-123-4567`.
    static func national(_ text: String) -> String {
        var digits = text.filter { $0 >= "0" && $0 <= "9" }
        if digits.hasPrefix("00") { digits = String(digits.dropFirst(2)) }
        guard digits.hasPrefix("972"), digits.utf8.count > 10 else { return digits }
        let rest = digits.dropFirst(3)
        return rest.hasPrefix("0") ? String(rest) : "0" + rest
    }
}
