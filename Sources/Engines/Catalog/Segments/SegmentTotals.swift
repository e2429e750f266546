package import Media

/// What one stream of a camera occupies.
package struct SegmentTotals: Hashable, Sendable {
    package let camera: CameraID
    package let stream: StreamKind
    package var segments: Int
    package var bytes: Int64
    /// The starts of its oldest and its newest recording.
    package var oldestStart: WallTime
    package var newestStart: WallTime

    package init(
        camera: CameraID,
        stream: StreamKind,
        segments: Int,
        bytes: Int64,
        oldestStart: WallTime,
        newestStart: WallTime
    ) {
        self.camera = camera
        self.stream = stream
        self.segments = segments
        self.bytes = bytes
        self.oldestStart = oldestStart
        self.newestStart = newestStart
    }
}
