package import Media

/// What there is of a stream on one volume.
package struct VolumeTotals: Hashable, Sendable {
    package let camera: CameraID
    package let stream: StreamKind
    package let volume: String
    package var segments: Int
    package var bytes: Int64
    /// Of these, what nobody but a person may delete.
    package var protectedSegments: Int
    package var protectedBytes: Int64

    package init(
        camera: CameraID,
        stream: StreamKind,
        volume: String,
        segments: Int,
        bytes: Int64,
        protectedSegments: Int = 0,
        protectedBytes: Int64 = 0
    ) {
        self.camera = camera
        self.stream = stream
        self.volume = volume
        self.segments = segments
        self.bytes = bytes
        self.protectedSegments = protectedSegments
        self.protectedBytes = protectedBytes
    }
}

/// What has been recorded of a stream lately.
package struct StreamThroughput: Hashable, Sendable {
    package let camera: CameraID
    package let stream: StreamKind
    /// The volume of its newest recording.
    package var volume: String
    package var bytes: Int64
    /// The start of the first recording that was counted.
    package var since: WallTime

    package init(camera: CameraID, stream: StreamKind, volume: String, bytes: Int64, since: WallTime) {
        self.camera = camera
        self.stream = stream
        self.volume = volume
        self.bytes = bytes
        self.since = since
    }
}

/// A recording that may be deleted when its time has come: it is complete and not protected.
package struct ExpirableSegment: Hashable, Sendable {
    package let id: RecordingID
    package let camera: CameraID
    package let stream: StreamKind
    package let volume: String
    package var start: WallTime
    package var end: WallTime
    package var bytes: Int64
    package var isEvent: Bool
    /// A time of its own, which counts instead of its camera's rule.
    package var keepUntil: WallTime?

    package init(
        id: RecordingID,
        camera: CameraID,
        stream: StreamKind,
        volume: String,
        start: WallTime,
        end: WallTime,
        bytes: Int64,
        isEvent: Bool = false,
        keepUntil: WallTime? = nil
    ) {
        self.id = id
        self.camera = camera
        self.stream = stream
        self.volume = volume
        self.start = start
        self.end = end
        self.bytes = bytes
        self.isEvent = isEvent
        self.keepUntil = keepUntil
    }

    /// The place from which a list of such is continued.
    package var cursor: SegmentCursor { SegmentCursor(start: start, id: id) }
}

/// Of which recordings the oldest are wanted: those of one stream on one volume that have no time of their own.
package struct ExpirableQuery: Hashable, Sendable {
    package var camera: CameraID
    package var stream: StreamKind
    package var volume: String
    package var isEvent: Bool
    /// Only those that begin before this; nil for all.
    package var before: WallTime?
    package var after: SegmentCursor?
    package var limit: Int

    package init(
        camera: CameraID,
        stream: StreamKind,
        volume: String,
        isEvent: Bool,
        before: WallTime? = nil,
        after: SegmentCursor? = nil,
        limit: Int
    ) {
        self.camera = camera
        self.stream = stream
        self.volume = volume
        self.isEvent = isEvent
        self.before = before
        self.after = after
        self.limit = limit
    }
}

/// How recordings shall be kept from now on: a member that is nil stays as it is.
package struct KeepingChange: Hashable, Sendable {
    /// Nobody but a person may delete it.
    package var isProtected: Bool?
    /// It shows an event, and is kept as long as such are.
    package var isEvent: Bool?
    /// A time of its own; `.some(nil)` takes it away. `WallTime(nanoseconds: .max)`: until the room is needed.
    package var keepUntil: WallTime??

    package init(isProtected: Bool? = nil, isEvent: Bool? = nil, keepUntil: WallTime?? = nil) {
        self.isProtected = isProtected
        self.isEvent = isEvent
        self.keepUntil = keepUntil
    }
}

/// What is asked of the catalogue to decide which recordings go, and to let them go.
///
/// None of it takes longer for there being more recordings.
package protocol RetentionCatalog: Sendable {
    /// What each stream that has recordings occupies on each volume, by camera, stream and volume.
    func volumeTotals() async throws(CatalogError) -> [VolumeTotals]

    /// What was recorded of each stream from `time` on, by camera and stream; its length goes with what is found.
    func throughput(since time: WallTime) async throws(CatalogError) -> [StreamThroughput]

    /// The oldest recordings first.
    func expirable(_ query: ExpirableQuery) async throws(CatalogError) -> [ExpirableSegment]

    /// The recordings with a time of their own, those whose time ends first before all others.
    ///
    /// - Parameters:
    ///   - time: only those whose time has ended by then; nil for all.
    ///   - after: only those after this one, which had come last.
    func expirableByOwnTime(
        until time: WallTime?,
        after: ExpirableSegment?,
        limit: Int
    ) async throws(CatalogError) -> [ExpirableSegment]

    /// Deletes recordings whose time has come, unless they have been protected, given another time, or joined with later
    /// ones since they were looked at; and remembers of each stream until when its recordings without a time of their own are gone.
    ///
    /// - Returns: The files that must go now; they stay among `pendingRemovals` until `removalsDone`.
    func expire(_ segments: [ExpirableSegment]) async throws(CatalogError) -> [FileRemoval]

    /// - Returns: the recordings that were there; those that are not are passed over.
    func setKeeping(_ change: KeepingChange, of ids: [RecordingID]) async throws(CatalogError) -> [RecordingID]

    /// The files of deleted recordings that have not gone yet, by id, those after one.
    func pendingRemovals(after id: RecordingID?, limit: Int) async throws(CatalogError) -> [FileRemoval]

    /// Until when the recordings of a stream have been deleted because their time had come; nil where none was.
    func keptFrom(of camera: CameraID, _ stream: StreamKind) async throws(CatalogError) -> WallTime?

    /// Deletes gaps of a stream that have ended by `time`, the oldest first, at most `limit`.
    ///
    /// - Returns: how many there were.
    func deleteGaps(of camera: CameraID, _ stream: StreamKind, endedBy time: WallTime, limit: Int)
        async throws(CatalogError) -> Int
}
