package import Media

/// A picture out of a recording, as a JPEG file.
package struct RecordedStill: Sendable {
    package var bytes: Bytes
    /// Our estimate of when the camera took it.
    package var at: WallTime
    package var camera: String
    /// The id of the recording that it is from.
    package var recording: String
    /// The same of the same picture, width and quality.
    package var version: String
    /// Whether the same question gets the same answer as long as the recording is there: not where a later picture may come
    /// that answers it better.
    package var isFinal: Bool
}

/// What there is to show of a moment.
package enum StillAnswer: Sendable {
    case picture(RecordedStill)
    /// Nothing is recorded then; with the moment nearest to it of which something is, if there is any.
    case nothing(nearest: WallTime?)
}

/// Which picture of a moment is meant.
package enum StillChoice: String, CaseIterable, Sendable {
    /// The last key frame before it: quickly made.
    case key
    /// The one that was shown then: all that lies between it and its key frame must be decoded.
    case frame
}
