/// PostgreSQL's text form of arrays, for parameters.
public enum ArrayLiteral {
    /// An array of whole numbers, such as `{1,2,3}`.
    public static func integers(_ values: some Sequence<some BinaryInteger>) -> String {
        "{" + values.map { "\($0)" }.joined(separator: ",") + "}"
    }

    /// An array of texts (or of what is written as text, such as jsonb and uuid), each in quotes.
    ///
    /// Source: PostgreSQL documentation, 8.15.2: within quotes, quotes and backslashes take a backslash.
    public static func texts(_ values: some Sequence<String>) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        var isFirst = true
        for value in values {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            bytes.append(UInt8(ascii: "\""))
            for byte in value.utf8 {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }
}
