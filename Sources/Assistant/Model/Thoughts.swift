/// A model's text without what it was thinking aloud: reasoning models on compatible servers write it into the answer,
/// between `<think>` and `</think>`.
///
/// What was begun and not ended is left out to its end. Where only an end stands, the beginning stood in the server's own
/// template, and all before it is left out.
func withoutThoughts(_ text: String) -> String {
    var answer = ""
    var rest = text[...]
    while let begin = rest.firstRange(of: "<think>") {
        answer += rest[..<begin.lowerBound]
        rest = rest[begin.upperBound...]
        guard let end = rest.firstRange(of: "</think>") else { return answer }
        rest = rest[end.upperBound...]
    }
    answer += rest
    while let end = answer.firstRange(of: "</think>") { answer.removeSubrange(..<end.upperBound) }
    return answer
}
