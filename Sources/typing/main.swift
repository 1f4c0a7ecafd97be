import FastCGI
import HTTPClient
import Logging
import Settings
import Store

let program = Program(
    name: "typing",
    summary: "shows and ends the typing indicator: POST /sendTyping",
    options: ServerOptions.commandLine,
    settings: ServerOptions.settings(threads: 32) + TypingSettings.table + [.postgreSQL])
let values = program.start()
do {
    let server = try Server(options: ServerOptions(values))
    let typing = Typing(
        settings: TypingSettings(values), engine: HTTPEngine(),
        database: Database(threads: 2, applicationName: "shi-typing"), logger: Logger(label: "shi-typing"))
    try server.run(typing.router.respond)
} catch {
    program.fail("\(error)")
}
