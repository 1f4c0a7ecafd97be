internal import Conversation
internal import Store

/// The prompt of a turn: stable text first, so that the provider's prefix cache can hit; what changes comes last.
struct Prompt {
    /// The messages that the model is given.
    let messages: [PromptMessage]

    /// Puts a prompt together.
    ///
    /// - Parameters:
    ///   - stable: the stable part, see ``stable(business:slots:)``.
    ///   - isAnonymous: leaves out all that is this customer's alone.
    init(stable: String, context: TurnContext, retrieval: Retrieval, isAnonymous: Bool = false) {
        let facts = Self.facts(context, retrieval, isAnonymous: isAnonymous)
        let history = isAnonymous ? [] : Self.history(context)
        var question: [PromptMessage] = []
        var budget = TokenBudget(Budget.question)
        for entry in context.unanswered.reversed() {
            // The newest words come first where not all of them fit.
            guard let words = budget.take(Self.words(entry)) else { break }
            question.insert(PromptMessage(role: .user, content: words), at: 0)
        }
        messages = Self.joined(
            [PromptMessage(role: .system, content: stable)] + history
                + [PromptMessage(role: .system, content: facts)] + question)
    }

    /// What was said before, the newest that fits.
    private static func history(_ context: TurnContext) -> [PromptMessage] {
        var budget = TokenBudget(Budget.history)
        var messages: [PromptMessage] = []
        for entry in context.messages.reversed() where !entry.unanswered {
            let words = TokenBudget.ends(of: words(entry), tokens: Budget.earlierMessage)
            guard let taken = budget.take(words) else { break }
            messages.insert(PromptMessage(role: entry.author == "customer" ? .user : .assistant, content: taken), at: 0)
        }
        return messages
    }

    /// Several messages of one side in a row become one: some servers take no others.
    private static func joined(_ messages: [PromptMessage]) -> [PromptMessage] {
        var joined: [PromptMessage] = []
        for message in messages {
            if let last = joined.indices.last, message.role != .system, joined[last].role == message.role {
                joined[last].content += "\n" + message.content
            } else {
                joined.append(message)
            }
        }
        return joined
    }
}
