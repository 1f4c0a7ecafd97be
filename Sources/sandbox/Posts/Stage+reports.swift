import Conversation

extension Stage {
    /// Has a message that was just sent reported: echo and statuses, each when its time has come.
    ///
    /// - Parameter fails: why it does not arrive; nil leaves that to the settings.
    func report<Played: PlayedProvider>(
        _ message: SentMessage, by played: Played, fails: SendFailure?, _ behaviour: Behaviour
    ) {
        guard Double.random(in: 0..<1) >= behaviour.noReports else { return }
        let now = ContinuousClock.now
        if behaviour.echoes, message.provider != .gateway || behaviour.gatewayEcho,
            let echo = played.echo(of: message)
        {
            queue(Report(message: message, status: echo), due: now + .milliseconds(behaviour.echoDelay))
        }
        guard behaviour.statuses else { return }
        let fails = fails ?? (Double.random(in: 0..<1) < behaviour.reportFailed ? .broken : nil)
        let inOrder = played.statuses(of: message, fails: fails)
        let statuses = behaviour.statusShuffle ? inOrder.shuffled() : inOrder
        for (index, status) in statuses.enumerated() {
            let due = now + .milliseconds(behaviour.statusDelay * Double(index + 1))
            for _ in 0..<Int(behaviour.statusRepeat) { queue(Report(message: message, status: status), due: due) }
        }
    }

    private func queue(_ report: Report, due: ContinuousClock.Instant) {
        guard !reports.add(report, due: due) else { return }
        Self.log(report, status: nil, error: "too many reports wait", in: log)
    }

    /// How the reports are posted: logs how the webhook took each. False: it is to be posted again.
    static func poster(webhook: WebhookClient, log: EventLog) -> @Sendable (Report) -> Bool {
        { report in
            do {
                let answer = try webhook.send(report.status.post(.now))
                let isTaken = (200..<300).contains(answer.status)
                let error = isTaken ? nil : String(answer.body.prefix(300))
                Self.log(report, status: answer.status, error: error, in: log)
                // Nobody repeats what was refused for good.
                return answer.status < 500 && answer.status != 429
            } catch {
                Self.log(report, status: nil, error: "\(error)", in: log)
                return false
            }
        }
    }

    private static func log(_ report: Report, status: Int?, error: String?, in log: EventLog) {
        let message = report.message
        do {
            try log.append(
                LogEvent(
                    .report, chat: message.chat, text: nil,
                    [
                        ("provider", .string(message.provider.rawValue)), ("id", .string(message.id)),
                        ("message_id", .string(orNull: message.messageID)), ("report", .string(report.status.name)),
                        ("status", status.map(JSON.integer) ?? .null), ("error", .string(orNull: error)),
                        ("attempt", .integer(report.attempt)),
                    ]))
        } catch {
            sandbox.report(error)
        }
    }
}
