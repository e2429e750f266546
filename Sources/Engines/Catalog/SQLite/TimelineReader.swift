import GRDB
import Media

/// Reads what is recorded of streams in a stretch of time, from days over hours down to recordings: the finer, only where the
/// coarser says that something may be missing which is to be seen.
///
/// A hole of the length of the resolution that lies in one hour leaves at least so much of the hour unrecorded; one that is
/// twice as long does so with one of two hours, wherever it lies. So an hour of which less is missing counts as a whole. Where
/// hours are the finest, one of which anything is recorded does, too.
struct TimelineReader {
    enum Level: Int, Comparable, CaseIterable {
        case segment, hour, day

        /// Nanoseconds.
        var unit: Int64 {
            switch self {
            case .segment: 0
            case .hour: RecordedTimeTable.hour
            case .day: RecordedTimeTable.day
            }
        }

        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// More would have to be read than may be.
    struct Exhausted: Error {}

    let from: Int64
    let to: Int64
    let resolution: Int64
    /// Rows that may still be read; days are not counted.
    private(set) var left: Int

    /// - Parameters:
    ///   - from: 0 or more.
    ///   - to: `RecordedTimeTable.end` at most.
    init(from: Int64, to: Int64, resolution: Int64, limit: Int) {
        self.from = from
        self.to = to
        self.resolution = resolution
        left = limit
    }

    /// The finest that is looked at.
    var deepest: Level { Self.deepest(resolution) }

    static func deepest(_ resolution: Int64) -> Level {
        Level.allCases.last { $0.unit <= resolution } ?? .segment
    }

    private var top: Level {
        let usual: Level = to - from >= 4 * Level.day.unit ? .day : to - from >= 4 * Level.hour.unit ? .hour : .segment
        return max(usual, deepest)
    }

    /// What is counted, in no certain order.
    mutating func pieces(of stream: Int64, _ db: Database) throws -> [Timeline.Piece] {
        guard from < to else { return [] }
        var pieces: [Timeline.Piece] = []
        try read(top, from, to, of: stream, db, into: &pieces)
        return pieces
    }

