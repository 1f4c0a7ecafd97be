internal import Conversation

extension MessageContent {
    /// A choice that the customer made. Where its title is missing, our own id still says what was chosen.
    static func choiceContent(_ kind: MessageKind, id: String?, title: String?) -> MessageContent {
        let id = id?.prefix(utf16Units: InboundMessage.identifierLimit)
        var content = MessageContent(kind: kind, text: title ?? id)
        content.details.choiceID = id
        return content
    }

    /// The answer to a native flow: its parameters are JSON inside a JSON string.
    static func interactiveResponse(_ fields: Fields) -> MessageContent {
        let parameters = fields.object("nativeFlowResponseMessage")?.text("paramsJson")
            .flatMap { try? JSONBody.decode(FlowParameters.self, from: Array($0.utf8)) }
        let title = fields.object("body")?.text("text")
        return choiceContent(.button, id: parameters?.id, title: title ?? parameters?.title)
    }

    private struct FlowParameters: Decodable {
        let id: String?
        let title: String?

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: FieldName.self)
            id = fields.text("id") ?? fields.integer("id").map(String.init)
            title = fields.text("display_text") ?? fields.text("title")
        }
    }
}
