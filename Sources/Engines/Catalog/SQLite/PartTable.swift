import GRDB
import Media

/// Recordings with pauses: what lies between these counts for the sums of ``RecordedTimeTable`` as recordings do. There are
/// few of them, so that they have an index of their own.
enum PartTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE segment ADD COLUMN pauses BLOB;
                CREATE INDEX segment_parted ON segment (stream, start_at, end_at) WHERE pauses IS NOT NULL;

                CREATE TABLE segment_part (
                    segment INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,
                    start_at INTEGER NOT NULL,
                    stream INTEGER NOT NULL,
                    end_at INTEGER NOT NULL,
                    PRIMARY KEY (segment, start_at)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX segment_part_long ON segment_part (start_at, end_at, stream)
                    WHERE end_at - start_at > \(SegmentTable.usualLength);
                """
        )
        try RecordedTimeTable.countParts(db)
    }

    // MARK: The column

    private static let bytesOfOne = 40

    /// Five numbers of 64 bits of each, the highest byte first. Nil for none.
    static func blob(_ pauses: [RecordingPause]) -> Blob? {
        guard !pauses.isEmpty else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pauses.count * bytesOfOne)
        for pause in pauses {
            let (start, end) = (pause.start.nanoseconds, pause.end.nanoseconds)
            let numbers = [Int64(pause.fragment), start, end, pause.run.nanoseconds, pause.epoch]
            for number in numbers {
                for shift in stride(from: 56, through: 0, by: -8) {
                    bytes.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
                }
            }
        }
        return Blob(bytes)
    }

    static func pauses(_ bytes: [UInt8]) throws -> [RecordingPause] {
        guard bytes.count.isMultiple(of: bytesOfOne) else {
            throw CatalogError.damaged("a recording has pauses that cannot be read")
        }
        return stride(from: 0, to: bytes.count, by: bytesOfOne).map { start in
            func number(_ index: Int) -> Int64 {
                let first = start + 8 * index
                return bytes[first..<first + 8].reduce(0) { $0 << 8 | Int64($1) }
            }
            return RecordingPause(
                fragment: Int(number(0)),
                start: WallTime(nanoseconds: number(1)),
                end: WallTime(nanoseconds: number(2)),
                run: RecordingID(nanoseconds: number(3)),
                epoch: number(4)
            )
        }
    }

    // MARK: The parts

    /// Keeps the parts of a recording that has a row.
    static func write(_ segment: SegmentRecord, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM segment_part WHERE segment = ?")
            .execute(arguments: [segment.id.nanoseconds])
        guard !segment.pauses.isEmpty else { return }
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO segment_part (segment, stream, start_at, end_at)
                SELECT id, stream, ?, ? FROM segment WHERE id = ?
                """
        )
        for part in segment.parts where part.end > part.start {
            try statement.execute(arguments: [
                part.start.nanoseconds, part.end.nanoseconds, segment.id.nanoseconds,
            ])
        }
    }

    /// Of a recording that ends earlier than it did, the parts that are left.
    static func trim(_ id: RecordingID, _ db: Database) throws {
        let isParted = try db.cachedStatement(sql: "SELECT 1 FROM segment WHERE id = ? AND pauses IS NOT NULL")
        guard try Int.fetchOne(isParted, arguments: [id.nanoseconds]) != nil else { return }
        let statement = try db.cachedStatement(sql: SegmentTable.selection)
        guard let row = try Row.fetchOne(statement, arguments: [id.nanoseconds]) else { return }
        var segment = try SegmentTable.record(row)
        segment.forgetPausesBeyondEnd()
        try db.cachedStatement(sql: "UPDATE segment SET pauses = ? WHERE id = ?")
            .execute(arguments: [blob(segment.pauses), id.nanoseconds])
        try write(segment, db)
    }

    /// Of each recording of a stream with pauses that overlaps a stretch of time, its parts, also those outside of it.
    static func parts(
        of stream: Int64,
        from: Int64,
        to: Int64,
        _ db: Database
    ) throws -> [Int64: [Range<Int64>]] {
        let rows = try Row.fetchCursor(db.cachedStatement(sql: parted), arguments: [stream, to, from])
        var found: [Int64: [Range<Int64>]] = [:]
        while let row = try rows.next() {
            let (id, start, end): (Int64, Int64, Int64) = (row[0], row[1], row[2])
            var ranges: [Range<Int64>] = []
            var low = start
            for pause in try pauses((row[3] as Blob?)?.bytes ?? []) {
                if pause.start.nanoseconds > low { ranges.append(low..<pause.start.nanoseconds) }
                low = max(low, pause.start.nanoseconds, pause.end.nanoseconds)
            }
            if low < end { ranges.append(low..<end) }
            found[id] = ranges
        }
        return found
    }

    static let parted = """
        SELECT id, start_at, end_at, pauses FROM segment INDEXED BY segment_parted
        WHERE pauses IS NOT NULL AND stream = ? AND start_at < ? AND end_at > ?
        """

    /// Of all streams, the recordings with pauses.
    static let allParted = """
        SELECT id FROM segment INDEXED BY segment_parted WHERE pauses IS NOT NULL AND start_at < ? AND end_at > ?
        """

    /// Of all streams, parts that are not in the sums.
    static let longParts = """
        SELECT stream, start_at, end_at, 0 FROM segment_part INDEXED BY segment_part_long
        WHERE end_at - start_at > \(SegmentTable.usualLength) AND start_at < ? AND end_at > ?
        """
}
