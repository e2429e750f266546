import Foundation
import GRDB
import TestKit
import Testing

@testable import Catalog

/// Another program's database, which may be anything.
struct ForeignDatabaseTests {
    private func with(
        _ statements: [String],
        _ body: (String) throws -> Void
    ) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("foreign db?.sqlite")
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in for sql in statements { try database.execute(sql: sql) } }
        try queue.close()
        try body(path)
    }

    /// Only the tables `a` and `b` are asked for.
    private func read(_ path: String) throws -> [String: [[String: ForeignDatabase.Value]]] {
        try ForeignDatabase.read(["a", "b"], at: path)
    }

    @Test("rows of the tables that there are, as plain values")
    func rows() throws {
        try with([
            "CREATE TABLE a (id INTEGER, \"odd \"\"name\" TEXT, part REAL, raw BLOB, twice INTEGER AS (id * 2))",
            "INSERT INTO a VALUES (1, 'text', 0.5, x'00ff'), (2, NULL, NULL, NULL)",
        ]) { path in
            let tables = try read(path)
            #expect(tables.keys.sorted() == ["a"])
            #expect(
                tables["a"] == [
                    ["id": .integer(1), "odd \"name": .text("text"), "part": .number(0.5)], ["id": .integer(2)],
                ]
            )
        }
    }

    @Test("what is in the log beside the file counts, and neither is changed")
    func writeAheadLog() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("foreign.sqlite")
        let pool = try DatabasePool(path: path)
        try pool.write { try $0.execute(sql: "CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (7)") }
        func contents() throws -> [Data] {
            try ["", "-wal"].map { try Data(contentsOf: URL(filePath: path + $0)) }
        }
        let before = try contents()
        #expect(before[1].count > 0)
        let found = try read(path)
        #expect(found == ["a": [["id": .integer(7)]]])
        let after = try contents()
        #expect(after == before)
        try pool.close()
    }

    @Test("views and virtual tables are no tables: nothing of the file's choosing is at work")
    func views() throws {
        try with([
            "CREATE VIEW a AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
            "CREATE VIRTUAL TABLE b USING fts5(c)",
        ]) { path in
            let found = try read(path)
            #expect(found == [:])
        }
    }

    @Test("long texts are as if there were none; too many rows are an error")
    func bounds() throws {
        try with([
            "CREATE TABLE a (id INTEGER, c TEXT)", "INSERT INTO a VALUES (1, printf('%.*c', 70000, 'x'))",
            "CREATE TABLE c (id INTEGER)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) INSERT INTO c SELECT i FROM n",
        ]) { path in
            let found = try read(path)
            #expect(found == ["a": [["id": .integer(1)]]])
            #expect(throws: ForeignDatabaseError.self) { try ForeignDatabase.read(["c"], at: path) }
        }
    }

    @Test("no file, an empty one, something else, and one that is torn anywhere")
    func broken() throws {
        #expect(throws: ForeignDatabaseError.self) { try ForeignDatabase.read(["a"], at: "/nonexistent/file") }
        #expect(throws: ForeignDatabaseError.self) { try ForeignDatabase.read(["a"], at: "/tmp") }
        try with(["CREATE TABLE a (id INTEGER, c TEXT)", "INSERT INTO a VALUES (1, 'one'), (2, 'two')"]) { path in
            let whole = try [UInt8](Data(contentsOf: URL(filePath: path)))
            try Data().write(to: URL(filePath: path))
            let found = try read(path)
            #expect(found == [:])
            try Data("no database at all".utf8).write(to: URL(filePath: path))
            #expect(throws: ForeignDatabaseError.self) { try ForeignDatabase.read(["a"], at: path) }
            var generator = SeededGenerator(seed: 9)
            for _ in 0..<300 {
                var bytes = whole
                for _ in 0..<generator.integer(1...8) {
                    bytes[generator.integer(100...(bytes.count - 1))] = UInt8(truncatingIfNeeded: generator.next())
                }
                if generator.chance(oneIn: 4) { bytes.removeLast(generator.integer(1...(bytes.count - 1))) }
                try Data(bytes).write(to: URL(filePath: path))
                // Whatever comes out, it comes: no more is promised of a damaged file.
                _ = try? ForeignDatabase.read(["a"], at: path)
            }
        }
    }
}
