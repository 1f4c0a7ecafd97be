import Testing
@testable import Assistant
@testable import Store
@Suite struct `Explore` {
    @Test func `all`() throws {
        let desk = try Desk()
        let dialogues: [[String]] = [
            ["יש לכם דירה להשכרה באזור השרון?"],
            ["מחפשים 4 חדרים להשכרה באזור השרון עד 9000"],
            ["דירה במרכז עד 6000 להשכרה"],
            ["היי, ראיתי את הדירה ברחוב הדקל 22", "כמה פיקדון צריך?", "ומה הקומה?", "ואפשר עם כלב?", "טוב, מתי אפשר לראות?"],
            ["מה שעות הפתיחה?", "ובשישי?", "ובשבת?"],
            ["כמה זמן החוזה?", "ואפשר להאריך?"],
            ["how long is the lease?", "and can it be extended?"],
            ["איפה אפשר לחנות ליד המשרד שלכם?"],
            ["3 rooms to rent in Ramat Gan", "rooms?", "which town is it in?", "size?", "floor?"],
            ["דירות להשכרה בתל אביב", "ספר לי על השנייה", "ומה לגבי הראשונה?", "כמה מטר?"],
            ["flats to rent in tel aviv", "tell me more about the second", "and the first one", "is there parking?"],
            ["שלום קוראים לי מיכל אני מחפשת דירה לשכירות לי ולשני הילדים אז לפחות ארבעה חדרים עדיף ברעננה או בהרצליה והתקציב עד תשעת אלפים שקל אשמח גם לדעת אם מקבלים כלב כי יש לנו כלב קטן"],
            ["אהלן רציתי לשאול אם הדירה ברחוב התמר עדיין רלוונטית וכמה היא עולה ואם אפשר לבוא לראות אותה בשבוע הבא"],
            ["hi so I wanted to ask two things first what documents do I need to bring to sign and second how do I pay the rent is it by cheque or transfer thanks"],
            ["מה לגבי ארנונה וועד בית ומי משלם את זה ואיך משלמים את השכירות בצ׳קים?"],
            ["יש לי כלב, זה בעיה?"], ["do you take a commission?"], ["כמה אתם לוקחים?"], ["אתם עובדים בשבת?"],
            ["מה צריך בשביל לחתום חוזה?"], ["אתם עוזרים עם משכנתא?"], ["המחיר כולל ארנונה?"],
            ["אני רוצה למכור את הדירה שלי בחולון"], ["תחזרו אליי בבקשה"], ["תתקשרו אלי"], ["אפשר שמישהו יתקשר אליי?"],
            ["can someone call me back?"], ["נמאס לי מהבוט הזה"], ["I want to complain"], ["אני רוצה לדבר עם המנהל"],
            ["דירת 2.5 חדרים בחולון"], ["בית עם גינה להשכרה"], ["משהו זול בתל אביב להשכרה"], ["מה יש לכם למכירה ברמת גן?"],
            ["דירה 4 חדרים בנתניה לקנייה, יש לי 2.7 מיליון"], ["מחפש משרד להשכרה בת״א"], ["חנות להשכרה ברעננה"],
            ["דירה מרוהטת להשכרה"], ["דירה להשכרה עם ממ״ד ומעלית"], ["יש משהו עם נוף לים?"], ["דירה להשכרה שמתאימה לכלב"],
            ["שלושה חדרים בגבעתיים או ברמת גן, עד 6500"], ["דירת גן בחולון"], ["דירה בקומת קרקע"],
            ["קוראים לי יוסי, אני מחפש דירת 3 חדרים לשכירות בפתח תקווה, תקציב 5500, כניסה בינואר"],
            ["my name is Sarah, we need a 4 room flat in Raanana from February, budget 8500"],
            ["בעצם התקציב שלי עלה ל-8000"], ["עד 7000 אבל אפשר להתגמש עד 7500, 3 חדרים להשכרה בתל אביב"],
            ["מחפש דירה 3 חד' בת\"א", "לקנות", "עד 2.5 מיליון"],
        ]
        for dialogue in dialogues {
            let customer = try desk.customer()
            for text in dialogue {
                let answer = try customer.says(text)
                print("C>", text); print("B>", answer.rung, answer.listings, answer.slots.count, answer.facts.map { "\($0.area ?? "-") \($0.rooms ?? 0) \($0.budget ?? 0) \($0.deal ?? "-") \($0.moveIn ?? "-") \($0.name ?? "-")" } ?? "", "handovers", try customer.handovers(), "\n", answer.text.prefix(400))
            }
            print("--------")
        }
    }
}
