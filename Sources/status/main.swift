import FastCGI
import Logging
import Settings
import Store

let program = Program(
    name: "status",
    summary: "says whether the system works: /healthz /livez /readyz /metrics /version",
    options: ServerOptions.commandLine,
    settings: ServerOptions.settings(threads: 16) + StatusSettings.table + [.postgreSQL])
let values = program.start()
do {
    let server = try Server(options: ServerOptions(values))
    let status = Status(
        settings: StatusSettings(values), database: Database(threads: 2, applicationName: "shi-status"),
        logger: Logger(label: "shi-status"))
    try server.run(status.router.respond)
} catch {
    program.fail("\(error)")
}
