import Conversation
import Testing

@Suite struct `A person is asked for` {
    @Test(arguments: [
        "נציג", "נציג בבקשה", "אפשר לדבר עם נציג?", "אני רוצה לדבר עם בן אדם", "תעבירו אותי לנציג",
        "תעבירי אותי לסוכן בבקשה",
        "יש מישהו אמיתי שאפשר לדבר איתו?", "רוצה מענה אנושי", "אני צריכה נציג אנושי", "די עם הבוט, תנו לי בנאדם",
        "אפשר שמישהו יתקשר אליי?", "תתקשרו אליי", "אני לא רוצה לדבר עם בוט, תנו לי נציג", "לדבר עם מנהל",
        "talk to a human", "I want to speak to a real person", "agent please", "Can I talk to someone?", "human!",
        "please connect me to an agent", "I need a human", "representative",
        "let me speak with a person, a real person",
        "can someone call me?", "call me please", "transfer me to a manager", "I'd like to speak to an agent",
        "תעביר אותי לאדם", "חזרו אליי בבקשה", "תחזור אלי", "צלצלו אליי", "give me a call", "I'd like a call back",
        "please stop, get me a person", "אני צריך לדבר עם מתווך",
    ])
    func `who asks for a person is heard`(text: String) {
        #expect(HumanRequest.isAsked(text))
    }

    @Test(arguments: [
        "an agent told me it is free", "are you an agent?", "are you human?", "הסוכן אמר לי שהדירה פנויה",
        "אתה בן אדם?",
        "את בוט או בן אדם?", "נציג שלכם הבטיח לי תשובה", "בלי תיווך", "לא רוצה סוכן", "no agents please",
        "what is the agent fee?",
        "am I talking to a human?", "is this a real person?", "do I need an agent?", "דירה 3 חדרים בתל אביב", "שלום",
        "מה הטלפון?",
        "I spoke to an agent yesterday", "אפשר לדבר בטלפון?", "the agent showed me the flat",
        "הנציגה הראתה לי את הדירה", "יש מישהו?",
        "when will the agent come?", "אני רוצה לקנות דירה", "I will call you", "",
        "אל תתקשרו אליי", "אני מתווך", "אני צריך מתווך?", "don't call me", "לא לחזור אליי", "I am an agent myself",
        "the call back never came", "a flat for one person",
    ])
    func `who only speaks of one is not`(text: String) {
        #expect(!HumanRequest.isAsked(text))
    }
}
