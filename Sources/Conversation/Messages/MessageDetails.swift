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
    /// The provider's code of what was wrong with the message, for kind unsupported.
    public var errorCode: String?
    /// What was ordered, for kind order.
    public var order: Order?
    /// The advertisement that led the customer here.
    public var referral: Referral?
    /// The customer's new number (E.164), for a notice that it has changed.
    public var newPhone: String?
    /// The customer's new business-scoped id, for such a notice.
    public var newUserID: String?
    /// True where the words were recognised from a voice note.
    public var isTranscript: Bool?
    /// The approved template that is sent, for kind template.
    public var template: Template?

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
        case errorCode = "error_code"
        case order
        case referral
        case newPhone = "new_phone"
        case newUserID = "new_user_id"
        case isTranscript = "is_transcript"
        case template
    }
}

extension MessageDetails {
    /// A file that came with a message, or goes with one. The file itself is elsewhere: with the provider, and in the store
    /// for media once it was fetched.
    public struct Media: Codable, Sendable, Equatable {
        /// Its type, without parameters: `audio/ogg`.
        public var mimeType: String?
        /// How long it plays, in seconds.
        public var seconds: Int64?
        /// The name that the sender gave it.
        public var fileName: String?
        /// Its size in bytes.
        public var sizeBytes: Int64?
        /// How the provider hands it out: Cloud API's media id; otherwise an address. Of a file that we send: its address, or
        /// Cloud API's id of an upload.
        public var reference: String?
        /// The key (base64) of a file that WhatsApp keeps encrypted, with gateways that leave decryption to us.
        public var key: String?

        /// A file of which the given is known.
        public init(
            mimeType: String? = nil, seconds: Int64? = nil, fileName: String? = nil, sizeBytes: Int64? = nil,
            reference: String? = nil, key: String? = nil
        ) {
            self.mimeType = mimeType
            self.seconds = seconds
            self.fileName = fileName
            self.sizeBytes = sizeBytes
            self.reference = reference
            self.key = key
        }

        /// The keys as they are stored.
        enum CodingKeys: String, CodingKey {
            case mimeType = "mime_type"
            case seconds
            case fileName = "file_name"
            case sizeBytes = "size_bytes"
            case reference
            case key
        }
    }

    /// An order from a catalogue.
    public struct Order: Codable, Sendable, Equatable {
        /// Which catalogue.
        public var catalogID: String?
        /// What was ordered; at most 50.
        public var items: [Item]

        /// One line of an order.
        public struct Item: Codable, Sendable, Equatable {
            /// The business's own name of the product.
            public var productID: String
            /// How many.
            public var quantity: Double?
            /// What one costs.
            public var price: Double?
            /// In which currency, such as `ILS`.
            public var currency: String?

            /// A line of which the given is known.
            public init(productID: String, quantity: Double?, price: Double?, currency: String?) {
                self.productID = productID
                self.quantity = quantity
                self.price = price
                self.currency = currency
            }

            /// The keys as they are stored.
            enum CodingKeys: String, CodingKey {
                case productID = "product_id"
                case quantity
                case price
                case currency
            }
        }

        /// An order of these lines.
        public init(catalogID: String?, items: [Item]) {
            self.catalogID = catalogID
            self.items = items
        }

        /// The keys as they are stored.
        enum CodingKeys: String, CodingKey {
            case catalogID = "catalog_id"
            case items
        }
    }

    /// Where a customer came from, or which product is asked about. Every text is cut to 500 UTF-16 units.
    public struct Referral: Codable, Sendable, Equatable {
        /// The advertisement's or post's address.
        public var sourceURL: String?
        /// The provider's id of it.
        public var sourceID: String?
        /// Its headline.
        public var headline: String?
        /// The business's own name of the product that the customer asks about.
        public var productID: String?

        /// A referral of which the given is known.
        public init(
            sourceURL: String? = nil, sourceID: String? = nil, headline: String? = nil, productID: String? = nil
        ) {
            self.sourceURL = sourceURL
            self.sourceID = sourceID
            self.headline = headline
            self.productID = productID
        }

        /// The keys as they are stored.
        enum CodingKeys: String, CodingKey {
            case sourceURL = "source_url"
            case sourceID = "source_id"
            case headline
            case productID = "product_id"
        }
    }

    /// An approved template: what may be sent when the customer has not written for a day.
    public struct Template: Codable, Sendable, Equatable {
        /// Its name; with Twilio its ContentSid.
        public var name: String
        /// Its language, such as `he`; Twilio knows it by the name.
        public var language: String?
        /// What fills its places, as JSON: Cloud API's `components` (an array), Twilio's ContentVariables (an object).
        public var components: JSONText?

        /// A template with what fills its places.
        public init(name: String, language: String?, components: JSONText?) {
            self.name = name
            self.language = language
            self.components = components
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
