import GRDB
import Media
import Testing

@testable import Catalog

/// Queries stay quick among any number of rows because of how they are answered, which SQLite tells: by index, in its
/// order.
struct QueryPlanTests {
    private static let perStream = 50_000

    /// A recording a minute on each of four streams, and gaps on the first, in one go.
    private static func fill(_ catalog: SQLiteCatalog) async throws {
        for name in ["gate", "yard"] { try await catalog.insert(camera(name)) }
        try await catalog.write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE minute (number) AS (
                        SELECT 0 UNION ALL SELECT number + 1 FROM minute WHERE number < \(perStream - 1)
                    )
                    INSERT INTO segment
                    SELECT minute.number * 4 + stream.number, stream.number, minute.number * \(60 * second),
                        (minute.number + 1) * \(60 * second), 1000, 1500, 2800, 30, 0, 0, 'local', 'default',
                        'a/name/of/the/usual/length/' || minute.number, 1, 0, 'planned', 'avc1.64001f', NULL, 1920, 1080, 0, NULL, NULL
                    FROM minute CROSS JOIN camera_stream AS stream
                    """
            )
        }
        try await catalog.apply((0..<2000).map { .gapOpened(gap($0, from: at($0 * 100), to: at($0 * 100 + 5))) })
    }

    /// The lines of SQLite's plan.
    private func plan(_ db: Database, _ sql: String, _ arguments: StatementArguments = []) throws -> [String] {
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map { $0["detail"] }
    }

    @Test(arguments: [false, true])
    func listsAndCoverageAreReadFromAnIndexInItsOrder(_ hasStatistics: Bool) async throws {
        let folder = try TemporaryFolder()
        let catalog = try SQLiteCatalog(path: folder.file("nightjar.sqlite"))
        if hasStatistics {
            // Many rows, of which SQLite knows how they are spread.
            try await Self.fill(catalog)
            try await catalog.write { try $0.execute(sql: "ANALYZE") }
            try await checkTheAnswers(catalog)
        }
        try await checkTheLists(catalog)
        try await checkTheCoverage(catalog)
        try await checkTheKeys(catalog)
        try await checkRetention(catalog)
        try catalog.close()
    }

    /// What goes next is one step away in an index, however many recordings there are.
    private func checkRetention(_ catalog: SQLiteCatalog) async throws {
        var query = ExpirableQuery(camera: "gate", stream: .main, volume: "default", isEvent: false, limit: 64)
        let first = query
        query.after = SegmentCursor(start: at(100), id: RecordingID(nanoseconds: 7))
        query.before = at(100_000)
        let next = query
        let own = ExpirableSegment(
            id: RecordingID(nanoseconds: 7),
            camera: "gate",
            stream: .main,
            volume: "default",
            start: at(1),
            end: at(2),
            bytes: 1,
            keepUntil: at(3)
        )
        let plans = try await catalog.read { db in
            var plans: [[String]] = []
            for query in [first, next] {
                let (sql, arguments) = RetentionTables.expirable(query, stream: 1)
                plans.append(try plan(db, sql, arguments))
            }
            for after in [nil, own] {
                let (sql, arguments) = RetentionTables.expirableByOwnTime(until: at(9), after: after, limit: 64)
                plans.append(try plan(db, sql, arguments).filter { !$0.hasPrefix("BLOOM FILTER") })
            }
            plans.append(try plan(db, RetentionTables.throughput, [1, 1]))
            plans.append(try plan(db, RetentionTables.newestVolume, [1]))
            plans.append(try plan(db, RetentionTables.deleteGaps, [1, 1, 1, 1]))
            return plans
        }
        let isSorted = plans.joined().allSatisfy { !$0.contains("TEMP B-TREE") && !$0.hasPrefix("SCAN") }
        #expect(isSorted, "\(plans)")
        for plan in plans[..<2] {
            #expect(plan.count == 1)
            #expect(
                plan[0].hasPrefix("SEARCH segment USING INDEX segment_expiry (stream=? AND volume=? AND is_event=?")
            )
        }
        #expect(plans[1][0].contains("start_at"))
        for plan in plans[2..<4] { #expect(plan[0].hasPrefix("SEARCH segment USING INDEX segment_kept_until")) }
        #expect(plans[4] == ["SEARCH segment USING COVERING INDEX segment_by_stream (stream=? AND start_at>?)"])
        #expect(plans[6].contains { $0.contains("gap_by_stream (stream=? AND start_at<?)") })
    }

    private func checkTheLists(_ catalog: SQLiteCatalog) async throws {
        try await catalog.read { db in
            for table in [SegmentTable.timeline, GapTable.timeline] {
                for order in SegmentQuery.Order.allCases {
                    for scope in [TimelineScope.stream(1), .everything(nil), .everything(.sub)] {
                        for hasFilters in [false, true] where table.name == "segment" || !hasFilters {
                            let window = TimelineWindow(
                                from: at(2_000_000).nanoseconds,
                                to: at(2_086_400).nanoseconds,
                                after: hasFilters ? (at(2_010_000).nanoseconds, 5) : nil,
                                isProtected: hasFilters ? false : nil,
                                order: order,
                                limit: 100
                            )
                            try check(db, table, window, scope)
                        }
                    }
                }
            }
        }
    }

    private func check(_ db: Database, _ table: TimelineTable, _ window: TimelineWindow, _ scope: TimelineScope) throws
    {
        let parts = table.parts(of: window)
        #expect(parts.contains { !$0.isLong })
        for part in parts {
            let (sql, arguments) = table.query(part, window, scope, .whole, limit: 100)
            // With statistics SQLite puts a filter before the look-up of the stream, which changes nothing.
            let lines = try plan(db, sql, arguments).filter { !$0.hasPrefix("BLOOM FILTER") }
            #expect(lines.count == 2, "\(lines)")
            let index =
                switch scope {
                case _ where part.isLong: "\(table.name)_long (start_at>? AND start_at<?)"
                case .stream: "\(table.name)_by_stream (stream=? AND start_at>? AND start_at<?)"
                case .everything: "\(table.name)_by_start (start_at>? AND start_at<?)"
                }
            #expect(lines[0] == "SEARCH \(table.name) USING INDEX \(index)")
            #expect(lines[1] == "SEARCH camera_stream USING INTEGER PRIMARY KEY (rowid=?)")
        }
    }

    private func checkTheCoverage(_ catalog: SQLiteCatalog) async throws {
        let window = TimelineWindow(from: at(100_000).nanoseconds, to: at(200_000).nanoseconds, limit: .max)
        try await catalog.read { db in
            let plans = try SegmentTable.timeline.parts(of: window).map { part in
                let (sql, arguments) = SegmentTable.timeline.query(part, window, .stream(2), .times, limit: .max)
                return try plan(db, sql, arguments)
            }
            #expect(
                plans == [
                    ["SEARCH segment USING COVERING INDEX segment_long (start_at>? AND start_at<?)"],
                    ["SEARCH segment USING COVERING INDEX segment_by_stream (stream=? AND start_at>? AND start_at<?)"],
                ]
            )
        }
    }

    /// Of many cameras' streams only keys are read, from an index that holds them.
    private func checkTheKeys(_ catalog: SQLiteCatalog) async throws {
        var window = TimelineWindow(limit: 4)
        window.isProtected = false
        for order in SegmentQuery.Order.allCases {
            for after in [nil, (at(100_000).nanoseconds, 5)] as [(Int64, Int64)?] {
                window.order = order
                window.after = after
                let window = window
                let plans = try await catalog.read { db in
                    try SegmentTable.timeline.parts(of: window).map { part in
                        let (sql, arguments) = SegmentTable.timeline.query(part, window, .stream(2), .keys, limit: 4)
                        return try plan(db, sql, arguments)
                    }
                }
                let search =
                    "SEARCH segment USING COVERING INDEX segment_by_stream (stream=? AND start_at>? AND start_at<?)"
                #expect(plans == [[search]])
            }
        }
    }

    /// The pages of some cameras among many are as quick as those of one, however much the others have recorded.
    @Test func aPageOfSomeCamerasReadsLittleMoreThanItself() async throws {
        let folder = try TemporaryFolder()
        let catalog = try SQLiteCatalog(path: folder.file("nightjar.sqlite"))
        try await Self.fill(catalog)
        // Long ago, and the others have recorded ever since.
        let quiet = (0..<20).map { CameraID(stringLiteral: "quiet-\($0)") }
        for (number, id) in quiet.enumerated() {
            try await catalog.insert(camera(id.text))
            let start = at(Int64(number))
            try await catalog.apply([.opened(segment(-1 - Int64(number), of: id.text, from: start, to: start))])
        }
        let query = SegmentQuery(cameras: Set(quiet), order: .descending, limit: 100)
        #expect(try await catalog.segments(query).map(\.camera) == quiet.reversed())
        var mixed = query
        mixed.cameras?.insert("gate")
        #expect(try await catalog.segments(mixed).map(\.camera) == Array(repeating: "gate", count: 100))

        let streams = try await catalog.read { try Int64.fetchAll($0, sql: "SELECT number FROM camera_stream") }
        #expect(streams.count == 44)
        for order in SegmentQuery.Order.allCases {
            let window = TimelineWindow(order: order, limit: 100)
            let page = try await catalog.read { try TimelineMerge.page(of: SegmentTable.timeline, streams, window, $0) }
            #expect(page.ids.count == 100)
            #expect(page.read <= 2 * 100 + 4 * 44)
        }
        try catalog.close()
    }

    private func checkTheAnswers(_ catalog: SQLiteCatalog) async throws {
        let gate: CameraID = "gate"
        let coverage = try await catalog.coverage(of: gate, .main, from: at(0), to: at(3_000_000), joiningWithin: .zero)
        #expect(coverage.spans == [at(0)..<at(3_000_000)])
        #expect(coverage.gaps.count == 2000)
        let totals = try await catalog.segmentTotals()
        #expect(totals.map(\.segments) == [Self.perStream, Self.perStream, Self.perStream, Self.perStream])
        let day = SegmentQuery(camera: gate, stream: .sub, from: at(86_400), to: at(172_800), limit: 5000)
        #expect(try await catalog.segments(day).map(\.start) == (1440..<2880).map { at($0 * 60) })
    }

    @Test func aDayIsReadWithoutTheRowsBeforeIt() {
        let day: Int64 = 86_400 * second
        let window = TimelineWindow(from: 100 * day, to: 101 * day, limit: 10)
        let reach = 100 * day - SegmentTable.usualLength
        #expect(
            SegmentTable.timeline.parts(of: window) == [
                TimelinePart(isLong: true, low: .min, high: reach - 1),
                TimelinePart(isLong: false, low: reach, high: 101 * day - 1),
            ]
        )
        var next = window
        next.after = (100 * day, 7)
        #expect(
            SegmentTable.timeline.parts(of: next) == [TimelinePart(isLong: false, low: 100 * day, high: 101 * day - 1)]
        )
    }
}
