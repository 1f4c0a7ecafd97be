import Conversation
import FastCGI
import Logging
import Settings
import Store

let program = Program(
    name: "webhook",
    summary: "takes what WhatsApp providers post, stores it and answers 200; nothing slow, ever",
    options: ServerOptions.commandLine,
    settings: ServerOptions.settings(threads: 64) + WebhookSettings.table + [.postgreSQL])
let values = program.start()
let settings = WebhookSettings(values)
do {
    let server = try Server(options: ServerOptions(values))
    let logger = Logger(label: "shi-webhook")
    let webhook = Webhook(
        settings: settings,
        intake: MessageIntake(committers: settings.committers, applicationName: "shi-webhook", logger: logger),
        database: Database(threads: 1, applicationName: "shi-webhook reports"), logger: logger)
    try server.run(webhook.router.respond)
} catch {
    program.fail("\(error)")
}
