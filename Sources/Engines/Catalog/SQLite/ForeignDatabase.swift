import GRDB

/// Tables out of an SQLite file that another program has made. It is only read, and nothing of it is believed: only ordinary
/// tables count, so that no view and no module of the file's choosing is at work, and all is bounded.
package enum ForeignDatabase {
    /// What a cell has; blobs, and texts that are too long, are as if there were none.
    package enum Value: Hashable, Sendable {
        case integer(Int64)
        case number(Double)
        case text(String)
    }

    private static let mostRows = 5000
    private static let mostColumns = 500
    /// In bytes, of one text.
    private static let longestText = 64 * 1024
    /// Of all texts together.
    private static let mostBytes = 64 << 20

    /// The rows of those of the tables that there are, by their names. What a write-ahead log beside the file has counts.
    package static func read(
        _ names: [String],
        at path: String
    ) throws(ForeignDatabaseError) -> [String: [[String: Value]]] {
        do {
            let queue = try CatalogFile.openForReading(path)
            defer { try? queue.close() }
            return try queue.read { database in
                try database.execute(sql: "PRAGMA trusted_schema = OFF")
                try database.execute(sql: "PRAGMA cell_size_check = ON")
                var room = mostBytes
                var tables: [String: [[String: Value]]] = [:]
                for name in names where try isTable(name, in: database) {
                    tables[name] = try rows(of: name, in: database, path, &room)
                }
                return tables
            }
        } catch let error as ForeignDatabaseError {
            throw error
        } catch let error as CatalogError {
            throw ForeignDatabaseError(message: "\(path) cannot be read. \(error.message)")
        } catch {
            throw ForeignDatabaseError(path, error)
        }
    }

    /// Views have no page of their own, and neither have virtual tables.
    private static func isTable(_ name: String, in database: Database) throws -> Bool {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ? AND rootpage > 0"
        return try Int.fetchOne(database, sql: sql, arguments: [name]) == 1
    }

    private static func rows(
        of name: String,
        in database: Database,
        _ path: String,
        _ room: inout Int
    ) throws -> [[String: Value]] {
        // Without columns that are computed.
        let columns = try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [name])
        guard !columns.isEmpty, columns.count <= mostColumns else { throw ForeignDatabaseError.tooMuch(path) }
        let list = columns.map { column in
            let quoted = quote(column)
            return
                "CASE WHEN typeof(\(quoted)) <> 'text' OR length(CAST(\(quoted) AS BLOB)) <= \(longestText) THEN \(quoted) END"
        }
        let sql = "SELECT \(list.joined(separator: ", ")) FROM \(quote(name)) LIMIT \(mostRows + 1)"
        var rows: [[String: Value]] = []
        let cursor = try Row.fetchCursor(database, sql: sql)
        while let row = try cursor.next() {
            guard rows.count < mostRows else { throw ForeignDatabaseError.tooMuch(path) }
            var values: [String: Value] = [:]
            for (place, column) in columns.enumerated() {
                let cell: DatabaseValue = row[place]
                switch cell.storage {
                case .int64(let integer): values[column] = .integer(integer)
                case .double(let number): values[column] = .number(number)
                case .string(let text):
                    room -= text.utf8.count
                    values[column] = .text(text)
                case .null, .blob: break
                }
            }
            guard room >= 0 else { throw ForeignDatabaseError.tooMuch(path) }
            rows.append(values)
        }
        return rows
    }

    private static func quote(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

/// Why another program's database could not be read; `message` is for a person to read.
package struct ForeignDatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
    package var message: String

    package var description: String { message }

    static func tooMuch(_ path: String) -> ForeignDatabaseError {
        ForeignDatabaseError(message: "There is more in \(path) than in the database of a recorder.")
    }

    init(message: String) { self.message = message }

    fileprivate init(_ path: String, _ error: any Error) {
        guard let error = error as? DatabaseError else {
            message = "\(path) cannot be read: \(error)."
            return
        }
        let cause = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_NOTADB: message = "\(path) is no database of SQLite."
        case .SQLITE_CORRUPT: message = "The database \(path) is damaged (\(cause))."
        case .SQLITE_CANTOPEN, .SQLITE_READONLY:
            message =
                "The database \(path) cannot be opened (\(cause)). If there is a file \(path)-wal, copy both into a folder that "
                + "can be written to, and import from there."
        case .SQLITE_BUSY, .SQLITE_LOCKED: message = "Another program keeps \(path) locked. Stop that one first."
        default: message = "The database \(path) cannot be read: \(cause)."
        }
    }
}
