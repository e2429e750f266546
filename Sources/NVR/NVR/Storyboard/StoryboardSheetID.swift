import Catalog
import Media

/// Names a sheet: a number of small pictures of a stream at equal distances, aligned to absolute time, so that the same
/// pictures are asked for by the same name.
struct StoryboardSheetID: Hashable, Sendable, CustomStringConvertible {
    /// Pictures of a sheet, at most.
    static let tiles = 30
    /// Seconds between two pictures that can be asked for.
    static let intervals: [Int64] = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600]

    let stream: StreamKind
    /// Seconds, one of ``intervals``.
    let interval: Int64
    /// Counted from 1970.
    let number: Int64

    init(_ stream: StreamKind, interval: Int64, number: Int64) {
        self.stream = stream
        self.interval = interval
        self.number = number
    }

    /// Spelled as `description` spells it; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let stream = StreamKind(rawValue: String(parts[0])), let interval = Int64(parts[1]),
            Self.intervals.contains(interval), let number = Int64(parts[2]),
            // A hundred years of seconds.
            (0...3_200_000_000 / Int64(Self.tiles)).contains(number)
        else { return nil }
        self.init(stream, interval: interval, number: number)
        guard description == text else { return nil }
    }

    var description: String { "\(stream.rawValue)-\(interval)-\(number)" }

    /// Nanoseconds of a whole sheet.
    static func length(_ interval: Int64) -> Int64 { interval * Int64(tiles) * 1_000_000_000 }

    var range: Range<WallTime> {
        let start = WallTime(nanoseconds: number * Self.length(interval))
        return start..<start + .nanoseconds(Self.length(interval))
    }

    /// The stretch of time that a picture of the sheet is from.
    func slot(_ tile: Int) -> Range<WallTime> {
        let start = range.lowerBound + .seconds(interval * Int64(tile))
        return start..<start + .seconds(interval)
    }
}
