/// Phone numbers as people and programs write them.
enum PhoneNumber {
    /// How many digits an international number has (E.164 allows fifteen).
    private static let length = 5...15

    /// The digits of an international number, without plus; nil where what was written is none.
    ///
    /// `+972 54-123-4567`, `00972541234567` and `054-123-4567` are the same number where the country is 972. Without
    /// plus and without a leading zero, a number is taken as international.
    static func digits(_ written: String, countryCode: String) -> String? {
        // A number that was copied from right-to-left text brings invisible marks along.
        var digits = String(String.UnicodeScalarView(written.unicodeScalars.filter { !separators.contains($0) }))
        if digits.hasPrefix("+") {
            digits.removeFirst()
        } else if digits.hasPrefix("00") {
            // The international prefix in most countries.
            digits.removeFirst(2)
        } else if digits.hasPrefix("0") {
            digits = countryCode + digits.dropFirst()
        }
        return isInternational(digits) ? digits : nil
    }

    /// Whether a text is the digits of an international number, and nothing else.
    static func isInternational(_ text: some StringProtocol) -> Bool {
        length.contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static let separators: Set<Unicode.Scalar> = [
        " ", "-", "(", ")", ".", "/", "\u{A0}", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{200E}", "\u{200F}",
        "\u{202A}", "\u{202B}", "\u{202C}", "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}",
    ]
}
