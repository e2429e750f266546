package import Media

/// The id of a gap: nanoseconds since 1970 of its start, moved on until it is unique over all cameras.
package struct GapID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package var description: String { String(nanoseconds) }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}

/// Why nothing was recorded. The raw values are kept in catalogues and told to clients: they never change.
package enum GapReason: String, Hashable, Sendable, CaseIterable {
    /// The program was not running; it had been ended in good order.
    case notRunning = "not-running"
    /// The program, or the machine, died.
    case crashed
    case cameraUnreachable = "camera-unreachable"
    /// The camera answered, and refused: a wrong password, no such stream, too many viewers.
    case cameraRefused = "camera-refused"
    /// The camera is connected and sends no picture.
    case noVideo = "no-video"
    /// The camera sends an old stream into new connections, and is left alone until it has forgotten it.
    case staleSession = "stale-session"
    /// What the camera sends cannot be made sense of: torn, or without what is needed to show it.
    case streamUnreadable = "stream-unreadable"
    /// The camera, while connected, began its stream anew: from another source, in another format, or by another clock. What
    /// it sent up to its next key frame cannot be shown.
    case streamRestarted = "stream-restarted"
    /// Somebody had the camera connected anew, or changed how; or another way to it was taken.
    case reconnected
    case diskTooSlow = "disk-too-slow"
    case diskFull = "disk-full"
    /// Packets were lost on the way from the camera.
    case lost = "packets-lost"
    /// The recording is in the catalogue, and its file is not on the disk.
    case fileMissing = "file-missing"
    case fileDamaged = "file-damaged"
    /// Somebody switched the camera or its recording off.
    case disabled
    /// By the camera's mode nothing was to be recorded: no event, or not the time of its schedule.
    case notWanted = "not-wanted"
    /// The camera's privacy masks are to be on its recordings, and no worker laid them over its pictures, or not over all.
    case notMasked = "not-masked"
    case other
}

/// A time of which nothing is recorded, or of which parts are not, and why.
package struct GapRecord: Hashable, Sendable {
    package let id: GapID
    package let camera: CameraID
    package let stream: StreamKind
    package var start: WallTime
    /// Nil while the gap lasts. Never before `start`: an earlier one counts as `start`.
    package var end: WallTime?
    /// How much between `start` and `end` is missing; nil where all is.
    package var missing: Duration?
    package var reason: GapReason
    /// The reason in words, for a person.
    package var detail: String

    package init(
        id: GapID,
        camera: CameraID,
        stream: StreamKind,
        start: WallTime,
        end: WallTime? = nil,
        missing: Duration? = nil,
        reason: GapReason,
        detail: String = ""
    ) {
        self.id = id
        self.camera = camera
        self.stream = stream
        self.start = start
        self.end = end.map { max(start, $0) }
        self.missing = missing
        self.reason = reason
        self.detail = detail
    }
}
