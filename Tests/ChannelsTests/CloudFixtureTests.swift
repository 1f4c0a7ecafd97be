import Channels
import Conversation
import FoundationEssentials
import Testing

/// One of Meta's own examples, and what it must be read as.
struct CloudFixture: Sendable, CustomTestStringConvertible {
    let name: String
    let kind: MessageKind
    let text: String?
    let sentAt: Int64
    var phone = "+16505551234"
    var personName: String? = "Sheena Nelson"
    var check: @Sendable (MessageDetails) -> Bool = { $0.isEmpty }

    var testDescription: String { name }

    static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        + "/fixtures/cloud"

    static func content(of name: String) throws -> WebhookContent {
        let body = try Data(contentsOf: URL(filePath: "\(folder)/\(name).json"))
        return try CloudAPI.parse(WebhookPost(requestURI: "/webhook/cloud/demo", body: Array(body)) { _ in nil })
    }

    static let all: [CloudFixture] = [
        CloudFixture(name: "text-message", kind: .text, text: "Does it come in another color?", sentAt: 1_749_416_383),
        CloudFixture(
            name: "button-message", kind: .button, text: "Unsubscribe", sentAt: 1_750_091_045,
            check: {
                $0.choiceID == "Unsubscribe"
                    && $0.quotedID == "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJFNjk2OTMwNEZCQjhGMzUyQUYA"
            }),
        CloudFixture(
            name: "contact-sharing-message", kind: .contact, text: "Lucía Gómez", sentAt: 1_744_344_496,
            check: { $0.contacts == [MessageDetails.ContactCard(name: "Lucía Gómez", phone: "+19835552319")] }),
        CloudFixture(
            name: "image-message", kind: .image, text: "Taj Mahal", sentAt: 1_744_344_496,
            check: { $0.media == MessageDetails.Media(mimeType: "image/jpeg", reference: "1003383421387256") }),
        CloudFixture(
            name: "interactive-button-reply-message", kind: .button, text: "Cancel", sentAt: 1_750_025_136,
            check: { $0.choiceID == "cancel-button" && $0.quotedID?.hasPrefix("wamid.") == true }),
        CloudFixture(
            name: "interactive-list-reply-message", kind: .list, text: "Priority Mail Express", sentAt: 1_749_854_575,
            check: { $0.choiceID == "priority_express" && $0.quotedID?.hasPrefix("wamid.") == true }),
        CloudFixture(
            name: "location-message", kind: .location, text: "Philz Coffee, 101 Forest Ave, Palo Alto, CA 94301",
            sentAt: 1_744_344_496,
            check: { $0.location == MessageDetails.Location(latitude: 37.44221496582, longitude: -122.16165924072) }),
        CloudFixture(
            name: "order-message", kind: .order, text: nil, sentAt: 1_750_096_325,
            check: {
                $0.order
                    == MessageDetails.Order(
                        catalogID: "194836987003835",
                        items: [
                            .init(productID: "di9ozbzfi4", quantity: 2, price: 30, currency: "USD"),
                            .init(productID: "nqryix03ez", quantity: 1, price: 25, currency: "USD"),
                        ])
            }),
        CloudFixture(
            name: "reaction-message", kind: .reaction, text: "👍", sentAt: 1_749_419_544,
            check: { $0.targetID == "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI0RTJEOTc2ODVERUY5RDlGNkYA" }),
        CloudFixture(
            name: "system-message", kind: .system,
            text: "User Sheena Nelson changed from 16505551234 to 12195555358", sentAt: 1_750_269_342, personName: nil,
            check: { $0.newPhone == "+12195555358" && $0.newUserID == nil }),
        CloudFixture(
            name: "text-message-from-click-to-whatsapp-ad", kind: .text, text: "Hello! Can I get more info on this?",
            sentAt: 1_750_275_992,
            check: {
                $0.referral
                    == MessageDetails.Referral(
                        sourceURL: "https://fb.me/3cr4Wqqkv", sourceID: "120226305854810726", headline: "Chat with us")
            }),
        CloudFixture(
            name: "text-message-with-context-product-inquiry", kind: .text, text: "Is this still available?",
            sentAt: 1_750_016_800,
            check: { $0.referral?.productID == "di9ozbzfi4" && $0.quotedID?.hasPrefix("wamid.") == true }),
        CloudFixture(
            name: "unsupported-message", kind: .unsupported, text: nil, sentAt: 1_750_090_702,
            check: { $0.providerKind == "unsupported" && $0.errorCode == "131051" }),
    ]
}

@Suite struct `Meta's own examples` {
    @Test(arguments: CloudFixture.all)
    func `are read as the right kind, text, sender and time`(fixture: CloudFixture) throws {
        let content = try CloudFixture.content(of: fixture.name)
        #expect(content.statuses.isEmpty && content.connections.isEmpty)
        try #require(content.items.count == 1)
        let message = try #require(content.items[0].message)
        #expect(message.kind == fixture.kind)
        #expect(message.text == fixture.text)
        #expect(message.sentAt == fixture.sentAt)
        #expect(message.phone == fixture.phone)
        #expect(message.chatAddress == "16505551234")
        #expect(message.name == fixture.personName)
        #expect(fixture.check(message.details ?? MessageDetails()))
        #expect(message.provider == "cloud")
        #expect(message.channelAddress == "106540352242922")
        #expect(message.providerMessageID.hasPrefix("wamid."))
        #expect(message.tenantID == 0)
        #expect(!message.fromMe && !message.isBackfill)
        #expect(message.expectsAnswer == fixture.kind.expectsAnswer)
    }

    @Test(arguments: ["group-create-message", "group-remove-participants", "group-settings-update"])
    func `about groups are ignored`(name: String) throws {
        let content = try CloudFixture.content(of: name)
        #expect(content.items.map(\.isIgnored) == [true])
        #expect(content.statuses.isEmpty)
    }

    @Test func `are all in these tables`() throws {
        let groups = ["group-create-message", "group-remove-participants", "group-settings-update"]
        let files = try FileManager.default.contentsOfDirectory(atPath: CloudFixture.folder)
        #expect(Set(files) == Set((CloudFixture.all.map(\.name) + groups).map { $0 + ".json" }))
    }
}
