package import Catalog

/// What came of recording one stream since it was begun, for those who watch the recorder.
package struct RecordingFigures: Hashable, Sendable {
    package let camera: CameraID
    package let stream: StreamKind
    package var tally = RecordingTally()

    init(camera: CameraID, stream: StreamKind, tally: RecordingTally) {
        self.camera = camera
        self.stream = stream
        self.tally = tally
    }
}

/// Counts that only rise.
package struct RecordingTally: Hashable, Sendable {
    /// Seconds; the largest wait that falls into each bucket. A fragment lasts a second, and its oldest picture has
    /// waited for the whole of it.
    package static let waitBounds: [Double] = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 5, 10]

    /// Gaps that the catalogue was told of.
    package internal(set) var gaps = 0
    /// Seconds of those that are over.
    package internal(set) var gapSeconds = 0.0
    /// Fragments by how long the oldest picture in them had waited when they were written: for each bucket alone, and
    /// last those that waited longer than any bound.
    package internal(set) var waits = [UInt64](repeating: 0, count: waitBounds.count + 1)
    /// Of all fragments together.
    package internal(set) var waitedSeconds = 0.0

    init() {}
}

extension RecordingService {
    /// Of each stream that is being recorded.
    package var figures: [RecordingFigures] {
        all.map { RecordingFigures(camera: $0.camera, stream: $0.stream, tally: $0.tally.counts) }
    }

    /// Whether there is a stream that should be written and cannot be.
    package var isInterrupted: Bool { all.contains { $0.problem != nil } }
}
