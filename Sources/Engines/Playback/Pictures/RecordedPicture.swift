package import Media

/// A picture of a recording, with all that a decoder must be given to show it.
package struct RecordedPicture: Sendable {
    package struct Unit: Sendable {
        /// As in an ``AccessUnit``.
        package var payload: Bytes
        /// When it is shown, in ticks of its track; no two of a picture's units have the same.
        package var time: Int64
    }

    package var format: TrackFormat
    /// Our estimate of when it was taken.
    package var at: WallTime
    /// In the order in which they are decoded, the key frame first, the picture itself last. One of a key frame.
    package var units: [Unit]
}

/// A key frame of a recording, by its place.
package struct KeyFramePlace: Hashable, Sendable {
    /// Index into the recording's fragments: each key frame begins one.
    let fragment: Int
    /// Our estimate of when it was taken.
    package let at: WallTime
}
