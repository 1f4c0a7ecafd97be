public import Postgres

extension Connection {
    private static let storePrompt = Statement(function: "store_prompt", parameters: 6)
    private static let takeResponse = Statement(function: "take_response", parameters: 3)
    private static let storeResponse = Statement(function: "store_response", parameters: 6)

    /// Calls `store_prompt`: keeps a rendered prompt for the other turns of the next five minutes. It is given out only as
    /// long as both versions are those of the tenant.
    public mutating func storePrompt(
        tenantID: Int64, language: String, factsVersion: Int64, slotsVersion: Int64, content: String
    ) throws(PostgresError) {
        _ = try call(
            Self.storePrompt,
            [String(tenantID), "whatsapp", language, String(factsVersion), String(slotsVersion), content])
    }

    /// Calls `take_response`: the cached answer to normalised words, if there is one that is still true; counts the hit.
    public mutating func takeResponse(
        tenantID: Int64, language: String, words: String
    ) throws(PostgresError) -> String? {
        try call(Self.takeResponse, [String(tenantID), language, words]).first { $0.text(0) } ?? nil
    }

    /// Calls `store_response`: keeps a model's answer to normalised words for as long as the tenant's facts stay as they are.
    public mutating func storeResponse(
        tenantID: Int64, language: String, words: String, factsVersion: Int64, reply: String, model: String
    ) throws(PostgresError) {
        _ = try call(
            Self.storeResponse, [String(tenantID), language, words, String(factsVersion), reply, model])
    }
}
