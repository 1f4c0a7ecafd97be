import Glibc

/// The variables of one request, copied out of libfcgi's memory, which lives no longer than the request.
///
/// They are kept as one block of `NAME=value` lines, each ended by a zero byte, exactly as an environment lies in
/// memory: one allocation for a request's thirty variables, of which a handler reads three or four.
struct Parameters: Sendable {
    private let block: [UInt8]

    /// Copies an environment (as defined by `environ(7)`).
    init(copying environment: UnsafePointer<UnsafeMutablePointer<CChar>?>?) {
        guard let environment else {
            block = []
            return
        }
        var total = 0
        var line = environment
        while let text = line.pointee {
            total += strlen(text) + 1
            line += 1
        }
        block = [UInt8](unsafeUninitializedCapacity: total) { buffer, count in
            var line = environment
            while let text = line.pointee, let destination = buffer.baseAddress {
                // Measured a second time, and bounded, in case the process's own environment is changed meanwhile.
                let length = min(strlen(text), total - count - 1)
                guard length >= 0 else { break }
                memcpy(destination + count, text, length)
                destination[count + length] = 0
                count += length + 1
                line += 1
            }
        }
    }

    /// The value of the variable `name`, or nil where the request has none of that name. Invalid UTF-8 is repaired.
    subscript(name: String) -> String? {
        var name = name
        return name.withUTF8 { value(of: $0) }
    }

    /// The value of the variable that holds the HTTP header `name` (RFC 3875, 4.1.18).
    func header(_ name: String) -> String? {
        var variable: [UInt8] = []
        variable.reserveCapacity(name.utf8.count + 5)
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "-"): variable.append(UInt8(ascii: "_"))
            case UInt8(ascii: "a")...UInt8(ascii: "z"): variable.append(byte & 0xDF)
            default: variable.append(byte)
            }
        }
        let isBare = variable.elementsEqual("CONTENT_TYPE".utf8) || variable.elementsEqual("CONTENT_LENGTH".utf8)
        if !isBare {
            variable.insert(contentsOf: "HTTP_".utf8, at: 0)
        }
        return variable.withUnsafeBufferPointer { value(of: $0) }
    }

    private func value(of name: UnsafeBufferPointer<UInt8>) -> String? {
        guard let wanted = name.baseAddress, !name.isEmpty else { return nil }
        return block.withUnsafeBufferPointer { buffer -> String? in
            guard var line = buffer.baseAddress else { return nil }
            let end = line + buffer.count
            while line < end, let stop = memchr(line, 0, end - line)?.assumingMemoryBound(to: UInt8.self) {
                let length = UnsafePointer(stop) - line
                if length > name.count, line[name.count] == UInt8(ascii: "="), memcmp(line, wanted, name.count) == 0 {
                    let value = UnsafeBufferPointer(start: line + name.count + 1, count: length - name.count - 1)
                    return String(decoding: value, as: UTF8.self)
                }
                line = UnsafePointer(stop) + 1
            }
            return nil
        }
    }
}
