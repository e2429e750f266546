import Media

/// The times of raw frames: seconds since 1970, so that metadata, of which only the time of day is known, is of the same time
/// line as the pictures; and as even as the stream's own, because decoders go by them.
///
/// A time line begins at the time of day of its first picture and goes on by the stream's clock. That differs from ours by
/// some seconds a day: it is followed in steps so small that no picture comes before another.
struct RawFrameClock {
    /// Seconds to be added to those of the stream.
    private(set) var offset = 0.0
    private var hasBegun = false

    /// With each picture: half a millisecond, while the shortest of them last eight.
    private static let step = 0.0005

    /// - Parameters:
    ///   - seconds: of a unit, since the beginning of the time line.
    ///   - leads: whether it is of the track that the time line goes by.
    mutating func note(_ seconds: Double, wall: WallTime, leads: Bool) {
        guard leads || !hasBegun else { return }
        let error = Double(wall.nanoseconds) / 1e9 - seconds - offset
        offset += hasBegun ? min(max(error, -Self.step), Self.step) : error
        hasBegun = true
    }
}
