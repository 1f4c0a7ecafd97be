import Glibc

/// How much more processor time a text of four times the length takes: about 4 where the work grows with the length, about
/// 16 where it grows with its square.
func growth(of pattern: String, _ work: (String) throws -> Void) rethrows -> Double {
    let short = String(repeating: pattern, count: 4_000 / pattern.unicodeScalars.count)
    let long = String(repeating: pattern, count: 16_000 / pattern.unicodeScalars.count)
    // Less than a millisecond is too little to tell.
    let base = max(0.001, min(try processorTime { try work(short) }, try processorTime { try work(short) }))
    return try processorTime { try work(long) } / base
}

/// The seconds that this thread's work takes of the processor, however busy the machine is.
private func processorTime(_ work: () throws -> Void) rethrows -> Double {
    let start = threadSeconds()
    try work()
    return threadSeconds() - start
}

private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
