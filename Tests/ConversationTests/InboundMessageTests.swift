import Conversation
import FoundationEssentials
import Testing

@Suite struct `A message is written for the database` {
    private func json(_ message: InboundMessage) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(message), as: UTF8.self)
    }

    @Test func `with all its parts under the agreed keys`() throws {
        var details = MessageDetails()
        details.choiceID = "slot_1"
        details.quotedID = "Q"
        details.targetID = "T"
        details.isForwarded = true
        details.media = .init(mimeType: "image/jpeg", seconds: 3, fileName: "a.jpg", sizeBytes: 9)
        details.location = .init(latitude: 32.5, longitude: 34.25)
        details.contacts = [.init(name: "Dana", phone: "+972547654321")]
        details.providerKind = "x"
        let message = InboundMessage(
            tenantID: 7, provider: "gateway", channelAddress: "7", providerMessageID: "ID", chatAddress: "1@lid",
            fromMe: false, phone: "+97254", lid: "1", name: "Noa", kind: .image, text: "כן", details: details,
            sentAt: 1_767_225_600, isBackfill: true, expectsAnswer: true, waitedMilliseconds: 5)
        #expect(
            try json(message) == """
                {"channel_address":"7","chat_address":"1@lid","details":\
                {"choice_id":"slot_1","contacts":[{"name":"Dana","phone":"+972547654321"}],"is_forwarded":true,\
                "location":{"latitude":32.5,"longitude":34.25},"media":{"file_name":"a.jpg","mime_type":"image/jpeg",\
                "seconds":3,"size_bytes":9},"provider_kind":"x","quoted_id":"Q","target_id":"T"},"expects_answer":true,\
                "from_me":false,"is_backfill":true,"kind":"image","lid":"1","name":"Noa","phone":"+97254",\
                "provider":"gateway","provider_message_id":"ID","sent_at":1767225600,"tenant_id":7,"text":"כן",\
                "waited_ms":5}
                """)
    }

    @Test func `without what is not known`() throws {
        let message = InboundMessage(
            tenantID: 1, provider: "gateway", channelAddress: "1", providerMessageID: "ID", chatAddress: "1@lid",
            fromMe: true, kind: .voice, expectsAnswer: false)
        #expect(
            try json(message) == """
                {"channel_address":"1","chat_address":"1@lid","expects_answer":false,\
                "from_me":true,"is_backfill":false,"kind":"voice","provider":"gateway","provider_message_id":"ID",\
                "tenant_id":1,"waited_ms":0}
                """)
    }

    @Test(arguments: [
        (MessageKind.text, true), (.image, true), (.audio, true), (.voice, true), (.video, true), (.document, true),
        (.sticker, true), (.location, true), (.contact, true), (.button, true), (.list, true), (.edit, true),
        (.order, true), (.unsupported, true), (.reaction, false), (.deletion, false), (.poll, false), (.event, false),
        (.call, false), (.system, false),
    ])
    func `every kind that a person would expect an answer to has one`(kind: MessageKind, expects: Bool) {
        #expect(kind.expectsAnswer == expects)
    }

    @Test func `a place that is not on Earth is none`() {
        #expect(MessageDetails.Location(latitude: 91, longitude: 0) == nil)
        #expect(MessageDetails.Location(latitude: 0, longitude: -181) == nil)
        #expect(MessageDetails.Location(latitude: .nan, longitude: 0) == nil)
        #expect(MessageDetails.Location(latitude: -90, longitude: 180) != nil)
    }
}
