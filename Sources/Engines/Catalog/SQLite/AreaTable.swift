import GRDB

/// The zones and motion masks of cameras.
enum AreaTable {
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE camera_area (
                    camera TEXT NOT NULL REFERENCES camera (id),
                    kind TEXT NOT NULL,
                    place INTEGER NOT NULL,
                    id TEXT NOT NULL,
                    name TEXT NOT NULL,
                    enabled INTEGER NOT NULL,
                    polygon TEXT NOT NULL,
                    labels TEXT NOT NULL,
                    min_score REAL,
                    color TEXT,
                    PRIMARY KEY (camera, kind, place),
                    UNIQUE (camera, kind, id)
                ) STRICT, WITHOUT ROWID
                """
        )
    }

    private static let columns = "id, name, enabled, polygon, labels, min_score, color"

    static func areas(_ key: CameraAreaKey, _ db: Database) throws -> [CameraAreaRecord] {
        let sql = "SELECT \(columns) FROM camera_area WHERE camera = ? AND kind = ? ORDER BY place"
        return try Row.fetchAll(db, sql: sql, arguments: [key.camera.text, key.kind.rawValue]).map(record)
    }

    /// Of all cameras; a kind that this program does not know is passed over.
    static func all(_ db: Database) throws -> [CameraAreaKey: [CameraAreaRecord]] {
        var areas: [CameraAreaKey: [CameraAreaRecord]] = [:]
        let sql = "SELECT \(columns), camera, kind FROM camera_area ORDER BY camera, kind, place"
        for row in try Row.fetchAll(db, sql: sql) {
            guard let kind = CameraAreaRecord.Kind(rawValue: row[8]) else { continue }
            areas[CameraAreaKey(try CameraTable.id(row[7]), kind), default: []].append(record(row))
        }
        return areas
    }

    /// Puts these in the place of all that there are.
    static func replace(_ key: CameraAreaKey, with areas: [CameraAreaRecord], _ db: Database) throws {
        let owner: StatementArguments = [key.camera.text, key.kind.rawValue]
        try db.execute(sql: "DELETE FROM camera_area WHERE camera = ? AND kind = ?", arguments: owner)
        for (place, area) in areas.enumerated() {
            do {
                try db.execute(
                    sql:
                        "INSERT INTO camera_area (camera, kind, place, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    arguments: owner + [place] + arguments(of: area)
                )
            } catch let error as DatabaseError where error.isConflict {
                throw CatalogError.exists("an area with the id \(area.id) of the camera \(key.camera)")
            }
        }
    }

    private static func arguments(of area: CameraAreaRecord) -> StatementArguments {
        [
            area.id, area.name, area.isEnabled, text(area.polygon), area.labels.joined(separator: "\n"), area.minScore,
            area.color,
        ]
    }

    private static func record(_ row: Row) -> CameraAreaRecord {
        let labels: String = row[4]
        return CameraAreaRecord(
            id: row[0],
            name: row[1],
            isEnabled: row[2],
            polygon: corners(row[3]),
            labels: labels.split(separator: "\n").map(String.init),
            minScore: row[5],
            color: row[6]
        )
    }

    // "0.1,0.2 0.3,0.4": a number is written so that it is read as the same.

    private static func text(_ polygon: [CameraAreaRecord.Corner]) -> String {
        polygon.map { "\($0.x),\($0.y)" }.joined(separator: " ")
    }

    private static func corners(_ text: String) -> [CameraAreaRecord.Corner] {
        text.split(separator: " ").compactMap { corner in
            let numbers = corner.split(separator: ",").compactMap { Double($0) }
            guard let x = numbers.first, let y = numbers.dropFirst().first else { return nil }
            return CameraAreaRecord.Corner(x: x, y: y)
        }
    }
}

extension SQLiteCatalog {
    package func areas(_ key: CameraAreaKey) async throws(CatalogError) -> [CameraAreaRecord] {
        try await read { db in try AreaTable.areas(key, db) }
    }

    package func changeAreas<Outcome: Sendable>(
        _ key: CameraAreaKey,
        _ change: @escaping @Sendable (inout [CameraAreaRecord]) -> Outcome
    ) async throws(CatalogError) -> Outcome {
        try await write { db in
            let isThere = try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM camera WHERE id = ? AND deleted_at IS NULL)",
                arguments: [key.camera.text]
            )
            guard isThere == true else { throw CatalogError.noCamera(key.camera) }
            let old = try AreaTable.areas(key, db)
            var new = old
            let outcome = change(&new)
            if new != old { try AreaTable.replace(key, with: new, db) }
            return outcome
        }
    }
}
