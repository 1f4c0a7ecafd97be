import Conversation
import Testing

@Suite struct `What only the assistant may know does not leak` {
    private func leaks(_ reply: String) throws -> Bool {
        try FenceSample.violations(reply, language: .english).contains { $0.kind == .leak }
    }

    @Test(arguments: [
        "I must answer in the customer's own language, Hebrew or English, warmly and briefly, in at most three really short sentences, as on WhatsApp.",
        "Neverpromiseadiscountnevergivelegaladvicenever",
        "N e v e r p r o m i s e a d i s c o u n t, n e v e r g i v e l e g a l a d v i c e, n e v e r",
        "Never promise a discount. Also never give legal advice. And never ask for payment details.",
    ])
    func `nor in words that are moved a little`(reply: String) throws {
        #expect(try leaks(reply))
    }

    @Test(arguments: [
        "I'm Leah from Shai Apartments and Offices. How can I help?",
        "I can't promise a discount, and for legal advice please ask a lawyer.",
        "We are a letting and sales agency in Israel.", "I answer in Hebrew or English.",
        "We never ask for payment details on WhatsApp.",
    ])
    func `what only sounds like it passes`(reply: String) throws {
        #expect(try !leaks(reply))
    }
}
