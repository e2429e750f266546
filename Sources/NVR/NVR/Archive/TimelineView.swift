package import Media

/// What is wanted of the time line.
package struct TimelineRequest: Sendable {
    /// By their ids; nil for all whose recordings the asker may play.
    package var cameras: [String]?
    /// "main" or "sub".
    package var stream = "main"
    package var from: WallTime
    package var to: WallTime
    /// Holes that are shorter need not be seen; nil for a thousandth of the stretch.
    package var resolution: Duration?
    /// In how many equal parts it shall be told how much of each is recorded: 1…``mostBuckets``; nil for none.
    package var buckets: Int?
    /// Whether events are wanted, too.
    package var hasEvents = false
    /// Whether losses are wanted that are shorter than the resolution.
    package var hasLosses = false
    /// Whether it is wanted what is protected.
    package var hasProtected = false

    package static let mostCameras = 64
    package static let mostBuckets = 2000
    /// Ten years.
    package static let longest: Duration = .seconds(3660 * 86_400)

    package init(from: WallTime, to: WallTime) {
        self.from = from
        self.to = to
    }
}

/// What is recorded of many cameras, to be drawn on one axis.
package struct TimelineView: Sendable {
    package struct Gap: Hashable, Sendable {
        package var range: Range<WallTime>
        /// How much of the range is missing.
        package var missing: Duration
        /// As of a gap in ``CoverageView``.
        package var reason: String
        package var sentence: String
    }

    package struct Line: Hashable, Sendable {
        package var camera: String
        /// In their order, further apart than the resolution.
        package var spans: [Range<WallTime>]
        /// As long as the resolution, at least. Those of one reason that are no further apart are one.
        package var gaps: [Gap]
        /// Of the whole stretch: 0…1.
        package var recordedRatio: Double
        /// Of each of the parts that were asked for.
        package var buckets: [Double]?
        /// By kind and label; nil where they are not wanted.
        package var events: [Events]?
        /// By reason; nil where they are not wanted.
        package var losses: [Losses]?
        /// In their order; nil where it is not wanted.
        package var protected: [Range<WallTime>]?
    }

    /// Gaps of one reason that are too short to be told each; those that were not wanted are none.
    package struct Losses: Hashable, Sendable {
        /// Of all that begin in one stretch of the resolution, or in an hour or a day, the longest.
        package struct Mark: Hashable, Sendable {
            package var range: Range<WallTime>
            /// How much of the range is missing.
            package var missing: Duration
            /// How many there are, of whatever reason.
            package var count: Int
        }

        package var reason: String
        package var sentence: String
        package var marks: [Mark]
    }

    /// Events of a camera, a kind and a label that begin in the stretch, those that are close together as one mark.
    package struct Events: Hashable, Sendable {
        package struct Mark: Hashable, Sendable {
            /// Within the stretch. Where the marks are made of sums, the hour or the day in which something began.
            package var range: Range<WallTime>
            package var count: Int
            /// The id of the first; nil where the marks are made of sums.
            package var first: String?
        }

        package var kind: String
        package var label: String
        package var marks: [Mark]
    }

    package var stream: String
    package var range: Range<WallTime>
    /// At least what was asked for.
    package var resolution: Duration
    package var lines: [Line]
    /// Of the events: there is one mark at most in each stretch so long. Nil where they are not wanted.
    package var eventResolution: Duration?
}
