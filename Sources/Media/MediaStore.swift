/// Where customers' files are kept: a folder, or whatever else is written to this.
public protocol MediaStore: Sendable {
    /// Keeps a message's file, durably. Kept again, it replaces the one before.
    ///
    /// - Returns: where it lies; other calls take that.
    func keep(_ file: MediaFile, tenantID: Int64, messageID: Int64) async throws(MediaStoreError) -> String

    /// The bytes of a file.
    ///
    /// - Parameter maximumBytes: a larger one is not read.
    func read(_ location: String, maximumBytes: Int) async throws(MediaStoreError) -> [UInt8]

    /// Deletes a file. One that is not there is deleted.
    func delete(_ location: String) async throws(MediaStoreError)

    /// Clears away what was left by programs that ended in the middle of something.
    func tidy() async throws(MediaStoreError)
}

/// What a store for media cannot do.
public struct MediaStoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What failed, and why; no customer's text.
    public let description: String

    /// An error of the given words.
    public init(_ description: String) { self.description = description }
}
