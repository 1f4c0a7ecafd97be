import Conversation
import FoundationEssentials
import HTTPClient
import Testing

extension AcceptanceTests {
    /// For each provider: every kind of message in, as the sandbox posts it in the provider's own form, and every call out, as
    /// the sandbox takes it.
    @Suite(.serialized) struct Kinds {
        private struct Posted: Decodable {
            let id: String?
            let status: Int?
            let error: String?
        }

        /// The kinds that a provider has no post for.
        private static func lacks(_ provider: Provider) -> Set<MessageKind> {
            switch provider {
            case .gateway, .evolution, .waha: [.system]
            case .gowa: [.button, .list, .order, .system, .unsupported]
            case .cloud, .sandbox: []
            case .twilio: [.reaction, .edit, .deletion, .order, .system]
            }
        }

        /// As what a kind arrives: gowa and Twilio do not tell an audio file from a voice note.
        private static func stored(_ kind: MessageKind, _ provider: Provider) -> MessageKind {
            kind == .audio && (provider == .gowa || provider == .twilio) ? .voice : kind
        }

        /// What customers send.
        private static let kinds: [MessageKind] = [
            .text, .image, .audio, .voice, .video, .document, .sticker, .location, .contact, .button, .list, .reaction,
            .edit,
            .deletion, .order, .system, .unsupported,
        ]

        private static func details(_ kind: MessageKind) -> String {
            switch kind {
            case .location: #"{"location":{"latitude":32.0853,"longitude":34.7818}}"#
            case .contact: #"{"contacts":[{"name":"Dana Katz","phone":"+972547654321"}]}"#
            case .button: #"{"choice_id":"slot_1"}"#
            case .list: #"{"choice_id":"row_1"}"#
            case .reaction, .edit, .deletion: #"{"target_id":"3EB0TARGET"}"#
            case .order:
                #"{"order":{"catalog_id":"77001","items":[{"product_id":"sku-9","quantity":2,"price":35.5,"currency":"ILS"}]}}"#
            case .system: #"{"new_phone":"+9725\#(Int.random(in: 90_000_000...99_999_999))"}"#
            default: "{}"
            }
        }

        private static func words(_ kind: MessageKind) -> String? {
            switch kind {
            case .text: "יש דירת 3 חדרים?"
            case .image, .video, .document: "מה דעתך על זה?"
            case .location: "דיזנגוף סנטר"
            case .button: "10:30"
            case .list: "סיור בדירה"
            case .reaction: "👍"
            case .edit: "ביום רביעי, לא שלישי"
            default: nil
            }
        }

        private static func chat(_ provider: Provider, _ customer: Customer) -> String {
            KeyedProvider(rawValue: provider.rawValue)?.chat(customer) ?? customer.jid
        }

        private func post(
            _ kind: MessageKind, _ provider: Provider, chat: String, _ system: System, more: String = ""
        ) async throws -> Posted {
            let text = Self.words(kind).map { ",\"text\":\(Customer.json($0))" } ?? ""
            let body = """
                {"provider":"\(provider.rawValue)","chat":"\(chat)","name":"Noa","kind":"\(kind.rawValue)"\(text),\
                "details":\(Self.details(kind))\(more)}
                """
            let response = try await system.request("POST", "/sandbox/chat", body: body)
            return try JSONDecoder().decode(Posted.self, from: Data(response.body))
        }

