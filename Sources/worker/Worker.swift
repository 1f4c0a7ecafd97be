import Assistant
import Glibc
import HTTPClient
import Logging
import Media
import Postgres
import Store
import Synchronization

/// Claims jobs and runs each in a task of its own, until it is told to stop; then it finishes what it has begun.
final class Worker: Sendable {
    /// For how long a stopping worker lets its jobs run on before it gives them back.
    private static let drainLimit = Duration.seconds(8)
    /// After this long a stopping worker ends whatever it waits for, such as a database that hangs: all that it holds is safe
    /// with the others, as if it had been killed.
    private static let lastMoment = Duration.milliseconds(9500)
    /// How often idle connections to the model are used, so that they stay open.
    private static let warmInterval = Duration.seconds(25)
    /// How often it looks for jobs without being woken.
    private static let pollInterval = Duration.milliseconds(200)

    let settings: WorkerSettings
    let database: Database
    let engine: HTTPEngine
    private let pool: ModelPool?
    let ladder: Ladder
    let analysis: Analysis
    /// Where customers' files are kept, if they are.
    let mediaStore: (any MediaStore)?
    let fetcher: MediaFetcher
    let voiceNotes: VoiceNotes?
    let counters: Counters
    let logger: Logger
    let running = RunningJobs()

    private let wakes: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation
    private let isStopping = Mutex(false)
    /// Under which id the database knows this worker; nil while it does not.
    private let workerID = Mutex<Int64?>(nil)
    /// Under which id it has known this worker last.
    private let lastID = Mutex<Int64?>(nil)
    private let hasReturnedJobs = Mutex(false)
    /// The kinds of jobs that there may be more of.
    private let awaited = Mutex(Set(JobKind.allCases))
    /// What `announce_jobs` says when a worker has given jobs back.
    static let returnedJobs = "returned"

