import Conversation
import Testing

/// Whole answers as models write them, beside the single facts of the other suites.
@Suite struct `The fact fence reads whole answers` {
    @Test(arguments: [
        "בטח! הדירה ברחוב השקמה 14 בתל אביב היא דירת 3 חדרים בקומה שנייה, 72 מ״ר, במחיר 6,800 ₪ לחודש. היא מתפנה ב-15.12. רוצה לקבוע סיור?",
        "מצאתי עבורך שתי אפשרויות מצוינות:\n1. *רחוב השקמה 14, תל אביב* – 3 חדרים, 72 מ\"ר, 6,800 ₪\n2. *רחוב הדקל 22, רמת גן* – 3 חדרים, 75 מ\"ר, 5,900 ₪\nאיזו מעניינת אותך?",
        "הדירה בשקמה 14 פנויה מ-15 בדצמבר 2026 ושכר הדירה 6800 ש״ח. לגבי ארנונה, אבדוק ואחזור אליך.",
        "לצערי אין לנו דירות בחיפה כרגע. אפשר להציע לך דירות ברמת גן או בתל אביב?",
        "הדירה היקרה יותר היא ברחוב השקמה 14 (6,800 ₪) והזולה היא ברחוב הדקל 22 (5,900 ₪).",
        "אנחנו סוכנות תיווך ותיקה, בעלי ניסיון של למעלה מ-20 שנה.",
        "נשמח לארח אותך לסיור ב-26.11 ב-12:00 או ב-29.11 ב-16:00.",
        "אין בעיה, אפשר ביום חמישי ה-26 בשעה 10:00. לאשר?",
        "התיווך הוא חודש שכירות אחד + מע״מ.", "צריך להביא ת.ז. ו-3 תלושים.", "כן, יש ממ״ד ומרפסת שמש.",
        "הדירה ב-6,800 ₪ כוללת חניה?", "אשמח לדעת מה השם שלך ומספר הטלפון.",
        "רשמתי לפניי: 3 חדרים, תל אביב, עד 7,000 ₪.",
        "רשמתי את הפרטים שלך ונציג יחזור אליך.", "הזמנתי לך נציג שיחזור אליך בהקדם.", "העברתי את הבקשה לנציג.",
        "סגרנו, אז מה השם שלך?",
        "הצוות שלנו זמין עבורך מיידית בטלפון.", "אחזור אליך מיידית עם תשובה.", "תודה דנה! מחר מתאים לך?",
        "אולי מחר בבוקר?",
        "את מעדיפה את יום רביעי או יום חמישי?", "הסיור אורך כ-30 דקות.", "קומה 3, תל אביב", "אפשרות 2, רמת גן",
        "דירה 5, תל אביב", "הדירה השנייה, קומה 4, רמת גן", "שלוש דירות, תל אביב", "נא להגיע עם 2 ערבים, תודה",
        "כביש 20, תל אביב", "יש לנו 2, תל אביב ורמת גן",
        "אין לנו דירות ל-4 שותפים.", "ב-2 הדירות יש חניה.", "בנוגע ל-2 הדירות: שתיהן פנויות לביקור מחר ב-10:00.",
        "ב-5 הדקות הקרובות אחזור אליך", "הדירה ל-3 נפשות", "יש כניסה נפרדת.", "הבניין נבנה ב-2015 ועבר תמ\"א 38.",
        "הסיור אורך כחצי שעה.", "אפשר להגיע בין 10:00 ל-12:00?",
        "כדאי להגיע 10 דקות לפני.", "קו 18 עוצר ליד הבניין.", "האזור נמצא 3 ק\"מ מהים.",
        "דירה אחת ברחוב הדקל ואחת ברחוב השקמה.",
        "דירת 3.5 חדרים בגבעתיים ב-6,500 ₪, 84 מ״ר, קומה רביעית עם מעלית.",
        "יש לי בשבילך דירת 4 חדרים למכירה ב-2,850,000 ש\"ח ברמת גן, 104 מ\"ר",
        "מחיר הדירה בשקמה 14 הוא 6,800 ש\"ח לחודש; בתקציב של 7,000 ש\"ח היא מתאימה.",
        "הדירה מתאימה לתקציב שלך של 7,000 ₪ - רחוב השקמה 14.",
        "אין לנו כרגע דירת 3 חדרים ב-5,900 בתל אביב, אבל יש ברמת גן.", "בשבת אנחנו סגורים.", "ביום ו׳ עד 13:00",
        "שעות הפתיחה: א-ה 9:00-18:00, ו 9:00-13:00",
        "אנחנו נמצאים ברח' הארז 8 בתל אביב.", "הארז 8, תל אביב", "Sure, that's 6,800 ₪ בחודש",
        "מעולה! לאיזה תאריך כניסה התכוונת?",
    ])
    func `honest ones in Hebrew pass`(reply: String) throws {
        let violations = try FenceSample.violations(reply, language: .hebrew)
        #expect(violations == [])
    }

