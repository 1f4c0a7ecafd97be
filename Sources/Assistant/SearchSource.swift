internal import Postgres
internal import Store

/// Where a search looks: the database's functions that read a tenant's knowledge, listings and free times.
protocol SearchSource: ~Copyable {
    mutating func findKnowledge(
        tenantID: Int64, text: String, language: String, limit: Int
    ) throws(PostgresError) -> [KnowledgeHit]
    mutating func findListings(tenantID: Int64, _ filter: ListingFilter, limit: Int) throws(PostgresError) -> [Listing]
    mutating func getListings(tenantID: Int64, _ listingIDs: [Int64]) throws(PostgresError) -> [Listing]
    mutating func freeSlots(
        tenantID: Int64, listingID: Int64?, from: String?, days: Int, limit: Int
    ) throws(PostgresError) -> [String]
}

extension Connection: SearchSource {}
