package import Media

/// A place in a list of recordings.
package struct SegmentCursor: Hashable, Comparable, Sendable {
    package var start: WallTime
    package var id: RecordingID

    package init(start: WallTime, id: RecordingID) {
        self.start = start
        self.id = id
    }

    package static func < (left: Self, right: Self) -> Bool { (left.start, left.id) < (right.start, right.id) }
}

/// Which recordings are wanted, and in which order. They are ordered by start, and by id where two start together.
package struct SegmentQuery: Hashable, Sendable {
    package enum Order: Hashable, Sendable, CaseIterable {
        case ascending
        case descending
    }

    /// Nil for all cameras, deleted ones too.
    package var camera: CameraID?
    /// Only of these cameras; nil for whichever. A page is as full as it can be all the same.
    package var cameras: Set<CameraID>?
    package var stream: StreamKind?
    /// Only recordings that overlap `from..<to`; nil leaves that side open.
    package var from: WallTime?
    package var to: WallTime?
    package var isProtected: Bool?
    package var isEvent: Bool?
    package var order: Order
    /// At most so many.
    package var limit: Int
    /// Only those that come after this place, in the order asked for.
    package var after: SegmentCursor?

    package init(
        camera: CameraID? = nil,
        cameras: Set<CameraID>? = nil,
        stream: StreamKind? = nil,
        from: WallTime? = nil,
        to: WallTime? = nil,
        isProtected: Bool? = nil,
        isEvent: Bool? = nil,
        order: Order = .ascending,
        limit: Int,
        after: SegmentCursor? = nil
    ) {
        self.camera = camera
        self.cameras = cameras
        self.stream = stream
        self.from = from
        self.to = to
        self.isProtected = isProtected
        self.isEvent = isEvent
        self.order = order
        self.limit = limit
        self.after = after
    }
}
