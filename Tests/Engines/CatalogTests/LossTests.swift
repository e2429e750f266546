import GRDB
import Media
import TestKit
import Testing

@testable import Catalog

/// Of each hour and each day the longest loss, of which the time line of months is made.
struct LossTests {
    private struct Sum: Hashable, Comparable {
        var stream: Int64
        var unit: Int64
        var start: Int64
        var count: Int64
        var missing: Int64

        static func < (left: Sum, right: Sum) -> Bool {
            (left.stream, left.unit, left.start) < (right.stream, right.unit, right.start)
        }
    }

    /// What the sums must be, by the gaps.
    private func expected(_ db: Database) throws -> [Sum] {
        var sums: [Sum: (count: Int64, missing: Int64)] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT stream, start_at, end_at, missing, reason FROM gap") {
            let (stream, start, reason): (Int64, Int64, String) = (row[0], row[1], row[4])
            guard let end = row[2] as Int64?, start >= 0, end > start, end - start <= GapTable.usualLength,
                reason != GapReason.notWanted.rawValue
            else { continue }
            let missing = row[3] as Int64? ?? end - start
            for unit in [RecordedTimeTable.hour, RecordedTimeTable.day] {
                let key = Sum(stream: stream, unit: unit, start: start - start % unit, count: 0, missing: 0)
                let known = sums[key] ?? (0, 0)
                sums[key] = (known.count + 1, max(known.missing, missing))
            }
        }
        return sums.map { key, sum in
            Sum(stream: key.stream, unit: key.unit, start: key.start, count: sum.count, missing: sum.missing)
        }.sorted()
    }

    private func kept(_ db: Database) throws -> [Sum] {
        try Row.fetchAll(db, sql: "SELECT stream, unit, start_at, number_of, missing FROM loss").map {
            Sum(stream: $0[0], unit: $0[1], start: $0[2], count: $0[3], missing: $0[4])
        }.sorted()
    }

    /// Each is one of the gaps, and as long as it says.
    private func strangers(_ db: Database) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM loss WHERE NOT EXISTS (SELECT 1 FROM gap WHERE gap.stream = loss.stream
                    AND gap.start_at = loss.first_at AND gap.end_at = loss.last_at AND gap.reason = loss.reason
                    AND coalesce(gap.missing, gap.end_at - gap.start_at) = loss.missing)
                """
        ) ?? -1
    }

    /// Gaps begin, end, grow and go, in any order.
    @Test(arguments: [1, 2, 3] as [UInt64]) func theSumsAreThoseOfTheGaps(_ seed: UInt64) async throws {
        try await withGateAndYard { catalog in
            var random = SeededGenerator(seed: seed)
            let lengths: [Int64] = [0, 1, 3, 60, 3599, 3600, 3601, 90_000]
            let reasons: [GapReason] = [.lost, .cameraUnreachable, .notWanted, .disabled]
            for id in 1...400 as ClosedRange<Int64> {
                let start = at(.random(in: 0..<200_000, using: &random))
                let length = lengths.randomElement(using: &random) ?? 0
                let name = Bool.random(using: &random) ? "gate" : "yard"
                let isOpen = Bool.random(using: &random)
                let reason = reasons.randomElement(using: &random) ?? .lost
                var new = gap(id, of: name, from: start, to: isOpen ? nil : start + .seconds(length), reason)
                if !isOpen, Bool.random(using: &random) { new.missing = .seconds(min(length, 2)) }
                try await catalog.apply([.gapOpened(new)])
                let other = Int64.random(in: 1...id, using: &random)
                let otherStart = try await catalog.read { db in
                    try Int64.fetchOne(db, sql: "SELECT start_at FROM gap WHERE id = ?", arguments: [other])
                }
                guard let otherStart else { continue }
                switch Int.random(in: 0..<6, using: &random) {
                case 0, 1:
                    let end = WallTime(nanoseconds: otherStart) + .seconds(lengths.randomElement(using: &random) ?? 0)
                    try await catalog.closeGap(GapID(nanoseconds: other), at: end)
                case 2:
                    var grown = gap(other, of: "gate", from: WallTime(nanoseconds: otherStart), to: nil, .lost)
                    grown.end = grown.start + .seconds(lengths.randomElement(using: &random) ?? 0)
                    grown.missing = .seconds(1)
                    try await catalog.apply([.gapUpdated(grown)])
                case 3:
                    try await catalog.write { db in
                        try db.execute(sql: "DELETE FROM gap WHERE id = ?", arguments: [other])
                    }
                default: break
                }
            }
            let (kept, expected, strangers) = try await catalog.read { db in
                (try self.kept(db), try self.expected(db), try self.strangers(db))
            }
            #expect(kept == expected && kept.count > 40)
            #expect(strangers == 0)
            // And as they are made of what is there when a catalogue is brought up to date.
            let made = try await catalog.write { db in
                for name in ["inserted", "ended", "changed", "deleted"] {
                    try db.execute(sql: "DROP TRIGGER loss_\(name)")
                }
                try db.execute(sql: "DROP TABLE loss; DROP INDEX segment_protected_time")
                try LossTable.create(db)
                return (try self.kept(db), try self.strangers(db))
            }
            #expect(made.0 == expected && made.1 == 0)
            let left = try await catalog.write { db in
                try db.execute(sql: "DELETE FROM gap")
                return try self.kept(db)
            }
            #expect(left.isEmpty)
        }
    }

    private func losses(_ catalog: SQLiteCatalog, days: Int64, _ resolution: Int64) async throws -> [Timeline.Loss] {
        var query = TimelineQuery(
            cameras: ["gate"],
            stream: .main,
            from: at(0),
            to: at(days * 86_400),
            resolution: .seconds(resolution)
        )
        query.hasLosses = true
        return try #require(try await catalog.timeline(query).lines.first).losses
    }

    /// A year of them is read by days, a week by hours.
    @Test func theLongestAreRead() async throws {
        try await withGateAndYard { catalog in
            for id in 0..<200 as Range<Int64> {
                let start = at(id * 5 * 3600 + 100)
                try await catalog.apply([
                    .gapOpened(gap(2 * id + 1, from: start, to: start + .seconds(id % 50 + 1))),
                    .gapOpened(gap(2 * id + 2, from: start + .seconds(900), to: start + .seconds(901), .lost)),
                ])
            }
            let fine = try await losses(catalog, days: 10, 60)
            #expect(fine.isEmpty)
            let hours = try await losses(catalog, days: 10, 7200)
            #expect(hours.count == 48 && hours.allSatisfy { $0.count == 2 })
            #expect(hours.map(\.missing).max() == .seconds(48))
            #expect(hours.first?.start == at(100) && hours.first?.end == at(101))
            let days = try await losses(catalog, days: 40, 86_400)
            let counted = days.reduce(0) { $0 + $1.count }
            #expect(days.count == 40 && counted == 2 * 192)
        }
    }
}
