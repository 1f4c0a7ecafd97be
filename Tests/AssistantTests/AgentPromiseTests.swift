import Testing

@testable import Assistant

@Suite struct `A promise that a person gets back` {
    @Test(arguments: [
        "נציג שלנו יחזור אליך בהקדם.", "העברתי את הפנייה לנציג והוא יתקשר בעוד שעה.",
        "אבקש מהצוות לבדוק, נציגה תיצור קשר.",
        "An agent will get back to you soon.", "I have passed you on to a colleague.",
        "A colleague will check the price.",
        "Someone from our team will contact you.",
    ])
    func `is seen`(reply: String) { #expect(AgentPromise.isMade(in: reply)) }

    @Test(arguments: [
        "הדירה ברחוב השקמה 14 עולה 6,800 ש״ח.", "לבקש מנציג שיבדוק?", "Shall I ask an agent to check?",
        "The agent's fee is one month's rent.", "Welcome back! How can I help?", "אשמח לבדוק ולחזור אליך.", "",
    ])
    func `is not seen where there is none`(reply: String) { #expect(!AgentPromise.isMade(in: reply)) }
}
