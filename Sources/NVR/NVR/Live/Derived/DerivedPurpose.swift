import Media

/// What a derived stream is made for.
enum DerivedPurpose: Hashable, Sendable {
    /// To be watched: what a worker has no time for is left out, rather than shown late.
    case watching
    /// To be recorded: everything is made, however late it is; what cannot be kept in memory until then is a gap.
    ///
    /// - Parameters:
    ///   - after: what came until then lies on the disk already; nil for nothing.
    ///   - priority: of its memory, as the camera's own.
    case recording(after: MonotonicTime?, priority: Int)

    var isRecording: Bool { self != .watching }
}
