/// What the model shall answer to which requests, so that a test can make it lie, call tools, or fail where it wants.
///
/// The first rule that fits a request answers it; where none fits, the model answers as without a script.
struct Script: Sendable, Equatable {
    /// When a rule fits, and what the model then does. The fields' names in JSON are those of ``Rule/forms``.
    struct Rule: Sendable, Equatable {
        // When it fits: all that is given must hold.

        /// A part of what the customer said since the assistant's last words.
        var match: String?
        /// A part of the text of any message.
        var prompt: String?
        /// How often the model has called tools since then.
        var round: Int?
        /// Whether tools are offered.
        var offersTools: Bool?
        /// Whether JSON is asked for. A rule that does not say so is for requests that ask for none.
        var wantsJSON = false
        /// How often the rule may be used, counted over all copies of the sandbox.
        var times: Int?

        // What the model does.

        /// The text of the answer.
        var reply: String?
        /// The tools that it calls.
        var toolCalls: [Call] = []
        /// The text of the answer once tools have been called, instead of calling them again.
        var afterTools: String?
        /// What goes wrong.
        var fault: ModelFault?
        /// Milliseconds to the first token, instead of the setting's.
        var timeToFirstToken: Double?
    }

    /// A tool that is called.
    struct Call: Sendable, Equatable {
        let name: String
        /// JSON as a text, or what the script gives in its place.
        let arguments: String
    }

    let rules: [Rule]

    /// The first rule that fits a request, and its index. `take` says whether a rule that may be used a number of times
    /// has one of them left, and takes it.
    func rule(
        for request: ModelRequest, take: (_ index: Int, _ times: Int) throws -> Bool
    ) rethrows -> (index: Int, rule: Rule)? {
        for (index, rule) in rules.enumerated() where rule.fits(request) {
            if let times = rule.times, try !take(index, times) { continue }
            return (index, rule)
        }
        return nil
    }
}

extension Script.Rule {
    /// Whether all conditions but ``times`` hold.
    func fits(_ request: ModelRequest) -> Bool {
        guard wantsJSON == request.wantsJSON, round == nil || round == request.round else { return false }
        guard offersTools == nil || offersTools == request.offersTools else { return false }
        // No model calls tools that it was not offered; what it says after it has called them needs none.
        let calls = !toolCalls.isEmpty && !(afterTools != nil && request.round > 0)
        guard !calls || request.offersTools else { return false }
        if let match, !request.said.contains(match) { return false }
        if let prompt, !request.messages.contains(where: { $0.content?.text.contains(prompt) == true }) { return false }
        return true
    }
}
