/// Who has seen what a camera shows.
package enum Footage: String, CaseIterable, Hashable, Sendable {
    case live = "footage.live"
    case recording = "footage.play"
}

extension Recorder {
    /// So often at most the same is noted of one account and one camera, so that the log stays readable.
    static let footageInterval = Duration.seconds(3600)

    /// Notes in the audit log that somebody is given pictures of a camera: to be called by a face that gives them.
    package func noteFootage(_ footage: Footage, of camera: String, by principal: Principal) async {
        await services.audit.noteSeldom(
            footage.rawValue,
            "camera/\(camera)",
            by: principal,
            every: Self.footageInterval
        )
    }
}
