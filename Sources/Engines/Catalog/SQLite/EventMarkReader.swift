import GRDB
import Media

/// Reads marks of events: of the sums by day, of those by hour, or of the events themselves, the first that is as exact as
/// the marks shall be. What is read is bounded by the number of marks, however many events there are.
struct EventMarkReader {
    /// Some parts of some sums.
    private struct Sums {
        struct Row {
            var line: Int
            var start: Int64
            var sort: Int64
        }

        let table: EventSumTable
        var rows: [Row] = []
        /// Of each row its parts, one row after another.
        var counts: [Int] = []
    }

    /// Stands for all sorts that are not told.
    private static let rest: Int64 = -1

    private let query: EventMarkQuery
    private let from: Int64
    private let to: Int64
    private let most: Int
    private let mostSorts: Int

    private init(_ query: EventMarkQuery, _ most: Int, _ mostSorts: Int) {
        self.query = query
        (from, to) = query.readable
        self.most = most
        self.mostSorts = mostSorts
    }

    static func marks(
        _ query: EventMarkQuery,
        most: Int = EventMarks.usualMost,
        mostSorts: Int = EventMarks.mostSorts,
        _ db: Database
    ) throws -> EventMarks {
        try EventMarkReader(query, most, mostSorts).marks(db)
    }

    private func marks(_ db: Database) throws -> EventMarks {
        guard from < to else { return answer(query.cell(series: 0, most: most), query.cameras.map { _ in [] }) }
        let days = try sums(.days, db)
        let names = try names(in: days, db)
        let series = Set(days.rows.map { [Int64($0.line), names[$0.sort] == nil ? Self.rest : $0.sort] }).count
        let cell = query.cell(series: series, most: most)
        if cell >= EventSumTable.days.part { return clusters(of: days, cell, names) }
        let hours = try sums(.hours, db)
        if cell >= EventSumTable.hours.part || total(of: hours) > most { return clusters(of: hours, cell, names) }
        return try events(cell, Set(names.values), db)
    }

    private func answer(_ cell: Int64, _ series: [[EventMarks.Series]]) -> EventMarks {
        EventMarks(
            resolution: .nanoseconds(cell),
            lines: zip(query.cameras, series).map { EventMarks.Line(camera: $0, series: $1) }
        )
    }

    private func sums(_ table: EventSumTable, _ db: Database) throws -> Sums {
        var sums = Sums(table: table)
        let statement = try db.cachedStatement(sql: table.rows)
        for (line, camera) in query.cameras.enumerated() {
            let rows = try Row.fetchCursor(statement, arguments: [camera.text, from - from % table.row, to])
            while let row = try rows.next() {
                sums.rows.append(Sums.Row(line: line, start: row[0], sort: row[1]))
                for part in 0..<table.parts { sums.counts.append(row[2 + part]) }
            }
        }
        return sums
    }

    /// Of the parts that are in the stretch of time.
    private func forEachPart(of sums: Sums, _ body: (Sums.Row, _ start: Int64, _ count: Int) -> Void) {
        let (parts, length) = (sums.table.parts, sums.table.part)
        for (number, row) in sums.rows.enumerated() {
            for part in 0..<parts {
                let count = sums.counts[number * parts + part]
                let start = row.start + Int64(part) * length
                if count > 0, start < to, start + length > from { body(row, start, count) }
            }
        }
    }

    private func total(of sums: Sums) -> Int {
        var total = 0
        forEachPart(of: sums) { total += $2 }
        return total
    }

    /// The sorts that are told.
    private func names(in sums: Sums, _ db: Database) throws -> [Int64: EventSort] {
        var counts: [Int64: Int] = [:]
        let parts = sums.table.parts
        for (number, row) in sums.rows.enumerated() {
            let own = sums.counts[number * parts..<(number + 1) * parts]
            counts[row.sort, default: 0] += own.reduce(0, +)
        }
        let statement = try db.cachedStatement(sql: "SELECT kind, label FROM event_sort WHERE number = ?")
        var names: [Int64: EventSort] = [:]
        for number in counts.most(mostSorts) {
            names[number] = try Row.fetchOne(statement, arguments: [number]).map {
                EventSort(kind: $0[0], label: $0[1])
            }
        }
        return names
    }

    private func clusters(of sums: Sums, _ least: Int64, _ names: [Int64: EventSort]) -> EventMarks {
        let length = sums.table.part
        let cell = max(1, (least + length - 1) / length) * length
        var clusters = EventClusters<Int64>(cell: cell, lines: query.cameras.count)
        var rest: [[Int64: Int]] = query.cameras.map { _ in [:] }
        forEachPart(of: sums) { row, start, count in
            if names[row.sort] == nil {
                rest[row.line][start, default: 0] += count
            } else {
                clusters.add(line: row.line, row.sort, start: start, end: start + length, count: count, first: nil)
            }
        }
        // These come out of order, as rows of several sorts have the same days.
        for (line, counts) in rest.enumerated() {
            for (start, count) in counts.sorted(by: { $0.key < $1.key }) {
                clusters.add(line: line, Self.rest, start: start, end: start + length, count: count, first: nil)
            }
        }
        return answer(cell, clusters.series { names[$0] ?? .other })
    }

    private func events(_ cell: Int64, _ told: Set<EventSort>, _ db: Database) throws -> EventMarks {
        var clusters = EventClusters<EventSort>(cell: cell, lines: query.cameras.count)
        let statement = try db.cachedStatement(sql: EventSumTable.events)
        for (line, camera) in query.cameras.enumerated() {
            // One instant is read, and the sums have said that there are no more.
            let rows = try Row.fetchCursor(statement, arguments: [camera.text, from, to, most])
            while let row = try rows.next() {
                let sort = EventSort(kind: row[3], label: row[4])
                clusters.add(
                    line: line,
                    told.contains(sort) ? sort : .other,
                    start: row[1],
                    end: row[2],
                    count: 1,
                    first: CameraEventID(nanoseconds: row[0])
                )
            }
        }
        return answer(cell, clusters.series { $0 })
    }
}

extension SQLiteCatalog {
    package func eventMarks(_ query: EventMarkQuery) async throws(CatalogError) -> EventMarks {
        try await read { db in try EventMarkReader.marks(query, db) }
    }
}
