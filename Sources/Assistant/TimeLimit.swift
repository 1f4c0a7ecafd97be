/// What a body comes to; nil where it has not come to its end by the deadline, or the task is cancelled before. The body is
/// then left to itself.
///
/// For what cannot be interrupted: a database that accepts a call and never answers must not hold a turn beyond its own
/// deadline.
func outcome<Value: Sendable>(
    by deadline: ContinuousClock.Instant, of body: @escaping @Sendable () async -> Value
) async -> Value? {
    let (values, continuation) = AsyncStream.makeStream(of: Value.self)
    Task { continuation.yield(await body()) }
    let timer = Task {
        try? await Task.sleep(until: deadline, clock: .continuous)
        continuation.finish()
    }
    defer { timer.cancel() }
    return await values.first { _ in true }
}
