/// Texts laid out for C as an array of pointers to NUL-terminated strings, in one piece of memory.
struct CStringList {
    private var bytes: [CChar] = []
    /// Where each text begins in `bytes`; nil for NULL.
    private var offsets: [Int?] = []

    init(_ texts: [String]) {
        for text in texts { append(text) }
    }

    /// Nil where a text holds a NUL character: C would read it as the text's end.
    init?(orNULL texts: [String?]) {
        for text in texts {
            guard let text else {
                offsets.append(nil)
                continue
            }
            if text.utf8.contains(0) { return nil }
            append(text)
        }
    }

    private mutating func append(_ text: String) {
        offsets.append(bytes.count)
        bytes.append(contentsOf: text.utf8.lazy.map(CChar.init(bitPattern:)))
        bytes.append(0)
    }

    /// Gives C the pointers, followed by a null pointer, for the time of the call.
    func withPointers<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { bytes in
            var pointers = offsets.map { offset in offset.flatMap { bytes.baseAddress?.advanced(by: $0) } }
            pointers.append(nil)
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
