internal import CLibCrypto

/// Base64 (RFC 4648), by OpenSSL's `EVP_EncodeBlock` and `EVP_DecodeBlock`.
public enum Base64 {
    /// Bytes in base64, padded, on one line.
    public static func encode(_ bytes: [UInt8]) -> String {
        // Four characters for each three bytes, and the NUL that OpenSSL writes after them.
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let length = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        return String(decoding: text.prefix(Int(length)), as: UTF8.self)
    }

    /// The bytes that base64 stands for, in the usual alphabet or the one for URLs, padded or not; nil where it is
    /// none.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var block: [UInt8] = []
        block.reserveCapacity(text.utf8.count + 3)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"): block.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): block.append(UInt8(ascii: "/"))
            default: block.append(byte)
            }
        }
        let end = block.lastIndex { $0 != UInt8(ascii: "=") }.map { $0 + 1 } ?? 0
        guard end == block.count || (block.count.isMultiple(of: 4) && block.count - end <= 2) else { return nil }
        block.removeSubrange(end...)
        // OpenSSL skips white space at the ends, and reads padding as zeros: neither may come that far.
        guard block.allSatisfy(isInAlphabet), block.count % 4 != 1, block.count < Int(Int32.max) - 4 else { return nil }
        let padding = (4 - block.count % 4) % 4
        block.append(contentsOf: repeatElement(UInt8(ascii: "="), count: padding))
        guard !block.isEmpty else { return [] }
        var bytes = [UInt8](repeating: 0, count: block.count / 4 * 3)
        guard EVP_DecodeBlock(&bytes, block, Int32(block.count)) == Int32(bytes.count),
            // Bits that stand for nothing are zero, so that the same bytes have one text only.
            bytes.suffix(padding).allSatisfy({ $0 == 0 })
        else { return nil }
        bytes.removeLast(padding)
        return bytes
    }

    private static func isInAlphabet(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
