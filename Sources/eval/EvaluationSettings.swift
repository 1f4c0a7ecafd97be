import Settings

/// The settings of the evaluation. `nginx/local/eval.sh` sets those that say where the system is.
struct EvaluationSettings: Sendable {
    /// Where the system is: nginx's address.
    let url: String
    /// What the webhook knows its callers by.
    let secret: String
    /// The folder of the dialogues.
    let dialogues: String
    /// The file that takes the failures.
    let output: String
    /// How many dialogues go on at a time.
    let concurrency: Int
    /// The model that the system asks; nil where it asks none.
    let model: String?
    /// Of which dialogues to run only those whose id begins so; empty: all.
    let only: String
    /// Whether failures of dialogues that are held out are written, too.
    let showsHeldOut: Bool

    init(_ values: Values) {
        url = values.text("SHI_URL")
        secret = values.text("SHI_INTERNAL_SECRET")
        dialogues = values.text("EVAL_DIALOGUES")
        output = values.text("EVAL_OUTPUT")
        concurrency = values.number("EVAL_CONCURRENCY")
        let named = values.text("EVAL_MODEL")
        model = named == "none" ? nil : named
        only = values.optionalText("EVAL_ONLY") ?? ""
        showsHeldOut = values.text("EVAL_SHOW_HELD_OUT") == "on"
    }

    /// How the evaluation starts.
    static let program = Program(
        name: "eval",
        summary: "talks to a running system as customers do, and scores what comes of it",
        settings: [
            .required("SHI_URL", "where the system is, such as http://127.0.0.1:8080"),
            .required("SHI_INTERNAL_SECRET", "the secret in X-Internal-Secret"),
            .text("EVAL_DIALOGUES", default: "Tests/dialogues", "the folder of the dialogues"),
            .text("EVAL_OUTPUT", default: "eval.json", "the file that takes what did not hold"),
            .number("EVAL_CONCURRENCY", default: 24, in: 1...256, "dialogues at a time"),
            .text(
                "EVAL_MODEL", default: "none",
                "the model that the system asks; with none, checks that need a model do not count"),
            .optional("EVAL_ONLY", "run only dialogues whose id begins so, such as booking or booking-03"),
            .text(
                "EVAL_SHOW_HELD_OUT", default: "off",
                "on: write the failures of held-out dialogues, too; whoever improves the rules should not see them"),
            .postgreSQL,
        ])
}
