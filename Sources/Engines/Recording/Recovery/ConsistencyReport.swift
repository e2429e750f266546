package import Catalog

/// What a ``ConsistencyRun`` has found.
package struct ConsistencyReport: Hashable, Sendable {
    /// What can be wrong. The raw values are told to clients: they never change.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A recording was not ended, and nobody writes it.
        case unfinished
        /// A file is shorter than it was.
        case shortened
        /// A recording's file is gone.
        case missing
        /// A file is there of which the catalogue knows nothing.
        case unknown
        /// A file was begun, and has no picture in it.
        case empty
        /// A file keeps room of the disk beyond its end.
        case reserved
        /// The file of a deleted recording is still there.
        case undeleted
        /// Something is not Nightjar's, or cannot be read; it is always left alone.
        case foreign
    }

    /// How many there are of each.
    package var found: [Kind: Int] = [:]
    /// How many of them are in order now.
    package var mended = 0
    /// Each of them in a sentence; not more than a hundred.
    package var sentences: [String] = []

    package init() {}

    package var total: Int { found.values.reduce(0, +) }

    package static let mostSentences = 100
}

/// Something that a ``ConsistencyRun`` has changed in the catalogue.
package enum ConsistencyChange: Hashable, Sendable {
    /// The recording has gone; a gap is in its place.
    case removed(RecordingID, CameraID)
    /// It ends earlier.
    case shortened(RecordingID, CameraID)
    /// A file was taken up.
    case added(RecordingID, CameraID)
}
