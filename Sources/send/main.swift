import FastCGI
import Logging
import Settings
import Store

let program = Program(
    name: "send",
    summary:
        "stores a message, has it sent once, and answers with the outcome: POST /send; gives conversations to people and"
        + " back: POST /conversation/mode",
    options: ServerOptions.commandLine,
    settings: ServerOptions.settings(threads: 64) + SendSettings.table + [.postgreSQL])
let values = program.start()
do {
    let server = try Server(options: ServerOptions(values))
    let logger = Logger(label: "shi-send")
    let sender = Sender(
        settings: SendSettings(values), database: Database(threads: 4, applicationName: "shi-send"),
        settlements: Settlements(logger: logger), logger: logger)
    try server.run(sender.router.respond)
} catch {
    program.fail("\(error)")
}
