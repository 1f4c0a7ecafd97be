extension String {
    /// Percent-encoded (RFC 3986) for a path, whose slashes stay.
    var percentEncodedPath: String { percentEncoded(keeping: "-._~/") }

    /// Percent-encoded for one segment of a path, or a value of a query.
    var percentEncodedSegment: String { percentEncoded(keeping: "-._~") }

    private func percentEncoded(keeping kept: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return utf8.reduce(into: "") { encoded, byte in
            let scalar = Unicode.Scalar(byte)
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9": encoded.unicodeScalars.append(scalar)
            case _ where byte < 0x80 && kept.unicodeScalars.contains(scalar): encoded.unicodeScalars.append(scalar)
            default:
                encoded.append("%")
                encoded.append(digits[Int(byte >> 4)])
                encoded.append(digits[Int(byte & 15)])
            }
        }
    }
}
