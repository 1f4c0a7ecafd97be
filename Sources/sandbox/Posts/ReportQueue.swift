import Conversation
import Glibc

/// A status or an echo that is to be posted.
struct Report: Sendable {
    let message: SentMessage
    let status: StatusPost
    /// How often it was posted in vain.
    var attempt = 0

    /// Seconds until it is posted again after the given number of attempts; nil: it is not. Twilio repeats no status
    /// callback.
    func secondsToNext(after attempts: Int) -> Int? {
        guard message.provider != .twilio, attempts <= 5 else { return nil }
        return 1 << (attempts - 1)
    }
}

/// Posts reports when their time has come, by threads of its own, so that no call waits for a webhook.
///
/// It is this process's: what waits in it when the process ends is never posted, as no provider guarantees its reports.
///
/// `@unchecked`: what it holds is touched under its mutex only.
final class ReportQueue: @unchecked Sendable {
    private struct Entry {
        let due: ContinuousClock.Instant
        let report: Report
    }

    /// The latest first, so that the next one is taken from the end.
    private var entries: [Entry] = []
    private var hasThreads = false
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let capacity: Int
    private let threads: Int
    private let post: @Sendable (Report) -> Bool

    /// A queue that never holds more than `capacity` reports.
    ///
    /// - Parameter post: posts one; false where it is to be posted again.
    init(capacity: Int = 20_000, threads: Int = 8, post: @escaping @Sendable (Report) -> Bool) {
        self.capacity = capacity
        self.threads = threads
        self.post = post
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Waits must not notice when the wall clock is set.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Takes a report to be posted at a time; false where the queue is full.
    func add(_ report: Report, due: ContinuousClock.Instant) -> Bool {
        locked {
            guard entries.count < capacity else { return false }
            if !hasThreads {
                hasThreads = true
                for _ in 0..<threads { startThread { [self] in work() } }
            }
            var (low, high) = (0, entries.count)
            while low < high {
                let middle = (low + high) / 2
                if entries[middle].due > due { low = middle + 1 } else { high = middle }
            }
            entries.insert(Entry(due: due, report: report), at: low)
            pthread_cond_signal(changed)
            return true
        }
    }

    /// How many wait.
    var count: Int { locked { entries.count } }

    private func work() -> Never {
        while true {
            var report = next()
            guard !post(report) else { continue }
            report.attempt += 1
            guard let seconds = report.secondsToNext(after: report.attempt) else { continue }
            _ = add(report, due: .now + .seconds(seconds))
        }
    }

    /// Waits for the next report that is due.
    private func next() -> Report {
        locked {
            while true {
                guard let last = entries.last else {
                    pthread_cond_wait(changed, mutex)
                    continue
                }
                let left = (last.due - .now).microseconds
                guard left > 0 else { return entries.removeLast().report }
                var end = timespec()
                clock_gettime(CLOCK_MONOTONIC, &end)
                let nanoseconds = end.tv_nsec + left % 1_000_000 * 1000
                end.tv_sec += left / 1_000_000 + nanoseconds / 1_000_000_000
                end.tv_nsec = nanoseconds % 1_000_000_000
                pthread_cond_timedwait(changed, mutex, &end)
            }
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}

/// Starts a thread that runs the body to its end.
private func startThread(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(ThreadBody(run: body))
    var thread = pthread_t()
    let code = pthread_create(
        &thread, nil,
        { argument in
            if let argument { Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
        }, box.toOpaque())
    precondition(code == 0, "the system gives no thread (error \(code))")
    pthread_detach(thread)
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) { self.run = run }
}
