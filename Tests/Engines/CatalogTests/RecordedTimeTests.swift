import GRDB
import Media
import TestKit
import Testing

@testable import Catalog

/// The sums by hour and day of which the time line is made.
struct RecordedTimeTests {
    private struct Sum: Hashable, Comparable {
        var stream: Int64
        var unit: Int64
        var start: Int64
        var recorded: Int64

        static func < (left: Sum, right: Sum) -> Bool {
            (left.stream, left.unit, left.start) < (right.stream, right.unit, right.start)
        }
    }

    /// What the sums must be, by the recordings.
    private func expected(_ db: Database) throws -> [Sum] {
        var sums: [Sum: Int64] = [:]
        let rows = try Row.fetchAll(db, sql: "SELECT stream, start_at, end_at, is_open FROM segment")
        for row in rows {
            let (stream, start, end): (Int64, Int64, Int64) = (row[0], row[1], row[2])
            guard !(row[3] as Bool), start >= 0, end > start, end < RecordedTimeTable.end,
                end - start <= SegmentTable.usualLength
            else { continue }
            for unit in [RecordedTimeTable.hour, RecordedTimeTable.day] {
                for bucket in stride(from: start - start % unit, to: end, by: Int64.Stride(unit)) {
                    let key = Sum(stream: stream, unit: unit, start: bucket, recorded: 0)
                    sums[key, default: 0] += min(end, bucket + unit) - max(start, bucket)
                }
            }
        }
        return sums.map { Sum(stream: $0.stream, unit: $0.unit, start: $0.start, recorded: $1) }.sorted()
    }

    private func kept(_ db: Database) throws -> [Sum] {
        try Row.fetchAll(db, sql: "SELECT stream, unit, start_at, recorded FROM recorded_time").map {
            Sum(stream: $0[0], unit: $0[1], start: $0[2], recorded: $0[3])
        }.sorted()
    }

    /// Recordings are begun, go on, are closed, deleted and expire, in any order.
    @Test(arguments: [1, 2, 3] as [UInt64]) func theSumsAreThoseOfTheRecordings(_ seed: UInt64) async throws {
        try await withGateAndYard { catalog in
            var random = SeededGenerator(seed: seed)
            let lengths: [Int64] = [0, 1, 60, 3599, 3600, 7200, 7201, 90_000]
            for id in 1...300 as ClosedRange<Int64> {
                let start = at(.random(in: 0..<400_000, using: &random))
                let end = start + .seconds(lengths.randomElement(using: &random) ?? 0)
                let name = Bool.random(using: &random) ? "gate" : "yard"
                let kind = StreamKind.allCases.randomElement(using: &random) ?? .main
                let isOpen = Bool.random(using: &random)
                try await catalog.apply([.opened(segment(id, of: name, kind, from: start, to: end, isOpen: isOpen))])
                let other = RecordingID(nanoseconds: .random(in: 1...id, using: &random))
                guard let found = try await catalog.segment(other) else { continue }
                let later = found.start + .seconds(lengths.randomElement(using: &random) ?? 0)
                switch Int.random(in: 0..<6, using: &random) {
                case 0: try await catalog.apply([.advanced(other, progress(later))])
                case 1, 2: try await catalog.apply([.closed(other, progress(later), reason: "next", index: nil)])
                case 3: _ = try await catalog.deleteSegments([other], includingProtected: true)
                case 4: try await catalog.setProtected(true, other)
                default: break
                }
            }
            let extreme = WallTime(nanoseconds: .max)
            try await catalog.apply([
                .opened(segment(1000, from: WallTime(nanoseconds: .min), to: extreme)),
                .opened(segment(1001, from: WallTime(nanoseconds: .max - 5), to: extreme)),
                .opened(segment(1002, from: at(-100), to: at(100))),
            ])
            let (kept, expected) = try await catalog.read { db in (try self.kept(db), try self.expected(db)) }
            #expect(kept == expected && kept.count > 50)
            // And as they are made of what is there when a catalogue is brought up to date.
            let made = try await catalog.write { db in
                for name in ["inserted", "deleted", "left", "come"] {
                    try db.execute(sql: "DROP TRIGGER recorded_time_\(name)")
                }
                try db.execute(sql: "DROP TABLE recorded_time")
                try RecordedTimeTable.create(db)
                return try self.kept(db)
            }
            #expect(made == expected)
            _ = try await catalog.deleteSegments(
                (1...1002).map { RecordingID(nanoseconds: $0) },
                includingProtected: true
            )
            #expect(try await catalog.read { try self.kept($0) }.isEmpty)
        }
    }

