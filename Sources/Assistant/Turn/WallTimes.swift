internal import Conversation
internal import Store

extension TurnContext {
    /// The moment on the tenant's wall clock.
    var wallTime: WallTime { WallTime(now) ?? .epoch }
}

extension AnalysisContext {
    /// The moment on the tenant's wall clock.
    var wallTime: WallTime { WallTime(now) ?? .epoch }
}