    @Test(arguments: [
        "Great choice! The 3-room apartment at 14 HaShikma Street in Tel Aviv is on the second floor, 72 m², and rents for ₪6,800/month. It's available from 15 December 2026. Would you like to schedule a viewing?",
        "I found two options:\n1. *14 HaShikma Street, Tel Aviv* – 3 rooms, 72 sqm, 6,800 NIS\n2. *22 HaDekel Street, Ramat Gan* – 3 rooms, 75 sqm, 5,900 NIS",
        "Unfortunately we don't have anything in Haifa right now. Would Ramat Gan work?",
        "The cheaper one is 22 HaDekel Street at 5,900 NIS; 14 HaShikma Street is 6,800.",
        "We have viewings available on Wednesday at 10:00 and Thursday at 10:00 or 12:00.",
        "Thursday, November 26 at 12:00 is free. Shall I book it?", "I'd be happy to arrange a viewing for you.",
        "I've noted: 3 rooms, Tel Aviv, up to 7,000 NIS.", "I've passed your request to an agent who will call you.",
        "Your request is confirmed, an agent will call.", "Pets are allowed with the owner's consent.",
        "The agency fee is one month's rent plus VAT, i.e. 6,800 + VAT.",
        "Could you tell me your budget and how many rooms you need?", "We're at 8 HaErez Street, second floor.",
        "8 HaErez St., Tel Aviv",
        "Sorry, I can't share that.", "The tour takes about 30 minutes.",
        "You'd pay 6,800 now and 20,400 as a deposit.",
        "The flat on HaGefen Street 5 has 3.5 rooms and 84 square meters.",
        "It's a 10-minute walk to the beach and 2 km from the centre.", "Our agents have over 20 years of experience.",
        "Is there anything else I can help with today?", "Which day works for you, Wednesday or Thursday?",
        "No problem! Let me know when you're ready to book.", "You can move in from December 15.",
        "The flat is free from mid-December.", "The flat won't be available until 15/12.",
        "It's set on a quiet street.",
        "The kitchen is all set with appliances.", "Parking is reserved for residents.", "The table has been set up",
        "Hi Dana, thanks for reaching out! Are you looking to rent or buy?",
        "The building was built in 2005 and has 12 units.",
        "₪2,850,000 for 4 rooms, 104 m²", "Rent: ₪5,900. Rooms: 3. Size: 75 m².", "We close at 1pm on Friday.",
        "We open at 9.", "We're open Sunday–Thursday, 9:00–18:00.",
        "Ok, so 3 rooms up to ₪7,000 in Tel Aviv or Ramat Gan?",
        "No appointments have been cancelled.", "Nothing is booked yet.",
        "I can't confirm that your viewing is booked.", "We'll send you a confirmation once booked.",
        "Booked viewings can be cancelled.",
    ])
    func `honest ones in English pass`(reply: String) throws {
        let violations = try FenceSample.violations(reply, language: .english)
        #expect(violations == [])
    }

    @Test(arguments: [
        "בשמחה, הדירה ברח' דיזנגוף 120 זמינה.", "המחיר ירד ל-6,400 ₪!", "הדירה בדקל 22 כוללת 4 חדרים.",
        "יש הנחה, רק 6K", "המחיר שש אלף מאתיים", "6200 לחודש",
        "הביקור שלך ב-25.11 בשעה 10:00 נקבע בהצלחה", "קבעתי עבורך פגישה", "הפגישה שלך אושרה למחר",
        "סבבה, שריינתי את המועד ליום רביעי ב-10:00", "אשרתי את הביקור שלך",
        "הזמנתי לכם סיור", "מחכים לך ביום חמישי ב-10:00!", "הדירה זמינה לכניסה מיידית", "אפשר להיכנס מחר",
        "ניתן להיכנס כבר ב-1.12", "The flat is ready to move into immediately.",
        "You can move in tomorrow!", "I went ahead and booked Thursday at 10:00 for you.",
        "Done! Your visit on Thursday at 10:00 is confirmed.", "Your tour is scheduled for Thursday, 10:00.",
        "We look forward to seeing you on Thursday at 10:00",
        "The address is 120 Dizengoff Street.", "It's located at HaShikma 16.", "HaYarkon 5, Tel Aviv, 6,800 NIS",
        "The rent went down to ₪6,200.", "You can reach Dana at 052-7654321", "Price: 6,300",
        "the viewing costs 50 NIS",
        "There's a slot on Monday at 10:00.", "Sunday 29.11 at 12:00", "How about 28.11 at 10:00?",
        "4 rooms at 14 HaShikma Street", "The flat has 4 bedrooms", "המשרד פתוח עד 20:00", "פתוחים גם בשבת ב-10:00",
        "קבענו מחר ב-10",
        "הביקור בוטל בהצלחה", "Your reservation has been cancelled", "העמלה 1.5%", "הירקון 5, תל אביב",
        "הדירה ברחוב הגפן 5, פנויה מ-1.12", "שלוש מאות אלף שקל", "אפשר לחתום ביום שני ב-9:30?",
        "We'll meet on Monday 30.11 at 9:00", "I've arranged a visit on Thursday at 10:00",
        "Great news! Your spot on Thursday is reserved.", "The apartment is yours, keys on 1.12",
        "הכל סגור, הביקור אושר", "The deposit is 15,000 NIS.", "ארנונה 400 ש\"ח לחודשיים", "includes a 90 m² garden",
        "הדירה בקומה 3, 95 מטר",
        "It is done, I have booked the flat for tomorrow 10:00.", "טלפון לבירורים 03-6001234",
        "הדירה עולה שבעת אלפים ומאתיים חמישים שקל", "$1900",
    ])
    func `dishonest ones do not`(reply: String) throws {
        let violations = try FenceSample.violations(reply)
        #expect(violations != [])
    }
}
