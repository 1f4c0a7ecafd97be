import FastCGI
import Settings

let program = SandboxSettings.program
let values = program.start()
guard let webhook = WebhookClient(url: values.text("SHI_WEBHOOK_URL")) else {
    program.refuse("SHI_WEBHOOK_URL must be an address such as http://127.0.0.1:8080/webhook/whatsapp/incoming")
}
do {
    let router = try Router(SandboxSettings(values), webhook: webhook)
    let server = try Server(options: SandboxSettings.serverOptions(values))
    try server.run(router.answer)
} catch {
    program.fail("\(error)")
}
