import Conversation
import Testing

@testable import Store
@testable import worker

/// A message of a customer's.
private func message(
    _ id: Int64, _ text: String?, kind: MessageKind = .text, unanswered: Bool = false
) -> TurnContext.Entry {
    TurnContext.Entry(
        messageID: id, providerMessageID: "m\(id)", author: "customer", kind: kind.rawValue, text: text, details: nil,
        unanswered: unanswered, listings: [], slots: [])
}

/// The turn of a business whose language is Hebrew.
private func turn(_ messages: TurnContext.Entry...) -> TurnContext {
    TurnContext(
        turnID: 1, generation: 1, remainingMilliseconds: 9000, quietMilliseconds: 0, receivedAgoMilliseconds: 5,
        storedMilliseconds: 5, chatAddress: "972500000001@s.whatsapp.net", provider: .gateway,
        baseURL: "http://gateway.example", secret: "secret", address: "1", honoursIdempotency: true, settings: [:],
        lastMessageID: nil, unreadIDs: [], notice: nil, contactName: nil, contactPhone: nil, tenantLanguage: "he",
        greetingHebrew: nil, greetingEnglish: nil, prompt: nil, promptVersion: 1, now: "2026-11-24T09:30",
        factsVersion: 1, slotsVersion: 1, prepared: [:], lead: nil, appointments: [], viewingsLimit: 3,
        isOverBudget: false, isHandoverOpen: false, messages: messages)
}

@Suite struct `The voice notes of a turn` {
    private let note = message(7, nil, kind: .voice, unanswered: true)

    private func unheard(_ context: TurnContext, except tried: Set<Int64> = []) -> [VoiceNote] {
        VoiceNote.unheard(in: context, tenantID: 1, except: tried)
    }

    @Test func `are those that it answers, whose words are not known, and that were not tried`() {
        let context = turn(
            message(1, nil, kind: .voice), message(2, "שלום", kind: .voice, unanswered: true),
            message(3, nil, kind: .audio, unanswered: true), note)
        #expect(unheard(context).map(\.key.messageID) == [7])
        #expect(unheard(context, except: [7]).isEmpty)
    }

    @Test func `are in the business's language as long as nothing speaks against it`() {
        #expect(unheard(turn(note)).map(\.language) == ["he"])
        #expect(unheard(turn(message(1, "יש דירות?"), note)).map(\.language) == ["he"])
        #expect(unheard(turn(message(1, "Dana Levi", kind: .contact), note)).map(\.language) == ["he"])
    }

    @Test func `of somebody who writes another language are in no certain one`() {
        #expect(unheard(turn(message(1, "Do you have flats?"), note)).map(\.language) == [nil])
    }
}
