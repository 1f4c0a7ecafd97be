import Channels
import HTTPClient
import Logging
import Store

/// Marks the messages that a job answers as read, each once. Nobody waits for it, and nothing depends on it.
struct ReadMarks {
    private static let limit = Duration.seconds(3)

    private let worker: Worker
    private var marked: Set<String> = []

    init(worker: Worker) { self.worker = worker }

    /// Marks what is to be answered now and was not marked before, unless the channel's setting `mark_read` says off.
    mutating func mark(_ context: TurnContext) {
        let unread = context.unreadIDs.filter { marked.insert($0).inserted }
        guard !unread.isEmpty, context.settings["mark_read"] != "off",
            let call = context.provider.channel.markRead(
                chatAddress: context.chatAddress, messageIDs: unread, ChannelAccess(context))
        else { return }
        Task { [worker, provider = context.provider] in
            do throws(HTTPError) {
                let response = try await worker.engine.response(to: HTTPRequest(call, by: .now + Self.limit))
                guard response.status >= 300 else { return }
                worker.logger.warning(
                    "a read mark was refused", metadata: ["provider": "\(provider)", "status": "\(response.status)"])
            } catch {
                worker.logger.warning(
                    "a read mark failed", metadata: ["provider": "\(provider)", "error": "\(error)"])
            }
        }
    }
}
