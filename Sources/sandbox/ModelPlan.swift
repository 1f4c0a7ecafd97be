/// What is decided for a request before anything is answered: by the script where a rule fits, else by the shares of
/// faults and the other settings.
struct ModelPlan: Sendable {
    /// The index of the script's rule.
    let rule: Int?
    let fault: ModelFault?
    let text: String
    let calls: [Script.Call]
    let timeToFirstToken: Duration

    /// - Parameter chance: drawn evenly from 0 to 1. A request that a rule answers meets no fault by chance.
    init(
        _ request: ModelRequest, _ behaviour: Behaviour, rule scripted: (index: Int, rule: Script.Rule)?, chance: Double
    ) {
        let rule = scripted?.rule
        let fault = rule == nil ? behaviour.modelFault(chance) : rule?.fault
        let hasCalled = request.round > 0 && rule?.afterTools != nil
        self.rule = scripted?.index
        self.fault = fault
        calls = fault == .empty || hasCalled ? [] : rule?.toolCalls ?? []
        text =
            if fault == .empty {
                ""
            } else if let given = hasCalled ? rule?.afterTools : rule?.reply {
                given
            } else if !calls.isEmpty {
                ""
            } else if request.wantsJSON {
                Analysis(of: request.messages.filter { $0.role == "user" }.compactMap { $0.content?.text }).json.text
            } else {
                behaviour.text ?? Echo.text(request.question)
            }
        let time = fault == .slow ? behaviour.slowFirstToken : behaviour.timeToFirstToken
        timeToFirstToken = .milliseconds(rule?.timeToFirstToken ?? time)
    }
}