    /// A recording a minute for twenty days, with a hole of ten minutes.
    private func fill(_ catalog: SQLiteCatalog) async throws {
        try await catalog.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE minute (number) AS (
                        SELECT 0 UNION ALL SELECT number + 1 FROM minute WHERE number < \(20 * 1440 - 1)
                    )
                    INSERT INTO segment (id, stream, start_at, end_at, bytes, video_frames, audio_frames, key_frames, is_open,
                        is_protected, node, volume, "key", run, epoch)
                    SELECT minute.number * 4 + stream.number, stream.number, minute.number * \(60 * second),
                        (minute.number + 1) * \(60 * second), 1000, 1500, 0, 30, 0, 0, 'local', 'default', 'a', 1, 0
                    FROM minute CROSS JOIN camera_stream AS stream WHERE minute.number NOT BETWEEN 7700 AND 7709
                    """
            )
        }
    }

    /// Twenty days are read as twenty sums, but for the one day and the one hour in which something is missing.
    @Test func onlyWhereSomethingIsMissingMoreIsRead() async throws {
        try await withGateAndYard { catalog in
            try await fill(catalog)
            let hole = at(7700 * 60)..<at(7710 * 60)
            for (resolution, most) in [(Int64(1), 24 + 60), (300, 24 + 60), (601, 0)] {
                let (pieces, read) = try await catalog.read { db in
                    var reader = TimelineReader(
                        from: 0,
                        to: 20 * RecordedTimeTable.day,
                        resolution: resolution * second,
                        limit: 1000
                    )
                    let pieces = try reader.pieces(of: 1, db)
                    return (pieces, 1000 - reader.left)
                }
                #expect(read <= most, "\(resolution) s")
                let isSeen = !pieces.contains { $0.range.overlaps(hole) }
                #expect(isSeen == (resolution < 600))
                #expect(pieces.reduce(.zero) { $0 + $1.recorded } == .seconds(20 * 86_400 - 600))
            }
            // What would be too much is told less exactly.
            let query = TimelineQuery(
                cameras: ["gate", "yard"],
                stream: .main,
                from: at(100),
                to: at(20 * 86_400 - 100),
                resolution: .seconds(1)
            )
            for (limit, resolution) in [(1000, Int64(1)), (100, 3600), (0, 3600)] {
                let found = try await catalog.read { try SQLiteCatalog.timeline(query, limit: limit, $0) }
                #expect(found.resolution == .seconds(resolution), "\(limit)")
                #expect(found.lines.allSatisfy { !$0.pieces.isEmpty })
            }
        }
    }

    /// Each query is answered from an index, in its order.
    @Test(arguments: [false, true]) func nothingIsReadThatDoesNotBelongToTheAnswer(_ hasStatistics: Bool) async throws {
        try await withGateAndYard { catalog in
            if hasStatistics {
                try await fill(catalog)
                try await catalog.write { try $0.execute(sql: "ANALYZE") }
            }
            let queries: [(String, StatementArguments, String)] = [
                (
                    RecordedTimeTable.sums, [1, 1, 1, 1, 1],
                    "recorded_time USING PRIMARY KEY (stream=? AND unit=? AND start_at>? AND start_at<?)"
                ),
                (
                    RecordedTimeTable.segments, [1, 1, 1, 1, 1],
                    "segment USING COVERING INDEX segment_by_stream (stream=? AND start_at>? AND start_at<?)"
                ),
                (RecordedTimeTable.longSegments, [1, 1], "segment USING COVERING INDEX segment_long (start_at<?)"),
                (RecordedTimeTable.openSegments, [1, 1], "segment USING INDEX segment_open (start_at<?)"),
                (RecordedTimeTable.longGaps, [1, 1, 1], "gap USING INDEX gap_long (start_at<?)"),
                (
                    RecordedTimeTable.shortGaps, [1, 1, 1, 1, 1],
                    "gap USING INDEX gap_by_stream (stream=? AND start_at>? AND start_at<?)"
                ),
            ]
            for (sql, arguments, plan) in queries {
                let lines = try await catalog.read { db in
                    try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map {
                        $0["detail"] as String
                    }
                }
                #expect(lines == ["SEARCH " + plan])
            }
        }
    }
}
