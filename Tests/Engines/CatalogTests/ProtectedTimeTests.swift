import GRDB
import Media
import TestKit
import Testing

@testable import Catalog

/// The hours in which something is protected, of which the time line of months is made.
struct ProtectedTimeTests {
    private struct Hour: Hashable, Comparable {
        var stream: Int64
        /// Since 1970.
        var number: Int64

        static func < (left: Self, right: Self) -> Bool { (left.stream, left.number) < (right.stream, right.number) }
    }

    /// What the hours must be, by the recordings.
    private func expected(_ db: Database) throws -> [Hour] {
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT stream, start_at, end_at FROM segment WHERE is_protected AND NOT is_open"
        )
        var hours: Set<Hour> = []
        for row in rows {
            let (stream, start, end): (Int64, Int64, Int64) = (row[0], row[1], row[2])
            guard start >= 0, end > start, end < RecordedTimeTable.end, end - start <= SegmentTable.usualLength else {
                continue
            }
            for number in start / RecordedTimeTable.hour...(end - 1) / RecordedTimeTable.hour {
                hours.insert(Hour(stream: stream, number: number))
            }
        }
        return hours.sorted()
    }

    private func kept(_ db: Database) throws -> [Hour] {
        let streams = try Int64.fetchAll(db, sql: "SELECT DISTINCT stream FROM protected_time")
        var hours: [Hour] = []
        for stream in streams {
            try ProtectedTimeTable.forEachRun(of: stream, from: 0, to: RecordedTimeTable.end, db) { start, end in
                #expect(start < end && start % RecordedTimeTable.hour == 0 && end % RecordedTimeTable.hour == 0)
                for number in start / RecordedTimeTable.hour..<end / RecordedTimeTable.hour {
                    hours.append(Hour(stream: stream, number: number))
                }
            }
        }
        return hours.sorted()
    }

    /// Recordings come, go on, are closed, protected, let go and deleted, in any order, over the borders of weeks.
    @Test(arguments: [1, 2, 3] as [UInt64]) func theHoursAreThoseOfTheRecordings(_ seed: UInt64) async throws {
        try await withGateAndYard { catalog in
            var random = SeededGenerator(seed: seed)
            let lengths: [Int64] = [0, 1, 60, 3599, 3600, 7200, 7201, 90_000]
            for id in 1...400 as ClosedRange<Int64> {
                let start = at(.random(in: 0..<1_500_000, using: &random))
                var row = segment(
                    id,
                    of: Bool.random(using: &random) ? "gate" : "yard",
                    StreamKind.allCases.randomElement(using: &random) ?? .main,
                    from: start,
                    to: start + .seconds(lengths.randomElement(using: &random) ?? 0),
                    isOpen: Int.random(in: 0..<4, using: &random) == 0
                )
                row.isProtected = Bool.random(using: &random)
                try await catalog.apply([.opened(row)])
                let other = RecordingID(nanoseconds: .random(in: 1...id, using: &random))
                guard let found = try await catalog.segment(other) else { continue }
                let later = found.start + .seconds(lengths.randomElement(using: &random) ?? 0)
                switch Int.random(in: 0..<6, using: &random) {
                case 0: try await catalog.apply([.advanced(other, progress(later))])
                case 1: try await catalog.apply([.closed(other, progress(later), reason: "next", index: nil)])
                case 2: _ = try await catalog.deleteSegments([other], includingProtected: true)
                case 3, 4: try await catalog.setProtected(!found.isProtected, other)
                default: break
                }
            }
            var extreme = segment(1001, from: WallTime(nanoseconds: .max - 5), to: WallTime(nanoseconds: .max))
            extreme.isProtected = true
            var early = segment(1002, from: at(-100), to: at(100))
            early.isProtected = true
            try await catalog.apply([.opened(extreme), .opened(early)])
            let (kept, expected) = try await catalog.read { db in (try self.kept(db), try self.expected(db)) }
            #expect(kept == expected && kept.count > 50)
            // And as they are made of what is there when a catalogue is brought up to date.
            let made = try await catalog.write { db in
                for name in ["inserted", "deleted", "left", "come"] {
                    try db.execute(sql: "DROP TRIGGER protected_time_\(name)")
                }
                try db.execute(sql: "DROP TABLE protected_time")
                try ProtectedTimeTable.create(db)
                return try self.kept(db)
            }
            #expect(made == expected)
            let all = (1...1002).map { RecordingID(nanoseconds: $0) }
            _ = try await catalog.deleteSegments(all, includingProtected: true)
            #expect(try await catalog.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM protected_time") } == 0)
        }
    }

    /// A protected minute in every hour, of which a coarse time line makes one, and where nothing is protected nothing is told.
    @Test func whatIsToldIsNoFurtherAwayThanTheResolution() async throws {
        try await withGateAndYard { catalog in
            for id in 0..<500 as Range<Int64> where !(200..<230).contains(id) {
                var row = segment(id + 1, from: at(id * 3600 + 1000), to: at(id * 3600 + 1060))
                row.isProtected = true
                try await catalog.apply([.opened(row)])
            }
            var query = TimelineQuery(
                cameras: ["gate", "yard"],
                stream: .main,
                from: at(1800),
                to: at(499 * 3600 + 900),
                resolution: .seconds(3600)
            )
            query.hasProtected = true
            for (resolution, holes) in [(3600, 1), (20 * 3600, 1), (30 * 3600, 0)] {
                query.resolution = .seconds(resolution)
                let lines = try await catalog.timeline(query).lines
                let told = lines.map(\.protected)
                let ranges =
                    holes == 0 ? [query.from..<query.to] : [query.from..<at(200 * 3600), at(230 * 3600)..<query.to]
                #expect(told == [ranges, []], "\(resolution) s")
            }
        }
    }

    /// What a question reads is found by the primary key, or by an index of what there is little of.
    @Test func nothingIsReadThatDoesNotBelongToTheAnswer() async throws {
        try await withGateAndYard { catalog in
            let lines = try await catalog.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + ProtectedTimeTable.others, arguments: [1, 1, 1, 1])
                    .map {
                        $0["detail"] as String
                    }
            }
            #expect(
                lines.filter { $0.hasPrefix("SEARCH") } == [
                    "SEARCH segment USING INDEX segment_long (start_at<?)",
                    "SEARCH segment USING INDEX segment_open (start_at<?)",
                ]
            )
            let weeks = try await catalog.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + ProtectedTimeTable.weeks, arguments: [1, 1, 1]).map {
                    $0["detail"] as String
                }
            }
            #expect(weeks == ["SEARCH protected_time USING PRIMARY KEY (stream=? AND start_at>? AND start_at<?)"])
        }
    }
}
