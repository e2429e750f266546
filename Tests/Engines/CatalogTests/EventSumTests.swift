import GRDB
import Media
import TestKit
import Testing

@testable import Catalog

/// The sums by hour and day of which marks of events are made.
struct EventSumTests {
    private func event(_ id: Int64, _ random: inout SeededGenerator) -> CameraEventRecord {
        let start = at(.random(in: -86_400..<20 * 86_400, using: &random))
        var event = CameraEventRecord(
            id: CameraEventID(nanoseconds: id),
            camera: Bool.random(using: &random) ? "gate" : "yard",
            kind: "object",
            start: start,
            end: start,
            source: "manual"
        )
        event.label = ["person", "cat", ""].randomElement(using: &random) ?? ""
        return event
    }

    /// Every part that is not nothing.
    private func kept(_ table: EventSumTable, _ db: Database) throws -> [[String]: Int] {
        let parts = (0..<table.parts).map { "part_\($0)" }.joined(separator: ", ")
        let sql = """
            SELECT camera, kind, label, start_at, \(parts) FROM \(table.name) JOIN event_sort ON number = sort
            """
        var sums: [[String]: Int] = [:]
        for row in try Row.fetchAll(db, sql: sql) {
            let key: [String] = [row[0], row[1], row[2]]
            for part in 0..<table.parts {
                let count: Int = row[4 + part]
                let start: Int64 = row[3] + Int64(part) * table.part
                if count != 0 { sums[key + ["\(start)"]] = count }
            }
        }
        return sums
    }

    private func expected(_ table: EventSumTable, _ db: Database) throws -> [[String]: Int] {
        var sums: [[String]: Int] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT camera, kind, label, start_at FROM camera_event") {
            let start: Int64 = row[3]
            guard start >= 0 else { continue }
            let key: [String] = [row[0], row[1], row[2]]
            sums[key + ["\(start - start % table.part)"], default: 0] += 1
        }
        return sums
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func theSumsAreThoseOfTheEvents(_ seed: UInt64) async throws {
        try await withGateAndYard { catalog in
            var random = SeededGenerator(seed: seed)
            var events: [CameraEventRecord] = []
            for id in 1...400 {
                switch Int.random(in: 0..<4, using: &random) {
                case 0 where !events.isEmpty:
                    let place = Int.random(in: events.indices, using: &random)
                    _ = try await catalog.deleteEvents([events.remove(at: place).id])
                case 1 where !events.isEmpty:
                    let place = Int.random(in: events.indices, using: &random)
                    events[place].label = "dog"
                    events[place].start = at(.random(in: 0..<86_400, using: &random))
                    try await catalog.update(events[place])
                default:
                    events.append(event(Int64(id), &random))
                    try await catalog.insert(events[events.count - 1])
                }
            }
            _ = try await catalog.expireEvents(of: "gate", before: at(86_400 * 5), limit: 50)
            try await catalog.read { db in
                for table in [EventSumTable.days, .hours] {
                    let expected = try self.expected(table, db)
                    let kept = try self.kept(table, db)
                    #expect(kept == expected && expected.count > 10)
                }
            }
            // And as they are made of what is there when a catalogue is brought up to date.
            try await catalog.write { db in
                for name in ["inserted", "deleted", "left", "come"] {
                    try db.execute(sql: "DROP TRIGGER event_sum_\(name)")
                }
                for name in ["event_days", "event_hours", "event_sort"] { try db.execute(sql: "DROP TABLE \(name)") }
                try EventSumTable.create(db)
                for table in [EventSumTable.days, .hours] {
                    let (kept, expected) = (try self.kept(table, db), try self.expected(table, db))
                    #expect(kept == expected)
                }
            }
            _ = try await catalog.deleteEvents(events.map(\.id))
            let left = try await catalog.read { db in
                try ["event_days", "event_hours", "event_sort"].map { name in
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM \(name)")
                }
            }
            #expect(left == [0, 0, 0])
        }
    }

    /// However many events there are, no more is read than there are days.
    @Test func aYearIsReadFromSums() async throws {
        try await withGateAndYard { catalog in
            try await catalog.write { db in
                try db.execute(
                    sql: """
                        WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 19999)
                        INSERT INTO camera_event (id, camera, kind, label, zones, start_at, source, attributes)
                        SELECT n, 'gate', 'motion', '', '', n * 1500 * \(second), 'manual', '' FROM number
                        """
                )
            }
            var query = EventMarkQuery(
                cameras: ["gate"],
                from: at(0),
                to: at(20_000 * 1500),
                resolution: .seconds(86_400)
            )
            func marks(_ query: EventMarkQuery) async throws -> EventMarks {
                try await catalog.read { try EventMarkReader.marks(query, most: 1000, $0) }
            }
            let year = try await marks(query)
            #expect(year.resolution == .seconds(86_400))
            #expect(year.lines[0].series[0].marks.reduce(0) { $0 + $1.count } == 20_000)
            #expect(year.lines[0].series[0].marks.count == 348)
            // As exact as was asked for would be too many, or too much to read.
            query.resolution = .seconds(1)
            #expect(try await marks(query).resolution == .seconds(32_400))
            query.to = at(2000 * 1500)
            #expect(try await marks(query).resolution == .seconds(3600))
            query.to = at(900 * 1500)
            let exact = try await marks(query)
            #expect(exact.resolution < .seconds(3600) && exact.lines[0].series[0].marks.count == 900)
        }
    }

    @Test(arguments: [false, true]) func queriesAreAnsweredFromAnIndex(_ hasStatistics: Bool) async throws {
        try await withGateAndYard { catalog in
            if hasStatistics {
                var random = SeededGenerator(seed: 9)
                for id in 1...300 { try await catalog.insert(event(Int64(id), &random)) }
                try await catalog.write { try $0.execute(sql: "ANALYZE") }
            }
            let key = "USING PRIMARY KEY (camera=? AND start_at>? AND start_at<?)"
            let queries: [(String, StatementArguments, String)] = [
                (EventSumTable.days.rows, ["gate", 1, 2], "event_days \(key)"),
                (EventSumTable.hours.rows, ["gate", 1, 2], "event_hours \(key)"),
                (
                    EventSumTable.events, ["gate", 1, 2, 3],
                    "camera_event USING INDEX camera_event_by_camera (camera=? AND start_at>? AND start_at<?)"
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
