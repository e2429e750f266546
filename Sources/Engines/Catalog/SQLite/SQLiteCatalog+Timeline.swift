import GRDB
import Media

extension SQLiteCatalog {
    /// Rows that one question may read, beside those of days: about as many as are read in ten milliseconds.
    private static let mostRows = 20_000
    /// Long gaps that are told, of all cameras.
    private static let mostLongGaps = 50_000

    package func timeline(_ query: TimelineQuery) async throws(CatalogError) -> Timeline {
        try await read { db in try Self.timeline(query, limit: Self.mostRows, db) }
    }

    /// The longer the resolution, the less is read; of days everything may be.
    static func timeline(_ query: TimelineQuery, limit: Int, _ db: Database) throws -> Timeline {
        var resolution = max(1, query.resolution.inNanoseconds)
        while true {
            do {
                return try timeline(query, resolution, limit: limit, db)
            } catch is TimelineReader.Exhausted {
                let deepest = TimelineReader.deepest(resolution)
                let coarser = TimelineReader.Level(rawValue: deepest.rawValue + 1) ?? .day
                resolution = max(resolution, coarser.unit)
            }
        }
    }

    private static func timeline(
        _ query: TimelineQuery,
        _ resolution: Int64,
        limit: Int,
        _ db: Database
    ) throws -> Timeline {
        let from = max(0, query.from.nanoseconds)
        let to = min(RecordedTimeTable.end, query.to.nanoseconds)
        var reader = TimelineReader(from: from, to: to, resolution: resolution, limit: limit)
        var streams: [Int64?] = []
        for camera in query.cameras { streams.append(try CameraTable.streams(of: camera, query.stream, db).first) }
        let others = try rare(from, to, Set(streams.compactMap(\.self)), db)
        let lines = try zip(query.cameras, streams).map { camera, stream in
            guard let stream, from < to else { return Timeline.Line(camera: camera, pieces: [], gaps: []) }
            var line = Timeline.Line(
                camera: camera,
                pieces: others[stream]?.pieces ?? [],
                gaps: others[stream]?.gaps ?? []
            )
            line.pieces += try reader.pieces(of: stream, db)
            if reader.deepest < .hour {
                line.gaps += try reader.shortGaps(of: stream, db)
            } else if query.hasLosses {
                line.losses = try reader.losses(of: stream, among: query.cameras.count, db)
            }
            if query.hasProtected {
                line.protected = try reader.protected(of: stream, others[stream]?.protected ?? [], db)
            }
            line.pieces.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
            line.gaps.sort { $0.start < $1.start }
            return line
        }
        return Timeline(resolution: .nanoseconds(resolution), lines: lines)
    }

    private struct Rare {
        var pieces: [Timeline.Piece] = []
        var gaps: [Timeline.Gap] = []
        /// Not empty, and within the stretch.
        var protected: [Range<Int64>] = []
    }

    /// What the sums do not hold, because there is little of it: recordings that are open or unusually long, parts of recordings with
    /// pauses that are so long, long gaps, and what is protected and no part of a sum.
    private static func rare(
        _ from: Int64,
        _ to: Int64,
        _ streams: Set<Int64>,
        _ db: Database
    ) throws -> [Int64: Rare] {
        guard from < to else { return [:] }
        var found: [Int64: Rare] = [:]
        let parted = try Int64.fetchSet(db.cachedStatement(sql: PartTable.allParted), arguments: [to, from])
        for sql in [RecordedTimeTable.longSegments, PartTable.longParts, RecordedTimeTable.openSegments] {
            let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [to, from])
            while let row = try rows.next() {
                let stream: Int64 = row[0]
                let (low, high): (Int64, Int64) = (max(row[1], from), min(row[2], to))
                let id: Int64 = row[3]
                guard streams.contains(stream), low < high, !parted.contains(id) else { continue }
                let piece = TimelineReader.piece(low, high, recorded: high - low)
                found[stream, default: Rare()].pieces.append(piece)
            }
        }
        let gaps = try Row.fetchCursor(
            db.cachedStatement(sql: RecordedTimeTable.longGaps),
            arguments: [to, from, mostLongGaps]
        )
        while let row = try gaps.next() {
            let stream: Int64 = row[0]
            guard streams.contains(stream) else { continue }
            found[stream, default: Rare()].gaps.append(TimelineReader.gap(row))
        }
        let protected = try Row.fetchCursor(
            db.cachedStatement(sql: ProtectedTimeTable.others),
            arguments: [to, from, to, from]
        )
        while let row = try protected.next() {
            let stream: Int64 = row[0]
            let (low, high): (Int64, Int64) = (max(row[1], from), min(row[2], to))
            if streams.contains(stream), low < high { found[stream, default: Rare()].protected.append(low..<high) }
        }
        return found
    }
}
