import Conversation
import FastCGI

/// What all providers that the sandbox plays have in common.
struct Stage: Sendable {
    /// What every channel of the demo is known by, on both sides.
    let secret: String
    /// The site's own address, without a path: `http://127.0.0.1:8080`.
    let origin: String
    /// Where the gateway of the original system posts.
    let gatewayPath: String
    let folder: Folder
    let log: EventLog
    let chats: ChatDirectory
    let behaviour: BehaviourFile
    let media: MediaShelf
    let pairs: PairLimit
    let reports: ReportQueue

    /// Whether a channel of that address exists: one of the demo's, or one that the settings name.
    func hasChannel(_ address: String, of known: [String]) throws -> Bool {
        if known.contains(address) { return true }
        let others = try behaviour.current().otherChannels ?? ""
        return others.split(separator: ",").contains { $0.filter { $0 != " " } == address }
    }

    /// Whether this is the secret.
    func knows(_ shown: String?) -> Bool { shown.map { constantTimeEquals($0, secret) } ?? false }
}

/// A provider as the sandbox plays it: what it answers to calls, and what it posts.
protocol PlayedProvider: Sendable {
    /// Which one.
    static var provider: Provider { get }

    /// What all share.
    var stage: Stage { get }

    /// Answers a call. Throws a ``CallError`` in the provider's own form.
    func answer(_ call: Call) throws -> Response

    /// How it refuses a send with which nothing is wrong.
    static func refusal(_ failure: SendFailure) -> any CallError

    /// A chat's address in the form that this provider gives it.
    static func chatAddress(_ given: String) throws(Refusal) -> String

    /// What it posts of something that a customer, or the owner, does. Throws where it has no such thing.
    func post(_ act: CustomerAct) throws -> Post

    /// The id of what a customer does, where none was given.
    static func newID(for act: CustomerMessage) -> String

    /// The statuses of a message, in their order, each with what is posted of it. `fails`: it does not arrive.
    func statuses(of message: SentMessage, fails: SendFailure?) -> [StatusPost]

    /// What is posted of a message because it was sent; nil where nothing is.
    func echo(of message: SentMessage) -> StatusPost?
}

/// A status or an echo, and how it is posted when its time has come.
struct StatusPost: Sendable {
    /// sent, delivered, read, failed or echo.
    let name: String
    /// What is posted; nil: nothing, because the sender asked for none.
    let post: @Sendable (UnixTime) -> Post
}
