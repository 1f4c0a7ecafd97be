extension DialogueActs {
    /// The phrases that say each act. Hebrew's one-letter prefixes need not be written; its feminine and plural forms do.
    /// What people say who have a property to let or to sell.
    static let owners = Phrases(
        """
        להשכיר את, למכור את, להשכיר דירה שלי, להשכיר דירה שבבעלותי, הדירה שלי, הדירה שלנו, הבית שלי, הנכס שלי, בעל דירה, בעלת דירה, my flat, my apartment, my property,
        my house, let my, sell my, list my, rent my, rent out my, my own flat, my own apartment, my own house, my own property,
        our own flat, our own apartment
        """)

    static let table: [(act: DialogueActs, phrases: Phrases)] = [
        (
            .agrees,
            Phrases(
                """
                כן, בטח, ברור, בשמחה, יאללה, סבבה, אוקיי, אוקי, מעולה, מצוין, מתאים, מסכים, מסכימה, נהדר, אשמח, בסדר,
                אחלה, סגור, קבענו, תקבעו, תקבעי, yes, yep, yeah, sure, ok, okay, great, perfect, please do, sounds good,
                works for me, that works, lets do it, deal, gladly, absolutely, of course
                """)
        ),
        (
            .declines,
            Phrases(
                """
                לא תודה, לא מתאים, לא מעוניין, לא מעוניינת, לא מעונינת, לא מעונין, לא רלוונטי, לא רלוונטית, לא רוצה, לא צריך,
                כבר מצאתי, מצאתי דירה, אחשוב על זה, נחשוב על זה, אני אחשוב, think about it, let me think, ממש לא, no thanks, no thank you, not interested, nope, dont want, doesnt suit, does not suit,
                already found, found a place, found something else, not for me
                """)
        ),
        (
            .views,
            Phrases(
                """
                לראות, לראותה, לראותו, ביקור, ביקורים, לבקר, סיור, לבוא לראות, לתאם, לקבוע, נקבע, תקבעו לי, תקבעי לי, פגישה,
                להיפגש, לבוא, viewing, viewings, visit, visiting, to see, can i see, can we see, could i see, could we see, may i see, may we see, to view, view it, view the, see it, see the, see that, see this, come see, come by, come on, come over, like to come, tour,
                schedule, book, appointment, take a look, have a look, check it out, meet
                """)
        ),
        (
            .cancels,
            Phrases("לבטל, תבטל*, לבטלו, ביטול, בטלו, בטלי, נבטל, מבטל*, cancel, cancelling, canceling, call off")
        ),
        (
            .moves,
            Phrases(
                """
                לדחות, נדחה, לדחותו, להזיז, תזיזו, נזיז, להקדים, לשנות את המועד, לשנות את השעה, לשנות את היום, לשנות מועד, לשנות שעה,
                לשנות את הביקור, להעביר את הביקור, מועד אחר, שעה אחרת, יום אחר, זמן אחר, לא אוכל להגיע, לא יכול להגיע,
                לא יכולה להגיע, לא אוכל לבוא, לא מסתדר, reschedule, postpone, move the viewing, move my viewing, move it to, move it,
                move our, change the time, change the day, change the date, change my viewing, change the viewing, push it, different time,
                different day, another time, another day, other times, cant make it, cannot make it, cant come, cannot come, wont make it
                """)
        ),
        (
            .asksAppointment,
            Phrases(
                """
                מתי הביקור, מתי קבענו, מה קבענו, מתי הפגישה, באיזו שעה קבענו, באיזה שעה קבענו, באיזו שעה הביקור, באיזה שעה הביקור,
                איפה הביקור, הביקור שלי, הביקור שקבענו, הפגישה שלי, when is my, when is the viewing, my viewing, my appointment,
                יש לי ביקור, יש לי פגישה, יש לי סיור, קבוע לי ביקור, קבועה לי פגישה, do i have a viewing, do i have any viewing,
                do i have any viewings, do i have an appointment, do i have any appointment, have i got a viewing,
                what time is the viewing, what time is my, did i book, is it confirmed, is my viewing
                """)
        ),
        (
            .wantsCheaper,
            Phrases(
                """
                יותר זול, יותר זולה, יותר זולות, זול יותר, זולה יותר, זולות יותר, פחות יקר, פחות יקרה, יקר לי, יקר מדי, יקרה מדי,
                יקר מידי, יקרה מידי, יקרות מדי, cheaper, less expensive, too expensive, lower price, too much for me, too pricey
                """)
        ),
        (
            .wantsLarger,
            Phrases(
                """
                יותר גדול, יותר גדולה, גדול יותר, גדולה יותר, קטנה מדי, קטן מדי, קטנה מידי, bigger, larger, more space, too small
                """)
        ),
        (
            .wantsOthers,
            Phrases(
                """
                עוד דירות, עוד נכסים, עוד אפשרויות, עוד הצעות, משהו אחר, דירות אחרות, נכסים אחרים, אפשרויות אחרות, אופציות, עוד משהו,
                יש עוד, מה עוד, מה עוד יש, לא אהבתי, something else, anything else, other options, more options, other flats,
                other apartments, others, what else, have any more, got any more, there any more,
                any more flats, any more apartments, any more options, show me more, other properties
                """)
        ),
        (
            .asksPrice,
            Phrases(
                """
                מחיר, כמה עולה, כמה זה עולה, כמה היא עולה, כמה היא, כמה הוא, כמה הוא עולה, כמה השכירות, כמה שכירות, שכר הדירה, כמה זה, בכמה,
                כמה מבקשים, עלות, how much, price, cost, costs, whats the rent, what is the rent
                """)
        ),
        (
            .asksAddress,
            Phrases(
                """
                איפה, כתובת, באיזה רחוב, איזה רחוב, מיקום, באיזו שכונה, באיזה אזור היא, היכן, באיזו עיר, באיזה עיר, איזו עיר, which town, what town, which city, what city, where, address, which street,
                what street, location, located
                """)
        ),
        (
            .asksRooms,
            Phrases(
                "כמה חדרים, כמה חדרי, מספר החדרים, how many rooms, how many bedrooms, number of rooms, bedrooms does")
        ),
        (
            .asksSize,
            Phrases(
                """
                כמה מטר, כמה מטרים, מה הגודל, מה גודל, איזה גודל, מה השטח, כמה מר, בגודל, כמה גדולה, how big, how large, what size,
                square meters, square metres, sqm, the size, how many meters, how many metres
                """)
        ),
        (.asksFloor, Phrases("קומה, קומות, floor, ground floor")),
        (
            .asksEntry,
            Phrases(
                """
                ממתי, מתי פנוי, מתי פנויה, מתי היא פנויה, מתי מתפנה, מתי היא מתפנה, מתי אפשר להיכנס, מתי הכניסה, תאריך כניסה,
                תאריך הכניסה, מועד כניסה, when is it available, when is it free, available from, move in date, when can i move in,
                when could i move in, when can we move in, when could we move, when can we move, vacant
                """)
        ),
        (
            .asksStill,
            Phrases(
                """
                עדיין רלוונטי*, עדיין פנוי*, עדיין זמין, עדיין זמינה, עדיין אקטואלי*, עדיין למכירה, עדיין להשכרה, עוד רלוונטי*, עוד פנוי*,
                רלוונטית, רלוונטי, זמינה, זמין, פנויה, still available, is it available, still free, still for rent, still for sale,
                still relevant, still on the market
                """)
        ),
        (
            .asksMore,
            Phrases(
                """
                עוד פרטים, פרטים נוספים, פרטים, ספרו לי, ספר לי, ספרי לי, מידע על, מידע נוסף, תאר, תארי, מה יש בה, tell me more,
                more details, details, more about, more info, information on, describe
                """)
        ),
        (
            .asksPictures,
            Phrases("תמונה, תמונות, צילומים, סרטון, וידאו, photo, photos, pictures, picture, pics, images, video")
        ),
        (
            .haggles,
            Phrases(
                """
                גמיש, גמישה, גמישים, גמישות, לרדת במחיר, להוריד, הנחה, להתמקח, מיקוח, מקח, negotiable, negotiate, discount, lower the price,
                come down, best price, flexible on the price
                """)
        ),
        (
            .meansBusiness,
            Phrases(
                "אתם, שלכם, אצלכם, המשרד, אליכם, your office, you located, are you, your address, your agency, your phone, you open, you close, do you open, do you close, opening hours, שעות פתיחה"
            )
        ),
        (
            .points,
            Phrases(
                """
                אותה, אותו, שלה, שלו, הזאת, הזו, הזה, ההיא, ההוא, בה, היא, זאת, הדירה, הבית, הנכס, it, that one, this one, that flat, this flat,
                that apartment, this apartment, the apartment, the flat, the house, the property, that house, its
                """)
        ),
        (
            .meansCheapest,
            Phrases(
                "הכי זול, הכי זולה, הכי זולות, הזולה, הזול ביותר, הזולה ביותר, cheapest, least expensive, the cheaper")
        ),
        (.meansLargest, Phrases("הכי גדול, הכי גדולה, הגדולה, הגדולה ביותר, biggest, largest, the bigger, the larger")),
        (
            .leaves,
            Phrases(
                "ביי, להתראות, יום טוב, לילה טוב, שבת שלום, נדבר, bye, goodbye, good night, see you, have a good day")
        ),
        (
            .asks,
            Phrases(
                """
                האם, מה, מתי, איפה, איך, כמה, למה, איזה, איזו, אפשר, מי, what, when, where, how, why, which, who, can, could, do you, is there
                """)
        ),
        (.owns, owners),
        (
            .complains,
            Phrases(
                """
                תלונה, להתלונן, מתלונן, מתלוננת, נמאס לי, נמאס כבר, שירות גרוע, שירות על הפנים, לא מקצועי, לא מקצועיים, complain,
                complaint, fed up, terrible service, bad service, awful service, useless bot, stupid bot
                """)
        ),
        (.asksHowMuch, Phrases("כמה, how much, hw much, howmuch")),
        (.replaces, Phrases("במקום, instead, rather, אחר, אחרת, another, different")),
    ]
}