    private mutating func read(
        _ level: Level,
        _ from: Int64,
        _ to: Int64,
        of stream: Int64,
        _ db: Database,
        into pieces: inout [Timeline.Piece]
    ) throws {
        guard level > .segment, let finer = Level(rawValue: level.rawValue - 1) else {
            return try readSegments(from, to, of: stream, db, into: &pieces)
        }
        let unit = level.unit
        var unclear: [Range<Int64>] = []
        let limit = level == .day ? Int.max : left + 1
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: RecordedTimeTable.sums),
            arguments: [stream, unit, from - from % unit, to, limit]
        )
        while let row = try rows.next() {
            if level < .day { try count() }
            let (start, recorded): (Int64, Int64) = (row[0], min(row[1], unit))
            let (low, high) = (max(start, from), min(start + unit, to))
            guard low < high else { continue }
            let missing = unit - recorded
            let isWhole = high - low == unit
            if level > deepest, missing >= resolution || !isWhole && missing > 0 {
                if let last = unclear.last, last.upperBound == low {
                    unclear[unclear.count - 1] = last.lowerBound..<high
                } else {
                    unclear.append(low..<high)
                }
            } else {
                let part = isWhole ? recorded : Int64(Double(recorded) / Double(unit) * Double(high - low))
                pieces.append(Self.piece(low, high, recorded: max(part, 1)))
            }
        }
        for range in unclear {
            try read(finer, range.lowerBound, range.upperBound, of: stream, db, into: &pieces)
        }
    }

    private mutating func readSegments(
        _ from: Int64,
        _ to: Int64,
        of stream: Int64,
        _ db: Database,
        into pieces: inout [Timeline.Piece]
    ) throws {
        let parts = try PartTable.parts(of: stream, from: from, to: to, db)
        for range in parts.values.joined() where range.upperBound - range.lowerBound <= SegmentTable.usualLength {
            let (low, high) = (max(range.lowerBound, from), min(range.upperBound, to))
            guard low < high else { continue }
            try count()
            pieces.append(Self.piece(low, high, recorded: high - low))
        }
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: RecordedTimeTable.segments),
            arguments: [stream, from - SegmentTable.usualLength, to - 1, from, left + 1]
        )
        while let row = try rows.next() {
            try count()
            let (low, high): (Int64, Int64) = (max(row[0], from), min(row[1], to))
            let id: Int64 = row[2]
            guard low < high, parts.isEmpty || parts[id] == nil else { continue }
            pieces.append(Self.piece(low, high, recorded: high - low))
        }
    }

    /// Gaps of an hour at most; of no more than a stream's share.
    mutating func shortGaps(of stream: Int64, _ db: Database) throws -> [Timeline.Gap] {
        var gaps: [Timeline.Gap] = []
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: RecordedTimeTable.shortGaps),
            arguments: [stream, from - GapTable.usualLength, to - 1, from, left + 1]
        )
        while let row = try rows.next() {
            try count()
            gaps.append(Self.gap(row))
        }
        return gaps
    }

    /// Hours that are looked at of all streams together; where there would be more, days are.
    private static let mostHours: Int64 = 20_000

    /// Of losses of an hour at most: of each hour or day the longest.
    func losses(of stream: Int64, among streams: Int, _ db: Database) throws -> [Timeline.Loss] {
        let hours = (to - from) / Level.hour.unit * Int64(max(1, streams))
        let unit = (deepest == .day || hours > Self.mostHours ? Level.day : .hour).unit
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: LossTable.losses),
            arguments: [stream, unit, from - from % unit, to]
        )
        var losses: [Timeline.Loss] = []
        while let row = try rows.next() {
            let (start, end): (Int64, Int64) = (row[0], row[1])
            guard start < to, end > from else { continue }
            losses.append(
                Timeline.Loss(
                    start: WallTime(nanoseconds: start),
                    end: WallTime(nanoseconds: end),
                    missing: .nanoseconds(row[2]),
                    reason: GapReason(rawValue: row[3]) ?? .other,
                    count: row[4]
                )
            )
        }
        return losses
    }

    /// Where the resolution is an hour or more, hours in which something is protected, and what is not among these.
    func protected(of stream: Int64, _ others: [Range<Int64>], _ db: Database) throws -> [Range<WallTime>] {
        guard resolution >= Level.hour.unit else { return try exactlyProtected(of: stream, db) }
        var found = others.map { TimelineRanges.Part(low: $0.lowerBound, high: $0.upperBound) }
        try ProtectedTimeTable.forEachRun(of: stream, from: from, to: to, db) { low, high in
            let (low, high) = (max(low, from), min(high, to))
            if low < high { found.append(TimelineRanges.Part(low: low, high: high)) }
        }
        if !others.isEmpty { found.sort { $0.low < $1.low } }
        var ranges = TimelineRanges(resolution)
        for part in found { ranges.add(part) }
        return ranges.told
    }

    /// Protected recordings, found from one to the next that is further than the resolution: however many there are, no more than
    /// two rows are read for each stretch of the resolution, and of those before the time the last alone, however long it is.
    private func exactlyProtected(of stream: Int64, _ db: Database) throws -> [Range<WallTime>] {
        let following = try db.cachedStatement(sql: LossTable.nextProtected)
        let before = try db.cachedStatement(sql: LossTable.lastProtected)
        var ranges = TimelineRanges(resolution)
        func noteEnd(of row: Row) -> Int64 {
            let (start, end): (Int64, Int64) = (row[0], min(row[1], to))
            if end > from { ranges.add(TimelineRanges.Part(low: max(start, from), high: end)) }
            return end
        }
        var next = from
        if let row = try Row.fetchOne(before, arguments: [stream, next]) { next = max(next, noteEnd(of: row)) }
        while next < to, let row = try Row.fetchOne(following, arguments: [stream, next, to]) {
            let (start, end): (Int64, Int64) = (row[0], noteEnd(of: row))
            next = max(start + 1, end, start + resolution)
            // The last that begins in the stretch may end after it.
            guard next > end, let last = try Row.fetchOne(before, arguments: [stream, min(next, to)]) else { continue }
            next = max(next, noteEnd(of: last))
        }
        return ranges.told
    }

    private mutating func count() throws {
        guard left > 0 else { throw Exhausted() }
        left -= 1
    }

    static func piece(_ low: Int64, _ high: Int64, recorded: Int64) -> Timeline.Piece {
        Timeline.Piece(
            range: WallTime(nanoseconds: low)..<WallTime(nanoseconds: high),
            recorded: .nanoseconds(recorded)
        )
    }

    /// A row of stream, start, end, missing and reason.
    static func gap(_ row: Row) -> Timeline.Gap {
        Timeline.Gap(
            start: WallTime(nanoseconds: row[1]),
            end: (row[2] as Int64?).map(WallTime.init),
            missing: (row[3] as Int64?).map { .nanoseconds($0) },
            reason: GapReason(rawValue: row[4]) ?? .other
        )
    }
}
