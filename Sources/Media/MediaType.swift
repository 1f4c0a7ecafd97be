/// The type of a file, such as `audio/ogg`: in lower case and without parameters.
public struct MediaType: Sendable, Hashable {
    /// `TYPE/SUBTYPE`.
    public let name: String

    /// Reads a `Content-Type`, or what a provider says in its place; nil for what is none.
    public init?(_ text: String?) {
        guard let first = text?.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false).first else {
            return nil
        }
        let name = first.filter { !$0.isWhitespace }.lowercased()
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, name.utf8.count <= 100, parts.allSatisfy(Self.isPart) else { return nil }
        self.name = Self.otherNames[name] ?? name
    }

    private init(known name: String) { self.name = name }

    /// Whether it says nothing: senders that do not know a type say this.
    var isGeneric: Bool { name == "application/octet-stream" || name == "binary/octet-stream" }

    /// Whether files of this type are kept: pictures, sound, film, and documents of an office. Pages and drawings that a
    /// browser would run as a program are not, whatever they are called.
    public var isKept: Bool {
        switch name.prefix(while: { $0 != "/" }) {
        case "image": name != "image/svg+xml"
        case "audio", "video": true
        case "text": Self.extensions[name] != nil
        default:
            Self.extensions[name] != nil || name.hasPrefix("application/vnd.openxmlformats-officedocument.")
                || name.hasPrefix("application/vnd.oasis.opendocument.") || name.hasPrefix("application/vnd.ms-")
        }
    }

    /// How the name of such a file ends, without the dot.
    public var fileExtension: String { Self.extensions[name] ?? "bin" }

    private static func isPart(_ part: Substring) -> Bool {
        !part.isEmpty
            && part.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: "!#$&-^_.+".utf8.contains(byte)
                }
            }
    }

    private static let otherNames = [
        "application/ogg": "audio/ogg", "image/jpg": "image/jpeg", "audio/mp3": "audio/mpeg",
        "audio/x-m4a": "audio/mp4", "audio/x-wav": "audio/wav", "text/x-vcard": "text/vcard",
    ]

    private static let extensions = [
        "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif", "image/heic": "heic",
        "image/heif": "heif", "image/bmp": "bmp", "image/tiff": "tiff",
        "audio/ogg": "ogg", "audio/opus": "opus", "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/aac": "aac",
        "audio/amr": "amr", "audio/wav": "wav", "audio/webm": "webm", "audio/flac": "flac",
        "video/mp4": "mp4", "video/3gpp": "3gp", "video/quicktime": "mov", "video/webm": "webm",
        "application/pdf": "pdf", "application/rtf": "rtf", "application/msword": "doc",
        "application/vnd.ms-excel": "xls", "application/vnd.ms-powerpoint": "ppt",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
        "application/vnd.oasis.opendocument.text": "odt", "application/vnd.oasis.opendocument.spreadsheet": "ods",
        "application/vnd.oasis.opendocument.presentation": "odp",
        "text/plain": "txt", "text/csv": "csv", "text/vcard": "vcf", "text/calendar": "ics", "text/rtf": "rtf",
        "text/markdown": "md",
    ]
}

extension MediaType {
    /// The type of a file of the given name; nil where the name says nothing.
    init?(fileName: String?) {
        guard let ending = fileName?.split(separator: ".").last?.lowercased(), fileName?.contains(".") == true,
            let name = Self.extensions.first(where: { $0.value == ending })?.key
        else { return nil }
        self.init(known: name)
    }

    static let jpeg = MediaType(known: "image/jpeg")
    static let webp = MediaType(known: "image/webp")
    static let ogg = MediaType(known: "audio/ogg")
    static let mp3 = MediaType(known: "audio/mpeg")
    static let mp4 = MediaType(known: "video/mp4")
}