    init(settings: WorkerSettings, mediaStore: (any MediaStore)?, logger: Logger) {
        self.settings = settings
        self.mediaStore = mediaStore
        self.logger = logger
        database = Database(threads: settings.databaseThreads, applicationName: "shi-worker \(settings.name)")
        engine = HTTPEngine()
        pool = settings.model.map { [engine] in
            var options = ModelPoolOptions()
            options.extraShare = settings.extraShare
            return ModelPool(primary: $0, second: settings.secondModel, engine: engine, options: options)
        }
        ladder = Ladder(pool: pool, database: database)
        analysis = Analysis(pool: settings.analysesByModel ? pool : nil)
        fetcher = MediaFetcher(engine: engine, maximumBytes: settings.mediaMaximumBytes)
        counters = Counters(database: database, logger: logger)
        voiceNotes = settings.transcriber.map { [engine, database, counters] in
            VoiceNotes(
                listener: VoiceNoteListener(
                    transcriber: Transcriber(endpoint: $0, engine: engine), engine: engine,
                    maximumBytes: settings.mediaMaximumBytes, store: mediaStore, database: database,
                    counters: counters, logger: logger))
        }
        (wakes, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Runs until ``stop()``, and then until the last job has ended or was given back.
    func run() async {
        let listener = listen()
        pool?.preconnect()
        let pulse = Task { await Pulse(worker: self).beat(reconnect: listener.reconnect) }
        let poll = Task {
            while !Task.isCancelled {
                wake(JobKind.allCases)
                try? await Task.sleep(for: Self.pollInterval)
            }
        }
        let warmth = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.warmInterval)
                pool?.keepWarm()
            }
        }
        let jobs = Task { await runJobs() }
        let limit = Task {
            while !isStopping.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(50)) }
            try? await Task.sleep(for: Self.drainLimit)
            jobs.cancel()
        }
        await jobs.value
        limit.cancel()
        poll.cancel()
        warmth.cancel()
        pulse.cancel()
        await pulse.value
        await retire()
        listener.stop()
        engine.shutdown()
        counters.flush()
    }

    /// Takes no more jobs.
    func stop() {
        let isFirst = isStopping.withLock { isStopping in
            defer { isStopping = true }
            return !isStopping
        }
        if isFirst {
            Task.detached { [logger] in
                try? await Task.sleep(for: Self.lastMoment)
                logger.error("stopped in the middle of something that does not end; others will take the jobs back")
                exit(111)
            }
        }
        wakeUp.yield()
    }

    /// Looks for jobs of these kinds soon.
    private func wake(_ kinds: [JobKind]) {
        awaited.withLock { $0.formUnion(kinds) }
        wakeUp.yield()
    }

    /// Looks for jobs soon, also for those with an earlier deadline than the last: they have come back from a dead worker, or
    /// from waiting.
    func wakeForReturnedJobs() {
        hasReturnedJobs.withLock { $0 = true }
        wake(JobKind.allCases)
    }

    /// Whether jobs have come back since the last time this was asked.
    func takeReturnedJobs() -> Bool {
        hasReturnedJobs.withLock { has in
            defer { has = false }
            return has
        }
    }

    /// Under which id the database knows this worker; nil while it does not.
    var id: Int64? { workerID.withLock { $0 } }

    /// The listening session is at the same time the one whose lock shows that this worker lives.
    private func listen() -> Listener {
        Listener(
            channels: ["shi_job"], applicationName: "shi-worker \(settings.name) alive", logger: logger,
            onConnect: { [self] (connection) throws(PostgresError) in
                // The id outlives a lost session: jobs that nobody has taken back stay ours.
                let known = lastID.withLock { $0 }
                let id = try connection.registerWorker(id: known, name: settings.name)
                lastID.withLock { $0 = id }
                workerID.withLock { $0 = id }
            },
            onLoss: { [self] in workerID.withLock { $0 = nil } },
            onNotification: { [self] notification in
                switch notification?.payload {
                case nil, Self.returnedJobs: wakeForReturnedJobs()
                case let kind?: wake(JobKind(rawValue: kind).map { [$0] } ?? JobKind.allCases)
                }
            })
    }

    private func runJobs() async {
        var claims = Claims(worker: self)
        await withDiscardingTaskGroup { group in
            for await _ in wakes {
                if isStopping.withLock({ $0 }) { break }
                var kinds = takeAwaited()
                while !kinds.isEmpty, !isStopping.withLock({ $0 }) {
                    for kind in JobKind.allCases where kinds.contains(kind) {
                        let claimed = await claims.claim(kind)
                        for job in claimed.jobs {
                            group.addTask { await self.perform(job, kind) }
                        }
                        if !claimed.isFull { kinds.remove(kind) }
                    }
                    kinds.formUnion(takeAwaited())
                }
            }
        }
    }

    private func takeAwaited() -> Set<JobKind> {
        awaited.withLock { awaited in
            defer { awaited = [] }
            return awaited
        }
    }

    /// The most jobs of a kind at once.
    func concurrency(_ kind: JobKind) -> Int {
        switch kind {
        case .reply: settings.replyConcurrency
        case .send: settings.sendConcurrency
        case .analyze: settings.analyzeConcurrency
        case .media: settings.mediaConcurrency
        case .upkeep: 1
        }
    }

    private func perform(_ job: ClaimedJob, _ kind: JobKind) async {
        switch kind {
        case .reply: await ReplyJob(worker: self, job: job).run()
        case .send: await SendJob(worker: self, job: job).run()
        case .analyze: await AnalyzeJob(worker: self, job: job).run()
        case .media: await MediaJob(worker: self, job: job).run()
        case .upkeep: await UpkeepJob(worker: self, job: job).run()
        }
        running.end(job)
    }

    /// A job no longer takes a place of its kind.
    func freePlace(_ kind: JobKind) {
        let wasFull = running.count(kind) >= concurrency(kind)
        running.freePlace(kind)
        if wasFull { wake([kind]) }
    }
}
