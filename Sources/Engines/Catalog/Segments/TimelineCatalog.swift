package import Media

/// What is wanted of the time line of many cameras at once.
package struct TimelineQuery: Hashable, Sendable {
    /// No camera twice.
    package var cameras: [CameraID]
    package var stream: StreamKind
    package var from: WallTime
    package var to: WallTime
    /// Holes that are shorter need not be seen.
    package var resolution: Duration
    /// Whether losses are wanted that are too short to be seen.
    package var hasLosses = false
    /// Whether it is wanted which recordings are protected.
    package var hasProtected = false

    package init(
        cameras: [CameraID],
        stream: StreamKind,
        from: WallTime,
        to: WallTime,
        resolution: Duration
    ) {
        self.cameras = cameras
        self.stream = stream
        self.from = from
        self.to = to
        self.resolution = resolution
    }
}

/// What is recorded of many cameras in a stretch of time, no more exactly than was asked for.
package struct Timeline: Hashable, Sendable {
    package struct Piece: Hashable, Sendable {
        /// Not empty, and within the stretch that was asked for.
        package var range: Range<WallTime>
        /// How much of it is recorded: more than nothing, and at most all. Where it is in the range, is not said.
        package var recorded: Duration

        package init(range: Range<WallTime>, recorded: Duration) {
            self.range = range
            self.recorded = recorded
        }
    }

    package struct Gap: Hashable, Sendable {
        package var start: WallTime
        /// Nil while it lasts.
        package var end: WallTime?
        /// How much of it is missing; nil where all is.
        package var missing: Duration?
        package var reason: GapReason

        package init(start: WallTime, end: WallTime?, missing: Duration?, reason: GapReason) {
            self.start = start
            self.end = end
            self.missing = missing
            self.reason = reason
        }
    }

    /// Of the losses of some hours the longest, with their number.
    package struct Loss: Hashable, Sendable {
        package var start: WallTime
        package var end: WallTime
        package var missing: Duration
        package var reason: GapReason
        package var count: Int

        package init(start: WallTime, end: WallTime, missing: Duration, reason: GapReason, count: Int) {
            self.start = start
            self.end = end
            self.missing = missing
            self.reason = reason
            self.count = count
        }
    }

    package struct Line: Hashable, Sendable {
        package let camera: CameraID
        /// By start; a few may overlap, as recordings do where a clock was set back.
        package var pieces: [Piece]
        /// Those that overlap the stretch, whole, by start; those that are shorter than the resolution may be left out.
        package var gaps: [Gap]
        /// Where they are wanted: of each hour, or each day, in which losses begin that are not among the gaps, the longest.
        /// Gaps that were not wanted are none.
        package var losses: [Loss] = []
        /// Where they are wanted: times of protected recordings. Those that are no further apart than the resolution may be one, and
        /// where that is an hour or more, it is the hours in which they lie.
        package var protected: [Range<WallTime>] = []

        package init(camera: CameraID, pieces: [Piece], gaps: [Gap]) {
            self.camera = camera
            self.pieces = pieces
            self.gaps = gaps
        }
    }

    /// Nothing is in a piece that is further from what is recorded; and a hole that is three times as long leaves pieces further
    /// apart. As asked for, or longer where that would have been too much to read.
    package var resolution: Duration
    /// As they were asked for; of one that is not there too, without pieces.
    package var lines: [Line]

    package init(resolution: Duration, lines: [Line]) {
        self.resolution = resolution
        self.lines = lines
    }
}

/// What is recorded of many cameras, drawn on one axis.
package protocol TimelineCatalog: Sendable {
    /// Takes no longer for there being more recordings: years are read from sums by day and hour, and recordings themselves
    /// only where something is missing. Nothing is recorded before 1970.
    func timeline(_ query: TimelineQuery) async throws(CatalogError) -> Timeline
}
