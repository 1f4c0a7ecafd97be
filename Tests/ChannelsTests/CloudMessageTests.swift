import Channels
import Conversation
import Testing

@Suite struct `Messages of the Cloud API` {
    @Test(
        arguments: [
            (#""type":"text","text":{"body":"מתי אתם פתוחים?"}"#, MessageKind.text, "מתי אתם פתוחים?"),
            (#""type":"text","text":{"body":"\u05e9\u05dc\u05d5\u05dd \ud83d\ude00"}"#, .text, "שלום 😀"),
            (#""type":"image","image":{"id":"880001","caption":"זה"}"#, .image, "זה"),
            (#""type":"image","image":{"id":"880001"}"#, .image, nil),
            (#""type":"audio","audio":{"id":"880002","voice":true}"#, .voice, nil),
            (#""type":"audio","audio":{"id":"880002","voice":false}"#, .audio, nil),
            (#""type":"audio","audio":{"id":"880002"}"#, .audio, nil),
            (#""type":"video","video":{"id":"880003","caption":"סיור"}"#, .video, "סיור"),
            (#""type":"document","document":{"id":"880004","caption":"חוזה"}"#, .document, "חוזה"),
            (#""type":"sticker","sticker":{"id":"880005"}"#, .sticker, nil),
            (#""type":"location","location":{"latitude":32.08,"longitude":34.78}"#, .location, nil),
            (#""type":"location","location":{"latitude":1,"longitude":2,"name":"דיזנגוף"}"#, .location, "דיזנגוף"),
            (#""type":"contacts","contacts":[{"name":{"first_name":"Dana"}},7]"#, .contact, "Dana"),
            (
                #""type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"a","title":"10:30"}}"#,
                .button, "10:30"
            ),
            (#""type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"a"}}"#, .button, "a"),
            (
                #""type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"a","title":"תספורת"}}"#,
                .list, "תספורת"
            ),
            (#""type":"button","button":{"payload":"CONFIRM_77","text":"מאשר"}"#, .button, "מאשר"),
            (#""type":"reaction","reaction":{"message_id":"wamid.OURS","emoji":"👍"}"#, .reaction, "👍"),
            (#""type":"reaction","reaction":{"message_id":"wamid.OURS","emoji":""}"#, .reaction, nil),
            (#""type":"reaction","reaction":{"message_id":"wamid.OURS"}"#, .reaction, nil),
            (#""type":"order","order":{"catalog_id":"77","text":"אשמח","product_items":[]}"#, .order, "אשמח"),
            (#""type":"system","system":{"type":"customer_identity_changed","body":"changed"}"#, .system, "changed"),
            (
                #""type":"edit","edit":{"original_message_id":"wamid.OLD","message":{"type":"text","text":{"body":"ב"}}}"#,
                .edit, "ב"
            ),
            (#""type":"revoke","revoke":{"original_message_id":"wamid.OLD"}"#, .deletion, nil),
            (#""type":"unsupported","unsupported":{"type":"poll"}"#, .unsupported, nil),
            (#""type":"unknown""#, .unsupported, nil),
            (#""type":"request_welcome""#, .unsupported, nil),
            (#""type":"hologram","hologram":{}"#, .unsupported, nil),
            (#""type":"interactive""#, .unsupported, nil),
            (#""type":"interactive","interactive":{"type":"call_permission_reply"}"#, .unsupported, nil),
            (#""type":"image""#, .unsupported, nil),
            (#""type":"image","image":"broken""#, .unsupported, nil),
            (#""type":"contacts","contacts":{}"#, .contact, nil),
            (#""type":7"#, .unsupported, nil),
            (#""text":{"body":"x"}"#, .unsupported, nil),
        ] as [(String, MessageKind, String?)])
    func `are read by their type`(members: String, kind: MessageKind, text: String?) throws {
        let message = try CloudPost.read(members)
        #expect(message.kind == kind)
        #expect(message.text == text)
        #expect(message.expectsAnswer == kind.expectsAnswer)
        // A notice of the provider's comes without contacts.
        #expect(message.name == (kind == .system ? nil : "Noa Levi"))
        #expect(message.phone == "+972541234567")
        #expect(message.chatAddress == "972541234567")
        #expect(message.sentAt == 1_767_225_600)
        #expect(message.channelAddress == CloudPost.phoneNumberID)
    }

    @Test(arguments: [#""type":"text","text":{"body":""}"#, #""type":"text","text":{}"#])
    func `without a word are ignored`(members: String) throws {
        #expect(try CloudPost.items(CloudPost.message(members)).map(\.isIgnored) == [true])
    }

    @Test func `tell what is known of a file`() throws {
        let members = #"""
            "type":"document","document":{"id":"880004","mime_type":"application/pdf; a=b","sha256":"x","filename":"a.pdf",
            "file_size":"1234"}
            """#
        #expect(
            try CloudPost.read(members).details?.media
                == MessageDetails.Media(
                    mimeType: "application/pdf", fileName: "a.pdf", sizeBytes: 1234, reference: "880004"))
        let number = try CloudPost.read(#""type":"audio","audio":{"id":880002,"mime_type":"audio/ogg; codecs=opus"}"#)
        #expect(number.details?.media == MessageDetails.Media(mimeType: "audio/ogg", reference: "880002"))
    }

    @Test func `that quote, are forwarded or come from an advertisement say so`() throws {
        let quote = try CloudPost.read(
            #""type":"text","text":{"body":"x"},"context":{"from":"97235550100","id":"wamid.ORIG"}"#)
        #expect(quote.details?.quotedID == "wamid.ORIG")
        #expect(quote.details?.isForwarded == nil)
        for word in ["forwarded", "frequently_forwarded"] {
            let forwarded = try CloudPost.read(#""type":"text","text":{"body":"x"},"context":{"\#(word)":true}"#)
            #expect(forwarded.details?.isForwarded == true)
            #expect(forwarded.details?.quotedID == nil)
        }
        let long = String(repeating: "ש", count: 600)
        let referral = try CloudPost.read(#""type":"image","image":{"id":"1"},"referral":{"body":"\#(long)"}"#)
        #expect(referral.details?.referral?.headline?.utf16.count == 500)
    }

    @Test func `with a choice name what we gave it`() throws {
        let list = #""list_reply":{"id":"svc_2","title":"תספורת","description":"30 דקות"}"#
        #expect(try CloudPost.read(#""type":"interactive","interactive":{\#(list)}"#).details?.choiceID == "svc_2")
        let button = try CloudPost.read(#""type":"button","button":{"text":"מאשר"}"#)
        #expect(button.details == nil)
    }

    @Test(arguments: [
        (
            #"{\"flow_token\":\"t1\",\"q1\":\"4\",\"days\":[\"a\",\"b\"],\"ok\":true}"#, "days: a, b\nok: true\nq1: 4",
            "t1"
        ),
        (#"{\"flow_token\":\"t1\"}"#, "Sent", "t1"), (#"{\"a\":\"\",\"b\":null,\"c\":{}}"#, "Sent", nil),
        ("[1]", "Sent", nil), ("{", "Sent", nil), ("", "Sent", nil),
    ])
    func `that fill in a form say what was filled in`(json: String, text: String, token: String?) throws {
        let form = #""nfm_reply":{"name":"flow","body":"Sent","response_json":"\#(json)"}"#
        let message = try CloudPost.read(#""type":"interactive","interactive":{"type":"nfm_reply",\#(form)}"#)
        #expect(message.kind == .button)
        #expect(message.text == text)
        #expect(message.details?.choiceID == token)
    }

    @Test func `that cannot be read say how the provider names them, and what was wrong`() throws {
        let poll = try CloudPost.read(
            #""type":"unsupported","unsupported":{"type":"poll"},"errors":[{"code":131051,"title":"x"}]"#)
        #expect(poll.details?.providerKind == "poll")
        #expect(poll.details?.errorCode == "131051")
        #expect(try CloudPost.read(#""type":"request_welcome""#).details?.providerKind == "request_welcome")
        let value = CloudPost.value(
            #""messages":[\#(CloudPost.message(#""type":"interactive""#))]"#, #""errors":[{"code":131000}]"#)
        let items = try CloudPost.content(CloudPost.body(CloudPost.change(value))).items
        #expect(items.count == 2)
        #expect(items.first?.message?.details?.errorCode == "131000")
        #expect(items.first?.message?.details?.providerKind == "interactive")
        #expect(items.last == .ignored(reason: "the provider reports its error 131000"))
    }

    @Test func `edited have new words and name the old ones, and without words ask nothing`() throws {
        let inner = #"{"type":"image","image":{"id":"1","caption":"ב"}}"#
        let edit = try CloudPost.read(
            #""type":"edit","edit":{"original_message_id":"wamid.OLD","message":\#(inner)}"#)
        #expect(edit.text == "ב")
        #expect(edit.details?.targetID == "wamid.OLD")
        #expect(edit.expectsAnswer)
        #expect(try !CloudPost.read(#""type":"edit","edit":{"original_message_id":"wamid.OLD"}"#).expectsAnswer)
    }

    @Test func `with an order keep its lines, at most 50`() throws {
        let line = #"{"product_retailer_id":"sku","quantity":"2","item_price":35.5,"currency":"ILS"}"#
        let lines = Array(repeating: line, count: 60) + ["7", "{}"]
        let message = try CloudPost.read(
            #""type":"order","order":{"catalog_id":"77001","product_items":[\#(lines.joined(separator: ","))]}"#)
        let order = try #require(message.details?.order)
        #expect(order.items.count == 50)
        #expect(order.items.first == .init(productID: "sku", quantity: 2, price: 35.5, currency: "ILS"))
        #expect(order.catalogID == "77001")
    }

    @Test(arguments: ["1e300", "-1", "\"1e300\"", "9223372036854775808"])
    func `with an order keep no number that no order can hold`(number: String) throws {
        let message = try CloudPost.read(
            #""type":"order","order":{"product_items":[{"product_retailer_id":"sku","quantity":\#(number),"#
                + #""item_price":\#(number)}]}"#)
        #expect(
            message.details?.order?.items
                == [.init(productID: "sku", quantity: nil, price: nil, currency: nil)])
    }

    @Test func `with a form of endless answers show its words`() throws {
        let endless = String(repeating: "1,", count: 40_000)
        let message = try CloudPost.read(
            #""type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","#
                + #""response_json":"{\"a\":[\#(endless)1]}"}}"#)
        #expect(message.kind == .button && message.text == "Sent")
    }

    @Test func `are cut to what is kept, and lose NUL`() throws {
        let long = String(repeating: "ש", count: 5000)
        #expect(try CloudPost.read(#""type":"text","text":{"body":"\#(long)"}"#).text?.utf16.count == 4096)
        #expect(try CloudPost.read(#""type":"text","text":{"body":"a\u0000b\ud800"}"#).text == "ab\u{FFFD}")
    }
}

@Suite struct `People of the Cloud API` {
    private func read(_ from: String, contacts: String = "[]", members: String = #""type":"text","text":{"body":"x"}"#)
        throws -> ParsedItem?
    {
        let message = CloudPost.message(members, from: from.isEmpty ? "" : from + ",")
        let value = CloudPost.value(#""contacts":\#(contacts)"#, #""messages":[\#(message)]"#)
        return try CloudPost.content(CloudPost.body(CloudPost.change(value))).items.first
    }

    @Test func `may be known by a user id alone`() throws {
        let contacts = #"[{"profile":{"name":"Noa","username":"noa.l"},"user_id":"IL.9001"}]"#
        let message = try #require(try read(#""from_user_id":"IL.9001""#, contacts: contacts)?.message)
        #expect(message.phone == nil)
        #expect(message.userID == "IL.9001")
        #expect(message.username == "noa.l")
        #expect(message.chatAddress == "IL.9001")
        #expect(message.name == "Noa")
    }

    @Test func `are completed from their own contact, wherever it stands`() throws {
        let contacts = #"""
            [{"profile":{"name":"Dan"},"wa_id":"972549999999","user_id":"IL.1"},7,{},
            {"profile":{"name":"Noa"},"wa_id":"972541234567","user_id":"IL.9001"}]
            """#
        let byNumber = try #require(try read(#""from":"972541234567""#, contacts: contacts)?.message)
        #expect(byNumber.userID == "IL.9001")
        #expect(byNumber.name == "Noa")
        let byID = try #require(try read(#""from_user_id":"IL.9001""#, contacts: contacts)?.message)
        #expect(byID.phone == "+972541234567")
        #expect(byID.chatAddress == "972541234567")
        let stranger = try #require(try read(#""from":"972540000000""#, contacts: contacts)?.message)
        #expect(stranger.name == nil)
        #expect(stranger.userID == nil)
    }

    @Test(arguments: [
        "", #""from":null"#, #""from":"""#, #""from":"noa""#, #""from":"97""#, #""from":{}"#, #""from_user_id":"972""#,
        #""from":"9725412345671234567""#, #""from":"IL.""#, #""from_user_id":"I1.55""#, #""from_user_id":"IL.5 5""#,
    ])
    func `that cannot be told are malformed`(from: String) throws {
        #expect(try read(from)?.isMalformed == true)
    }

    @Test(arguments: [#""from":972541234567"#, #""from":"972541234567""#, #""from":"+972541234567""#])
    func `may have their number in any form`(from: String) throws {
        #expect(try read(from)?.message?.phone == "+972541234567")
    }

    @Test(
        arguments: [
            (
                #""from":"972541234567""#, #""type":"user_changed_number","wa_id":"972542222222""#, "+972541234567",
                nil,
                "+972542222222", nil
            ),
            (
                #""from":"972541234567""#, #""type":"customer_changed_number","new_wa_id":"972542222222""#,
                "+972541234567",
                nil, "+972542222222", nil
            ),
            (
                #""from":"972541234567","from_user_id":"IL.1""#,
                #""type":"user_changed_number","wa_id":"972542222222","user_id":"IL.2","previous_user_id":"IL.1""#,
                "+972541234567", "IL.1", "+972542222222", "IL.2"
            ),
            (
                #""from":"972541234567","from_user_id":"IL.2""#,
                #""type":"user_changed_number","wa_id":"972542222222","user_id":"IL.2""#,
                "+972541234567", nil, "+972542222222", "IL.2"
            ),
            (
                #""from_user_id":"IL.2""#,
                #""type":"user_changed_user_id","user_id":"IL.2","previous_user_id":"IL.1""#, nil, "IL.1", nil, "IL.2"
            ),
            (
                #""from_user_id":"IL.2""#, #""type":"user_changed_user_id","previous_user_id":"IL.1""#, nil, "IL.1",
                nil, "IL.2"
            ),
            (
                #""from_user_id":"IL.1""#, #""type":"user_changed_user_id","user_id":"IL.2""#, nil, "IL.1", nil, "IL.2"
            ),
            (
                #""from":"972541234567","from_user_id":"IL.1""#,
                #""type":"customer_identity_changed","wa_id":"972541234567","user_id":"IL.1""#,
                "+972541234567", "IL.1", nil, nil
            ),
            (#""from_user_id":"IL.2""#, #""type":"user_changed_user_id","user_id":"IL.2""#, nil, "IL.2", nil, nil),
        ] as [(String, String, String?, String?, String?, String?)])
    func `who change their number or id are told by the old ones`(
        from: String, system: String, phone: String?, userID: String?, newPhone: String?, newUserID: String?
    ) throws {
        let item = try read(from, members: #""type":"system","system":{"body":"x",\#(system)}"#)
        let message = try #require(item?.message)
        #expect(message.kind == .system)
        #expect(message.phone == phone)
        #expect(message.userID == userID)
        #expect(message.details?.newPhone == newPhone)
        #expect(message.details?.newUserID == newUserID)
        #expect(!message.expectsAnswer)
    }
}
