import Logging

let settings = WorkerSettings.read()
let worker = Worker(
    settings: settings, mediaStore: settings.openMediaStore(), logger: Logger(label: "shi-worker \(settings.name)"))
let signals = TerminationSignals { worker.stop() }
await worker.run()
withExtendedLifetime(signals) {}
