import Conversation
import FastCGI
import Logging
import Settings
import Spool
import Store

let program = Program(
    name: "webhook",
    summary: "takes what WhatsApp providers post, stores it and answers 200; nothing slow, ever",
    options: ServerOptions.commandLine,
    settings: ServerOptions.settings(threads: 64, maximumBodyBytes: WebhookSettings.maximumBodyBytes)
        + WebhookSettings.table + [.postgreSQL])
let values = program.start()
let settings = WebhookSettings(values)
do {
    let server = try Server(options: ServerOptions(values))
    let logger = Logger(label: "shi-webhook")
    let database = Database(threads: 1, applicationName: "shi-webhook reports")
    let reachability = Reachability(applicationName: "shi-webhook probe", logger: logger)
    let counters = Counters(
        database: Database(threads: 1, applicationName: "shi-webhook counters"), logger: logger)
    let spool = try settings.spoolFolder.map { (folder) throws(SpoolError) in
        try Spool(folder: folder, maximumBytes: settings.spoolBytes, maximumFiles: settings.spoolFiles)
    }
    let keeper = Keeper(
        messages: MessageIntake(committers: settings.committers, applicationName: "shi-webhook", logger: logger),
        statuses: StatusIntake(applicationName: "shi-webhook statuses", logger: logger),
        database: database, reachability: reachability, spool: spool, counters: counters,
        storeLimit: settings.storeLimit, logger: logger)
    let webhook = Webhook(
        settings: settings, keeper: keeper,
        directory: ChannelDirectory(
            database: Database(threads: 1, applicationName: "shi-webhook channels"), reachability: reachability,
            logger: logger),
        counters: counters, logger: logger)
    let replayer = spool.map { Replayer(spool: $0, keeper: keeper) }
    try server.run(webhook.router.respond)
    withExtendedLifetime(replayer) { counters.flush() }
} catch {
    program.fail("\(error)")
}
