import Conversation
import Testing

@Suite struct `Towns are found in what a customer writes` {
    private func names(_ texts: String...) -> [String] { Places.named(in: texts).map(\.english) }

    @Test(arguments: [
        ("דירה בתל אביב", "Tel Aviv"), ("בת\"א", "Tel Aviv"), ("ת״א", "Tel Aviv"), ("תל-אביב", "Tel Aviv"),
        ("תלאביב", "Tel Aviv"),
        ("3 חדרים בתא", "Tel Aviv"), ("in TLV", "Tel Aviv"), ("tel-aviv", "Tel Aviv"), ("Telaviv", "Tel Aviv"),
        ("תל אביב-יפו", "Tel Aviv"),
        ("תל אבייב", "Tel Aviv"),
        ("פ\"ת", "Petah Tikva"), ("בפתח תקוה", "Petah Tikva"), ("פתח תיקווה", "Petah Tikva"),
        ("Petach Tikva", "Petah Tikva"),
        ("petah tiqva", "Petah Tikva"), ("ראשל\"צ", "Rishon LeZion"), ("בראשון לציון", "Rishon LeZion"),
        ("דירה בראשון", "Rishon LeZion"),
        ("בב\"ש", "Beer Sheva"), ("באר שבע", "Beer Sheva"), ("Be'er Sheva", "Beer Sheva"), ("ר\"ג", "Ramat Gan"),
        ("ברמת-גן", "Ramat Gan"),
        ("כ\"ס", "Kfar Saba"), ("כפר סבא", "Kfar Saba"), ("Kfar Sava", "Kfar Saba"), ("לחיפה", "Haifa"),
        ("מחיפה", "Haifa"),
        ("בירושליים", "Jerusalem"), ("בירושלים", "Jerusalem"), ("Jeruslaem", "Jerusalem"), ("הרצלייה", "Herzliya"),
        ("herzlyia", "Herzliya"),
        ("גבעתים", "Givatayim"), ("Givatayim?", "Givatayim"), ("נתנייה", "Netanya"), ("רעננה", "Raanana"),
        ("ra'anana", "Raanana"),
        ("בבת ים", "Bat Yam"), ("בחולון", "Holon"), ("מודיעין", "Modiin"), ("במודיעין", "Modiin"),
        ("הוד השרון", "Hod HaSharon"),
        ("קרית אונו", "Kiryat Ono"), ("ברחובות", "Rehovot"), ("אשקלון", "Ashkelon"), ("באילת", "Eilat"),
        ("גר בשדרות", "Sderot"),
        ("דירה באריאל", "Ariel"),
    ])
    func `a town is found however it is written`(text: String, town: String) {
        #expect(names(text) == [town])
    }

    @Test(arguments: [
        "יש חלון גדול", "תא", "נשארתי בתא", "דירה עם תא גדול", "קוראים לי אריאל", "שדרות הזית 31", "ראשון",
        "ביום ראשון", "שלום", "תודה רבה", "בית ספר",
        "a lot of light",
        "the first one", "מה המחיר?", "looking for a flat", "הראשון נראה טוב", "לא בחיפה", "not in Haifa",
        "בשדרות רוטשילד", "when can I move in?", "",
    ])
    func `what is no town is none`(text: String) {
        #expect(names(text).isEmpty)
    }

    @Test func `the town that was named last comes first`() {
        #expect(names("דירה בחיפה או בתל אביב", "ואולי ברמת גן") == ["Ramat Gan", "Tel Aviv", "Haifa"])
        #expect(names("חיפה", "תל אביב", "חיפה") == ["Haifa", "Tel Aviv"])
        #expect(names("לא בחיפה, בתל אביב") == ["Tel Aviv"])
    }

    @Test(arguments: ["תל אביס ", "בבבבב", "קרית ", "abcdefg "])
    func `hostile text takes time that grows with its length only`(pattern: String) {
        #expect(growth(of: pattern) { _ = names($0) } < 9)
    }
}
