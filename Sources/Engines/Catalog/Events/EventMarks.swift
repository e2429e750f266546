package import Media

/// Events of many cameras, those that are close together as one.
package struct EventMarks: Hashable, Sendable {
    package struct Mark: Hashable, Sendable {
        /// When the first of them began. Where sums were read, the beginning of the hour or day in which it did.
        package var start: WallTime
        /// When the last of them was over, nil while one lasts. Where sums were read, the end of the hour or day in which the
        /// last began.
        package var end: WallTime?
        package var count: Int
        /// The first of them; nil where sums were read.
        package var first: CameraEventID?

        package init(start: WallTime, end: WallTime?, count: Int, first: CameraEventID?) {
            self.start = start
            self.end = end
            self.count = count
            self.first = first
        }
    }

    package struct Series: Hashable, Sendable {
        package let sort: EventSort
        /// By start, each in another stretch of time as long as the resolution.
        package var marks: [Mark]

        package init(sort: EventSort, marks: [Mark]) {
            self.sort = sort
            self.marks = marks
        }
    }

    package struct Line: Hashable, Sendable {
        package let camera: CameraID
        /// By kind and label.
        package var series: [Series]

        package init(camera: CameraID, series: [Series]) {
            self.camera = camera
            self.series = series
        }
    }

    /// As asked for, or longer where there would have been too many marks. Where it is an hour or more, events that began so
    /// much before or after what was asked for may be counted.
    package var resolution: Duration
    /// As the cameras were asked for.
    package var lines: [Line]

    package init(resolution: Duration, lines: [Line]) {
        self.resolution = resolution
        self.lines = lines
    }

    /// So many marks are told, of all cameras together, and no more than as many again at the edges.
    package static let usualMost = 4000
    /// So many sorts are told; of the rarer ones only that there were others.
    package static let mostSorts = 60
}
