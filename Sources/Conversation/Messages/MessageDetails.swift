/// What a message holds besides its text. Every part is optional, and only what is there is written.
public struct MessageDetails: Codable, Sendable, Equatable {
    /// The id that we gave to the button or row that was chosen.
    public var choiceID: String?
    /// The provider's id of the message that this one quotes.
    public var quotedID: String?
    /// The provider's id of the message that this one reacts to, edits or takes back.
    public var targetID: String?
    /// True when it was forwarded from another chat.
    public var isForwarded: Bool?
    /// What is known of the attached file.
    public var media: Media?
    /// The place, for kind location.
    public var location: Location?
    /// The cards, for kind contact.
    public var contacts: [ContactCard]?
    /// How the provider names the content, for kind unsupported.
    public var providerKind: String?

    /// Details in which nothing is known yet.
    public init() {}

    /// Whether nothing at all is known.
    public var isEmpty: Bool { self == MessageDetails() }

    /// The keys as they are stored.
    enum CodingKeys: String, CodingKey {
        case choiceID = "choice_id"
        case quotedID = "quoted_id"
        case targetID = "target_id"
        case isForwarded = "is_forwarded"
        case media
        case location
        case contacts
        case providerKind = "provider_kind"
    }
}

extension MessageDetails {
    /// A file that came with a message. The file itself stays with the provider.
    public struct Media: Codable, Sendable, Equatable {
        /// Its type, without parameters: `audio/ogg`.
        public var mimeType: String?
        /// How long it plays, in seconds.
        public var seconds: Int64?
        /// The name that the sender gave it.
        public var fileName: String?
        /// Its size in bytes.
        public var sizeBytes: Int64?

        /// A file of which the given is known.
        public init(
            mimeType: String? = nil, seconds: Int64? = nil, fileName: String? = nil, sizeBytes: Int64? = nil
        ) {
            self.mimeType = mimeType
            self.seconds = seconds
            self.fileName = fileName
            self.sizeBytes = sizeBytes
        }

        /// The keys as they are stored.
        enum CodingKeys: String, CodingKey {
            case mimeType = "mime_type"
            case seconds
            case fileName = "file_name"
            case sizeBytes = "size_bytes"
        }
    }

    /// A place on the map, in degrees.
    public struct Location: Codable, Sendable, Equatable {
        /// Degrees north of the equator, -90 to 90.
        public var latitude: Double
        /// Degrees east of Greenwich, -180 to 180.
        public var longitude: Double

        /// A place; nil where the numbers are none on Earth.
        public init?(latitude: Double, longitude: Double) {
            guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
            self.latitude = latitude
            self.longitude = longitude
        }
    }

    /// A contact card.
    public struct ContactCard: Codable, Sendable, Equatable {
        /// The name on the card.
        public var name: String?
        /// The first phone number on the card: E.164 with plus where the card says so, else as written.
        public var phone: String?

        /// A card of which the given is known.
        public init(name: String?, phone: String?) {
            self.name = name
            self.phone = phone
        }
    }
}
