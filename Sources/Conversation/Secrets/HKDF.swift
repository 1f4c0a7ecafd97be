/// Keys made of a key (RFC 5869), with SHA-256 and without salt: how WhatsApp makes a file's keys of its one.
public enum HKDF {
    /// Bytes that only who has the key can make, and that tell nothing about it. Ends the process like ``HMAC``.
    ///
    /// - Parameters:
    ///   - information: what the bytes are for; other bytes for each.
    ///   - count: how many, at most 8160.
    public static func bytes(of key: [UInt8], information: String, count: Int) -> [UInt8] {
        let hash = HMAC.Hash.sha256
        precondition((0...255 * hash.byteCount).contains(count), "HKDF makes no \(count) bytes")
        let extracted = HMAC.code(of: key, key: [UInt8](repeating: 0, count: hash.byteCount), hash: hash)
        var bytes: [UInt8] = []
        var block: [UInt8] = []
        var number: UInt8 = 0
        while bytes.count < count {
            number += 1
            block = HMAC.code(of: block + Array(information.utf8) + [number], key: extracted, hash: hash)
            bytes += block
        }
        return Array(bytes.prefix(count))
    }
}
