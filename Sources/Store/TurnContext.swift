public import Conversation
internal import FoundationEssentials

/// All that a turn needs to know, as `begin_turn` read it in one snapshot.
public struct TurnContext: Decodable, Sendable {
    /// The id of the turn; finishing it twice with the same id is finishing it once.
    public let turnID: Int64
    /// What the reply will answer.
    public let generation: Int32
    /// Milliseconds until the deadline of the oldest unanswered message; negative when it has passed.
    public let remainingMilliseconds: Int64
    /// Milliseconds that a reply must still wait for the quiet interval; 0 or less: no longer.
    public let quietMilliseconds: Int64
    /// How long ago the oldest unanswered message arrived, in milliseconds.
    public let receivedAgoMilliseconds: Int64
    /// How long it took until that message was stored, in milliseconds.
    public let storedMilliseconds: Int64
    /// Where the reply goes: the provider's address of the chat.
    public let chatAddress: String
    /// The provider of the channel.
    public let provider: Provider
    /// Where the channel's provider is called.
    public let baseURL: String
    /// What the provider expects as proof of who calls.
    public let secret: String
    /// How the provider names the channel.
    public let address: String
    /// Whether the provider delivers once per idempotency key.
    public let honoursIdempotency: Bool
    /// What else is set for the channel, by name.
    public let settings: [String: String]
    /// The provider's id of the newest message that this turn answers: typing indicators and quotes name it.
    public let lastMessageID: String?
    /// The provider's ids of the messages that this turn answers, the newest last, at most 20: they are marked as read.
    public let unreadIDs: [String]
    /// What is said instead of an answer, because the business is closed; nil while it is open.
    public let notice: Notice?
    /// What the customer calls himself or herself.
    public let contactName: String?
    /// The customer's phone number in E.164, where it is known.
    public let contactPhone: String?
    /// The tenant's own language, `he` or `en`.
    public let tenantLanguage: String
    /// The tenant's greeting in Hebrew.
    public let greetingHebrew: String?
    /// The tenant's greeting in English.
    public let greetingEnglish: String?
    /// What the model is told about the business.
    public let prompt: String?
    /// The prompt's version.
    public let promptVersion: Int?
    /// The moment on the tenant's wall clock, as `2026-11-24T09:30`.
    public let now: String
    /// The version of all that answers are made of but appointments: prompt, knowledge, listings, the tenant's row. It is
    /// raised by every change.
    public let factsVersion: Int64
    /// The version of the appointments and viewing hours.
    public let slotsVersion: Int64
    /// The prompts that are ready in the prompt cache and still true, by language.
    public let prepared: [String: String]
    /// What is known of the contact as a customer.
    public let lead: Lead?
    /// The contact's viewings that are still to come, the next first.
    public let appointments: [Appointment]
    /// How many viewings that are still to come a contact may have.
    public let viewingsLimit: Int
    /// Whether the tenant has spent its budget for the day.
    public let isOverBudget: Bool
    /// Whether a human has been asked for and has not come yet.
    public let isHandoverOpen: Bool
    /// The conversation's last messages, oldest first.
    public internal(set) var messages: [Entry]

    /// What the business says while it is closed.
    public struct Notice: Decodable, Sendable {
        /// In Hebrew.
        public let hebrew: String?
        /// In English.
        public let english: String?

        enum CodingKeys: String, CodingKey {
            case hebrew = "he"
            case english = "en"
        }
    }

    /// One message of the conversation.
    public struct Entry: Sendable {
        /// Our id of it.
        public let messageID: Int64
        /// The provider's id of it.
        public let providerMessageID: String?
        /// Who wrote it: customer, bot, operator, owner or system.
        public let author: String
        /// What sort of thing it is, such as `text` or `voice`.
        public let kind: String
        /// Its words; of a voice note, those that were recognised in it.
        public internal(set) var text: String?
        /// What it holds besides words; only of messages that this turn answers.
        public internal(set) var details: MessageDetails?
        /// Whether this turn answers it.
        public let unanswered: Bool
        /// The listings that a message of the bot offered, in its order.
        public let listings: [Int64]
        /// The viewing times that a message of the bot offered, as `2026-11-26T10:00`.
        public let slots: [String]
    }

    enum CodingKeys: String, CodingKey {
        case turnID = "turn_id"
        case generation
        case remainingMilliseconds = "remaining_ms"
        case quietMilliseconds = "quiet_ms"
        case receivedAgoMilliseconds = "received_ago_ms"
        case storedMilliseconds = "stored_ms"
        case chatAddress = "chat_address"
        case provider
        case baseURL = "base_url"
        case secret
        case address
        case honoursIdempotency = "honours_idempotency"
        case settings
        case lastMessageID = "last_message_id"
        case unreadIDs = "unread_ids"
        case notice
        case contactName = "contact_name"
        case contactPhone = "contact_phone"
        case tenantLanguage = "tenant_language"
        case greetingHebrew = "greeting_he"
        case greetingEnglish = "greeting_en"
        case prompt
        case promptVersion = "prompt_version"
        case now
        case factsVersion = "facts_version"
        case slotsVersion = "slots_version"
        case prepared
        case lead
        case appointments
        case viewingsLimit = "viewings_limit"
        case isOverBudget = "is_over_budget"
        case isHandoverOpen = "is_handover_open"
        case messages
    }

    /// Reads what `begin_turn` wrote.
    static func read(_ json: [UInt8]) -> TurnContext? {
        json.withUnsafeBytes { bytes in try? JSONDecoder().decode(TurnContext.self, from: Data(bytes)) }
    }

    /// Takes the words that were recognised in a voice note as its text, as `store_transcript` stores them.
    public mutating func setTranscript(_ words: String, of messageID: Int64) {
        guard let index = messages.firstIndex(where: { $0.messageID == messageID }) else { return }
        messages[index].text = words
        messages[index].details = messages[index].details ?? MessageDetails()
        messages[index].details?.isTranscript = true
    }
}

extension TurnContext.Entry: Decodable {
    enum CodingKeys: String, CodingKey {
        case messageID = "message_id"
        case providerMessageID = "provider_message_id"
        case author, kind, text, details, unanswered, listings, slots
    }

    /// Reads one message of what `begin_turn` wrote.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        messageID = try values.decode(Int64.self, forKey: .messageID)
        providerMessageID = try values.decodeIfPresent(String.self, forKey: .providerMessageID)
        author = try values.decode(String.self, forKey: .author)
        kind = try values.decode(String.self, forKey: .kind)
        text = try values.decodeIfPresent(String.self, forKey: .text)
        // Details of an earlier version that cannot be read cost the answer nothing.
        details = try? values.decodeIfPresent(MessageDetails.self, forKey: .details)
        unanswered = try values.decode(Bool.self, forKey: .unanswered)
        listings = try values.decode([Int64].self, forKey: .listings)
        slots = try values.decode([String].self, forKey: .slots)
    }
}
