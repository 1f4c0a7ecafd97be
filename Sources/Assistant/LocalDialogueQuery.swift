internal import Conversation

extension ListingQuery {
    /// What texts look for, with what only a conversation tells: a budget that is raised, a verb that reads like a shop.
    static func said(in texts: [String]) -> ListingQuery {
        var query = parse(texts)
        let spoken = SpokenWords(texts)
        // Who wants to park (לחנות) looks for no shop (חנות).
        if query.propertyKind == .shop, parks.occur(in: spoken), !shops.occur(in: spoken) {
            query.propertyKind = nil
            query.mentionsProperty = query.rooms != nil || query.deal != nil
        }
        // Said of a flat that is looked for, "to let" is "to rent".
        if query.deal == nil, lets.occur(in: spoken), !DialogueActs.owners.occur(in: spoken) {
            query.deal = .rent
            query.mentionsProperty = true
        }
        if query.maximumPrice == nil, raises.occur(in: spoken) { query.maximumPrice = raised(spoken) }
        return query
    }

    /// The amount to which somebody can go up, such as the 9500 of "I can go up to 9500".
    private static func raised(_ spoken: SpokenWords) -> Int? {
        let amounts = spoken.words.compactMap { Int($0) }.filter { (1000...100_000_000).contains($0) }
        return amounts.count == 1 ? amounts.first : nil
    }

    private static let parks = Phrases(
        "איפה לחנות, מקום לחנות, אפשר לחנות, לחנות שם, לחנות את, לחנות בחינם, לחנות לידה")
    private static let shops = Phrases("חנויות, החנות, חנות להשכרה, חנות למכירה")
    private static let lets = Phrases("להשכיר")
    private static let raises = Phrases(
        "להגיע, לעלות, עולה ל, עולים ל, נעלה, להגדיל, go up, stretch, raise, increase, go to, go as high")
}