        @Test(arguments: Provider.allCases)
        func `each kind is stored as what it is, with whose it is, and answered or not by rule`(provider: Provider)
            async throws
        {
            let system = try runningSystem()
            // Without a model: each answer is the house's own.
            try await system.sandbox(["status_500": 1])
            for kind in Self.kinds where !Self.lacks(provider).contains(kind) {
                let noa = Customer()
                let chat = Self.chat(provider, noa)
                let posted = try await post(kind, provider, chat: chat, system)
                #expect(posted.status == 200, "\(provider) \(kind): \(posted.error ?? "no error")")
                let rows = try system.database.rows(
                    """
                    select m.kind, coalesce(m.body, ''), p.name, abs(extract(epoch from m.provider_sent_at - now())) < 60,
                        coalesce(m.details, '{}')::text, m.generation is not null
                    from message m join conversation c using (tenant_id, conversation_id)
                    join contact p using (tenant_id, contact_id) join channel ch using (tenant_id, channel_id)
                    join identity i on i.tenant_id = c.tenant_id and i.contact_id = c.contact_id
                    where m.direction = 'in' and ch.provider = $1
                        and m.received_at > now() - interval '10 seconds'
                        and m.provider_message_id is not null
                    order by m.message_id desc limit 1
                    """, [provider.rawValue])
                let row = try #require(rows.first, "\(provider) \(kind) is not stored")
                #expect(row[0] == Self.stored(kind, provider).rawValue, "\(provider) \(kind)")
                if let words = Self.words(kind) { #expect(row[1]?.contains(words) == true, "\(provider) \(kind)") }
                // WAHA tells of what happens to a message without a name, and when it was taken back without a time; Twilio
                // tells no times at all.
                let isNamed = kind != .system && !(provider == .waha && [.reaction, .deletion].contains(kind))
                if isNamed { #expect(row[2] == "Noa", "\(provider) \(kind)") }
                let isTimed = provider != .twilio && !(provider == .waha && kind == .deletion)
                if isTimed { #expect(row[3] == "t", "\(provider) \(kind)") }
                try check(kind, details: row[4] ?? "", provider)
                #expect((row[5] == "t") == kind.expectsAnswer, "\(provider) \(kind)")
                try await answered(kind, provider, chat: chat, system)
            }
        }

        private func check(_ kind: MessageKind, details: String, _ provider: Provider) throws {
            let details = try JSONDecoder().decode(MessageDetails.self, from: Data(details.utf8))
            switch kind {
            case .image, .audio, .voice, .video, .document, .sticker:
                #expect(details.media?.reference?.isEmpty == false, "\(provider) \(kind)")
                #expect(details.media?.mimeType?.contains("/") == true, "\(provider) \(kind)")
            case .location:
                #expect(details.location.map { abs($0.latitude - 32.0853) < 0.001 } == true, "\(provider)")
            case .contact where provider != .twilio:
                // With Twilio the card is a file.
                #expect(details.contacts?.first?.phone == "+972547654321", "\(provider)")
            case .button: #expect(details.choiceID == "slot_1", "\(provider)")
            case .list: #expect(details.choiceID == "row_1", "\(provider)")
            case .reaction, .edit, .deletion:
                #expect(details.targetID?.contains("3EB0TARGET") == true, "\(provider) \(kind)")
            case .order where provider == .cloud:
                #expect(details.order?.items.first?.productID == "sku-9", "\(provider)")
            case .system: #expect(details.newPhone?.hasPrefix("+9725") == true, "\(provider)")
            default: break
            }
        }

        private func answered(_ kind: MessageKind, _ provider: Provider, chat: String, _ system: System) async throws {
            func deliveries() async throws -> [LogLine] {
                try await system.log(chat: chat).filter { $0.kind == "message" && $0.provider == provider.rawValue }
            }
            if kind.expectsAnswer {
                try await eventually("\(provider) \(kind) is answered") { try await deliveries().count == 1 }
            }
            try await system.waitUntilIdle()
            #expect(try await deliveries().count == (kind.expectsAnswer ? 1 : 0), "\(provider) \(kind)")
        }

        @Test(arguments: Provider.allCases)
        func `each call out reaches the provider in its own form`(provider: Provider) async throws {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            let chat = Self.chat(provider, noa)
            let posted = try await post(.text, provider, chat: chat, system)
            try await eventually("the reply arrives") { try await lines(chat, "message", system).count == 1 }
            try await system.waitUntilIdle()

            let typing = try await lines(chat, "typing", system)
            #expect(!typing.isEmpty && typing.first?.typing == true, "typing")
            if provider != .gateway {
                try await eventually("the message is marked as read") {
                    try await lines(chat, "read", system).contains {
                        ($0.ids ?? []).contains { posted.id?.contains($0) == true || $0 == posted.id }
                    }
                }
            }
            let channel =
                provider == .gateway
                ? "gateway:1"
                : "\(provider.rawValue):\(KeyedProvider(rawValue: provider.rawValue)?.channelAddress ?? "")"
            func send(_ fields: String) async throws -> HTTPResponse {
                try await system.request(
                    "POST", "/send", body: "{\"to\":\"\(chat)\",\"channel\":\"\(channel)\",\(fields)}")
            }
            var expected = ["text"]
            let reply = try await send("\"text\":\"בהקשר\",\"replyTo\":\"\(posted.id ?? "")\"")
            #expect(reply.status == 200, "\(provider): \(String(decoding: reply.body, as: UTF8.self))")
            expected.append("text")
            if provider != .gateway {
                for type in ["image", "document", "audio", "video"] {
                    let answer = try await send(
                        "\"type\":\"\(type)\",\"media\":{\"url\":\"\(system.url)/sandbox/file.\(type)\",\"mimeType\":\"\(Self.mime[type] ?? "")\",\"fileName\":\"a.\(type)\"}"
                    )
                    #expect(
                        answer.status == 200, "\(provider) \(type): \(String(decoding: answer.body, as: UTF8.self))")
                    expected.append(type)
                }
            }
            let template = try await send(
                "\"type\":\"template\",\"template\":{\"name\":\"\(provider == .twilio ? "HX" + String(repeating: "a", count: 32) : "reminder")\",\"language\":\"he\",\"components\":\(provider == .twilio ? "{\"1\":\"נועה\"}" : "[]")}"
            )
            if [.cloud, .twilio, .sandbox].contains(provider) {
                #expect(template.status == 200, "\(provider): \(String(decoding: template.body, as: UTF8.self))")
                expected.append("template")
            } else {
                #expect(template.status >= 400, "\(provider) has no templates")
            }
            try await system.waitUntilIdle()
            let sent = try await lines(chat, "message", system)
            #expect(sent.compactMap(\.type) == expected.map { Self.sent($0, provider) }, "\(provider)")
            #expect(sent.count == expected.count, "\(provider): \(sent.compactMap(\.type))")
            if provider != .gateway && provider != .twilio { #expect(sent[1].quoted != nil, "\(provider)") }
        }

        /// As what a kind is sent: WAHA has a call for voice notes and none for audio files, and Twilio one for all files.
        private static func sent(_ type: String, _ provider: Provider) -> String {
            switch (provider, type) {
            case (.waha, "audio"): "document"
            case (.twilio, "image"), (.twilio, "document"), (.twilio, "audio"), (.twilio, "video"): "media"
            default: type
            }
        }

        private static let mime = [
            "image": "image/jpeg", "document": "application/pdf", "audio": "audio/ogg", "video": "video/mp4",
        ]

        private func lines(_ chat: String, _ kind: String, _ system: System) async throws -> [LogLine] {
            try await system.log(chat: chat).filter { $0.kind == kind && $0.duplicate != true }
        }

        @Test(arguments: Provider.allCases)
        func `a voice note is heard and answered like text, and its file is kept`(provider: Provider) async throws {
            let system = try runningSystem()
            try await system.sandbox()
            let noa = Customer()
            let chat = Self.chat(provider, noa)
            let posted = try await post(
                .voice, provider, chat: chat, system, more: ",\"media\":{\"words\":\"מה שעות הפתיחה שלכם\"}")
            #expect(posted.status == 200)
            try await eventually("\(provider): the reply arrives") {
                try await lines(chat, "message", system).count == 1
            }
            try await system.waitUntilIdle()
            let rows = try system.database.rows(
                """
                select m.body, m.details ->> 'is_transcript', f.state, f.size_bytes > 0
                from message m join conversation c using (tenant_id, conversation_id)
                left join media f using (tenant_id, message_id)
                where m.direction = 'in' and c.chat_address = $1
                """, [chat])
            #expect(rows.first?.prefix(2) == ["מה שעות הפתיחה שלכם", "true"], "\(provider) \(rows)")
            #expect(rows.first?.suffix(2) == ["stored", "t"], "\(provider) \(rows)")
            // What was said is answered: by the model, which repeats it, or by what the business knows of it.
            let reply = try await lines(chat, "message", system).first?.text ?? ""
            #expect(reply.contains("הפתיחה") || reply.contains("9:00"), "\(provider): \(reply)")
        }

        @Test func `without a transcript the customer is asked to write, in time`() async throws {
            let system = try runningSystem()
            try await system.sandbox(["transcript_fail": 1])
            let noa = Customer()
            let chat = Self.chat(.cloud, noa)
            #expect(try await post(.voice, .cloud, chat: chat, system).status == 200)
            try await eventually("the reply arrives") { try await lines(chat, "message", system).count == 1 }
            let late = try system.database.number(
                "select count(*) from turn t join conversation c using (tenant_id, conversation_id)"
                    + " where c.chat_address = $1 and t.committed_ms > t.deadline_ms", [chat])
            #expect(late == 0)
            try await system.waitUntilIdle()
        }
    }
}
