import Channels
import Conversation
import Testing

@Suite struct `Contents` {
    @Test(
        arguments: [
            (#"{"conversation":"היי, יש תור?"}"#, MessageKind.text, "היי, יש תור?"),
            (#"{"messageContextInfo":{"deviceListMetadata":{}},"conversation":"כן"}"#, .text, "כן"),
            (#"{"senderKeyDistributionMessage":{"groupId":"x"},"conversation":"כן"}"#, .text, "כן"),
            (#"{"conversation":null,"extendedTextMessage":{"text":"קישור"}}"#, .text, "קישור"),
            (#"{"extendedTextMessage":{"text":"תודה!"}}"#, .text, "תודה!"),
            (#"{"imageMessage":{"caption":"זו הדירה","mimetype":"image/jpeg"}}"#, .image, "זו הדירה"),
            (#"{"imageMessage":{}}"#, .image, nil),
            (#"{"videoMessage":{"caption":"סיור","seconds":12}}"#, .video, "סיור"),
            (#"{"ptvMessage":{"seconds":8}}"#, .video, nil),
            (#"{"documentMessage":{"fileName":"contract.pdf","caption":"חוזה"}}"#, .document, "חוזה"),
            (#"{"audioMessage":{"ptt":true,"seconds":4}}"#, .voice, nil),
            (#"{"audioMessage":{"ptt":false,"seconds":4}}"#, .audio, nil),
            (#"{"audioMessage":{"seconds":4}}"#, .audio, nil),
            (#"{"stickerMessage":{"isAnimated":true}}"#, .sticker, nil),
            (#"{"buttonsResponseMessage":{"selectedButtonId":"b1","selectedDisplayText":"כן"}}"#, .button, "כן"),
            (#"{"templateButtonReplyMessage":{"selectedId":"b1","selectedDisplayText":"אישור"}}"#, .button, "אישור"),
            (#"{"templateButtonReplyMessage":{"selectedId":"b1","selectedIndex":0}}"#, .button, "b1"),
            (#"{"listResponseMessage":{"title":"חיפה","singleSelectReply":{"selectedRowId":"b1"}}}"#, .list, "חיפה"),
            (
                #"{"listResponseMessage":{"description":"צפון","singleSelectReply":{"selectedRowId":"b1"}}}"#, .list,
                "צפון"
            ),
            (#"{"reactionMessage":{"text":"👍","key":{"id":"3EB0T"}}}"#, .reaction, "👍"),
            (#"{"reactionMessage":{"text":"","key":{"id":"3EB0T"}}}"#, .reaction, nil),
            (#"{"reactionMessage":{"key":{"id":"3EB0T"}}}"#, .reaction, nil),
            (#"{"locationMessage":{"name":"קניון","address":"הרצל 5"}}"#, .location, "קניון, הרצל 5"),
            (#"{"liveLocationMessage":{"caption":"אני פה"}}"#, .location, "אני פה"),
            (#"{"locationMessage":{}}"#, .location, nil),
            (#"{"contactMessage":{"displayName":"Dana Katz"}}"#, .contact, "Dana Katz"),
            (#"{"contactsArrayMessage":{"contacts":[{"displayName":"A"},7,{"displayName":"B"}]}}"#, .contact, "A, B"),
            (#"{"contactsArrayMessage":{"displayName":"2 contacts","contacts":[]}}"#, .contact, "2 contacts"),
            (#"{"orderMessage":{"itemCount":2,"message":"אשמח"}}"#, .order, "אשמח"),
            (#"{"pollCreationMessage":{"name":"מתי?"}}"#, .poll, "מתי?"),
            (#"{"pollCreationMessageV2":{"name":"מתי?"}}"#, .poll, "מתי?"),
            (#"{"pollCreationMessageV3":{"name":"מתי?"}}"#, .poll, "מתי?"),
            (#"{"pollUpdateMessage":{"vote":{}}}"#, .poll, nil),
            (#"{"eventMessage":{"name":"סיור"}}"#, .event, "סיור"),
            (#"{"callLogMesssage":{"isVideo":false}}"#, .call, nil),
            (#"{"call":{"callKey":"b64"}}"#, .call, nil),
            (#"{"groupInviteMessage":{"groupName":"x"}}"#, .unsupported, nil),
            (#"{"someNewMessageV9":{}}"#, .unsupported, nil),
            (#"{"imageMessage":"broken"}"#, .unsupported, nil),
        ] as [(String, MessageKind, String?)])
    func `are read by their kind`(content: String, kind: MessageKind, text: String?) throws {
        let message = try Payload.read(content)
        #expect(message.kind == kind)
        #expect(message.text == text)
        #expect(message.expectsAnswer == kind.expectsAnswer)
        #expect(message.name == "Noa")
        #expect(message.sentAt == 1_767_225_600)
        #expect(message.provider == "gateway")
        #expect(message.channelAddress == "1")
        #expect(message.waitedMilliseconds == 0)
    }

    @Test(arguments: [
        #"{}"#, #"{"messageContextInfo":{"messageSecret":"b64"}}"#, #"{"senderKeyDistributionMessage":{}}"#,
        #"{"conversation":""}"#, #"{"conversation":5}"#, #"{"extendedTextMessage":{}}"#, #"{"conversation":"\u0000"}"#,
        #"{"protocolMessage":{"type":5}}"#, #"{"protocolMessage":{"type":"EPHEMERAL_SETTING"}}"#,
        #"{"protocolMessage":{"type":3,"ephemeralExpiration":86400}}"#, #"{"protocolMessage":{}}"#,
        #"{"keepInChatMessage":{}}"#, #"{"pinInChatMessage":{}}"#, #"{"albumMessage":{"expectedImageCount":3}}"#,
    ])
    func `that say nothing to anybody are ignored`(content: String) throws {
        #expect(try Payload.items(Payload.message(content)).first?.isIgnored == true)
    }

    @Test func `of which several are there are always read as the same one`() throws {
        #expect(try Payload.read(#"{"aMessage":{},"imageMessage":{"caption":"x"},"zMessage":{}}"#).kind == .image)
        for _ in 0..<20 {
            let both = try Payload.read(#"{"videoMessage":{},"imageMessage":{},"documentMessage":{}}"#)
            #expect(both.kind == .document)
        }
    }

    @Test func `that are unknown keep the provider's name for them`() throws {
        #expect(try Payload.read(#"{"someNewMessageV9":{}}"#).details?.providerKind == "someNewMessageV9")
        let long = "x" + String(repeating: "y", count: 500) + "Message"
        #expect(try Payload.read(#"{"\#(long)":{}}"#).details?.providerKind?.utf16.count == 64)
    }

    @Test(arguments: [#"{"type":"Buffer","data":[1,2,3]}"#, #"{"0":12,"1":34}"#, #""b64b64==""#, "null", "[1]", "7"])
    func `may hold binary members in any form`(binary: String) throws {
        let message = try Payload.read(
            #"""
            {"imageMessage":{"mediaKey":\#(binary),"jpegThumbnail":\#(binary),"fileSha256":\#(binary),"caption":"כן",
            "mimetype":"image/jpeg","fileLength":{"low":12345,"high":0,"unsigned":true}}}
            """#)
        #expect(message.text == "כן")
        #expect(message.details?.media == .init(mimeType: "image/jpeg", sizeBytes: 12345))
    }

    @Test func `with a file tell its type, length, name and size`() throws {
        let voice = try Payload.read(
            #"{"audioMessage":{"ptt":"true","seconds":"7","mimetype":"audio/ogg; codecs=opus","fileLength":"20480"}}"#)
        #expect(voice.kind == .voice)
        #expect(voice.details?.media == .init(mimeType: "audio/ogg", seconds: 7, sizeBytes: 20480))
        let document = try Payload.read(
            #"{"documentMessage":{"fileName":"חוזה.pdf","mimetype":"application/pdf","fileLength":99}}"#)
        #expect(document.details?.media == .init(mimeType: "application/pdf", fileName: "חוזה.pdf", sizeBytes: 99))
    }

    @Test func `that quote or were forwarded say so`() throws {
        let reply = try Payload.read(
            #"""
            {"extendedTextMessage":{"text":"תודה!","contextInfo":{"expiration":604800,"stanzaId":"3EB0OLD",
            "participant":"97235550100@s.whatsapp.net","quotedMessage":{"conversation":"לא זה"}}}}
            """#)
        #expect(reply.text == "תודה!")
        #expect(reply.details?.quotedID == "3EB0OLD")
        #expect(reply.details?.isForwarded == nil)
        let forwarded = try Payload.read(#"{"imageMessage":{"contextInfo":{"isForwarded":true,"forwardingScore":2}}}"#)
        #expect(forwarded.details?.isForwarded == true)
        #expect(try Payload.read(#"{"extendedTextMessage":{"text":"x","contextInfo":[]}}"#).details == nil)
    }

    @Test(arguments: [
        (#"{"buttonsResponseMessage":{"selectedButtonId":"id_1","selectedDisplayText":"כן"}}"#, "id_1", "כן"),
        (#"{"templateButtonReplyMessage":{"selectedId":"id_1","selectedDisplayText":"כן"}}"#, "id_1", "כן"),
        (#"{"listResponseMessage":{"title":"כן","singleSelectReply":{"selectedRowId":"id_1"}}}"#, "id_1", "כן"),
        (
            #"{"interactiveResponseMessage":{"body":{"text":"כן"},"nativeFlowResponseMessage":{"name":"quick_reply","#
                + #""paramsJson":"{\"id\":\"id_1\",\"display_text\":\"no\"}"}}}"#, "id_1", "כן"
        ),
        (#"{"interactiveResponseMessage":{"nativeFlowResponseMessage":{"paramsJson":"{\"id\":5}"}}}"#, "5", "5"),
        (
            #"{"interactiveResponseMessage":{"nativeFlowResponseMessage":{"paramsJson":"{\"title\":\"כן\"}"}}}"#, nil,
            "כן"
        ),
        (
            #"{"interactiveResponseMessage":{"body":{"text":"כן"},"nativeFlowResponseMessage":{"paramsJson":"{"}}}"#,
            nil, "כן"
        ),
        (#"{"interactiveResponseMessage":{"nativeFlowResponseMessage":{"paramsJson":"[[[["}}}"#, nil, nil),
        (#"{"interactiveResponseMessage":{}}"#, nil, nil),
    ])
    func `that are choices tell the id that we gave`(content: String, id: String?, text: String?) throws {
        let message = try Payload.read(content)
        #expect(message.kind == .button || message.kind == .list)
        #expect(message.details?.choiceID == id)
        #expect(message.text == text)
        #expect(message.expectsAnswer)
    }

    @Test func `with a place tell where it is`() throws {
        let place = try Payload.read(#"{"locationMessage":{"degreesLatitude":32.0853,"degreesLongitude":"34.7818"}}"#)
        #expect(place.details?.location == MessageDetails.Location(latitude: 32.0853, longitude: 34.7818))
        let nowhere = try Payload.read(#"{"locationMessage":{"degreesLatitude":1e400,"degreesLongitude":999}}"#)
        #expect(nowhere.kind == .location)
        #expect(nowhere.details == nil)
    }

    @Test(arguments: [
        (
            #"BEGIN:VCARD\nVERSION:3.0\nFN:Dana\nitem1.TEL;waid=972547654321:+972 54-765-4321\nEND:VCARD"#,
            "+972547654321"
        ),
        (#"BEGIN:VCARD\r\nTEL;type=CELL;type=VOICE;waid=972547654321:+972 54\r\nEND:VCARD"#, "+972547654321"),
        (#"TEL;TYPE=work:03-555-0100"#, "03-555-0100"), (#"TEL;waid=abc:1"#, "1"), (#"TEL:"#, nil), ("", nil),
        ("no card at all", nil), (#":::\n;;;\nTEL"#, nil),
    ])
    func `with a contact card tell its phone`(vcard: String, phone: String?) throws {
        let message = try Payload.read(#"{"contactMessage":{"displayName":"Dana","vcard":"\#(vcard)"}}"#)
        #expect(message.details?.contacts == [.init(name: "Dana", phone: phone)])
        #expect(message.text == "Dana")
    }

    @Test func `with cards fall back to the name inside, and are bounded`() throws {
        let named = try Payload.read(#"{"contactMessage":{"vcard":"BEGIN:VCARD\nFN:Dana Katz\nEND:VCARD"}}"#)
        #expect(named.text == "Dana Katz")
        let cards = (0..<100).map { #"{"displayName":"P\#($0)"}"# }.joined(separator: ",")
        let many = try Payload.read(#"{"contactsArrayMessage":{"contacts":[\#(cards)]}}"#)
        #expect(many.details?.contacts?.count == 20)
    }
}
