import Settings

let values = EvaluationSettings.program.start()
let settings = EvaluationSettings(values)
do {
    let evaluation = try Evaluation(settings)
    let outcome = try await evaluation.run()
    print(outcome.table)
    try outcome.write(to: settings.output)
    print("\nWhat did not hold is in \(settings.output).")
} catch {
    EvaluationSettings.program.fail("\(error)")
}
