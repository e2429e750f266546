/// Which of the pictures that are encoded anew are key frames: they are where the recording has them, but not closer together than
/// a second, and not farther apart than four, so that a player can jump.
struct KeyRhythm {
    /// In seconds.
    private static let distance: ClosedRange<Int64> = 1...4

    private var last: Int64?

    /// - Parameters:
    ///   - time: of the picture, in ticks; later than those before.
    ///   - isKey: whether it is one in the recording.
    ///   - timescale: ticks a second.
    mutating func isDue(at time: Int64, isKey: Bool, _ timescale: Int64) -> Bool {
        if let last {
            let since = time - last
            let isDue =
                isKey && since >= Self.distance.lowerBound * timescale
                || since >= Self.distance.upperBound * timescale
            guard isDue else { return false }
        }
        last = time
        return true
    }
}
