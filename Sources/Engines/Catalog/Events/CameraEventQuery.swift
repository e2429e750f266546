package import Media

/// Which events are wanted.
package struct CameraEventFilter: Hashable, Sendable {
    /// Of these cameras, deleted ones too; nil for all.
    package var cameras: Set<CameraID>?
    package var kind: String?
    package var label: String?
    package var source: String?
    /// Only those that are known to be at least so sure.
    package var leastScore: Double?
    /// The name of one that they touched.
    package var zone: String?
    package var isAcknowledged: Bool?
    /// Only those that begin in `from..<to`; nil leaves that side open.
    package var from: WallTime?
    package var to: WallTime?

    package init(cameras: Set<CameraID>? = nil, from: WallTime? = nil, to: WallTime? = nil) {
        self.cameras = cameras
        self.from = from
        self.to = to
    }
}

/// A list of events. They are ordered by start, and by id where two start together.
package struct CameraEventQuery: Hashable, Sendable {
    package var filter: CameraEventFilter
    package var isNewestFirst: Bool
    /// At most so many.
    package var limit: Int
    /// Only those that come after this place, in the order asked for.
    package var after: CameraEventCursor?

    package init(
        _ filter: CameraEventFilter = CameraEventFilter(),
        isNewestFirst: Bool = false,
        limit: Int,
        after: CameraEventCursor? = nil
    ) {
        self.filter = filter
        self.isNewestFirst = isNewestFirst
        self.limit = limit
        self.after = after
    }
}

/// What the recordings take that show events of a camera.
package struct EventRecordingTotals: Hashable, Sendable {
    package var recordings: Int
    package var bytes: Int64
    /// Of all of them together.
    package var length: Duration
    package var oldestStart: WallTime?
    package var newestEnd: WallTime?

    package init(
        recordings: Int = 0,
        bytes: Int64 = 0,
        length: Duration = .zero,
        oldestStart: WallTime? = nil,
        newestEnd: WallTime? = nil
    ) {
        self.recordings = recordings
        self.bytes = bytes
        self.length = length
        self.oldestStart = oldestStart
        self.newestEnd = newestEnd
    }
}

/// How many events of a camera and a kind began in a stretch of time.
package struct CameraEventTally: Hashable, Sendable {
    /// The number of the stretch among those that were asked for.
    package let stretch: Int
    package let camera: CameraID
    package let kind: String
    package var count: Int
    /// Of these, those that nobody has taken note of.
    package var unacknowledged: Int

    package init(stretch: Int, camera: CameraID, kind: String, count: Int, unacknowledged: Int) {
        self.stretch = stretch
        self.camera = camera
        self.kind = kind
        self.count = count
        self.unacknowledged = unacknowledged
    }
}
