import Catalog
import Media

/// How many bytes the next file of a stream will take, by what those before took: so much room is set aside for it when
/// it is begun.
struct RoomEstimate: Hashable, Sendable {
    /// A little more than expected, since a file ends only with the next key frame.
    private static let margin = 1.15
    /// What is set aside is a multiple of this, so that the next file finds a hole that fits.
    private static let step: Int64 = 8 << 20
    /// Never more than this for one file, however long it gets.
    private static let most: Int64 = 512 << 20
    /// A file shorter than this says little about the rate.
    private static let shortest: Duration = .seconds(2)

    private var bytesPerSecond: Double?

    init() {}

    /// By a single file as far as it has been written.
    init(_ file: SegmentFile) { learn(from: file) }

    mutating func learn(from file: SegmentFile) {
        learn(bytes: file.written.bytes, over: file.written.end - file.record.start)
    }

    /// Learns from a file that has been written. The newest counts for one half, the one before for a quarter, and so on.
    mutating func learn(bytes: Int64, over length: Duration) {
        guard bytes > 0, length >= Self.shortest else { return }
        let rate = Double(bytes) / length.inSeconds
        bytesPerSecond = bytesPerSecond.map { ($0 + rate) / 2 } ?? rate
    }

    /// The room for a file of this length; nil as long as nothing is known.
    func room(for length: Duration) -> Int64? {
        guard let bytesPerSecond, length > .zero else { return nil }
        let expected = bytesPerSecond * length.inSeconds * Self.margin
        guard expected < Double(Self.most) else { return Self.most }
        return (Int64(expected) / Self.step + 1) * Self.step
    }
}
