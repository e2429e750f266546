import Foundation
import GRDB
import Media
import TestKit
import Testing

@testable import Catalog

struct SQLiteCatalogTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("nightjar.sqlite")
    }

    private func fill(_ catalog: SQLiteCatalog) async throws {
        try await catalog.insert(camera("gate"))
        try await catalog.apply([
            .opened(segment(1, from: at(0), to: at(60), isOpen: true)), .gapOpened(gap(1, from: at(60), to: nil)),
        ])
        try await catalog.changeSettings(["zone": "UTC"])
        _ = try await catalog.beginOpen(version: "0.1", at: at(1))
    }

    private func message(opening mode: SQLiteCatalog.Mode) -> CatalogError? {
        do {
            try SQLiteCatalog(path: path, mode: mode).close()
            return nil
        } catch {
            return error
        }
    }

    @Test func whatWasKeptIsThereAfterAnotherStart() async throws {
        let first = try SQLiteCatalog(path: path)
        try await fill(first)
        try first.close()
        let second = try SQLiteCatalog(path: path)
        #expect(try await second.cameras() == [camera("gate")])
        #expect(try await second.openSegments().count == 1)
        #expect(try await second.openGaps().count == 1)
        #expect(try await second.setting("zone") == "UTC")
        #expect(try await second.previousOpen(before: nil)?.version == "0.1")
        try second.close()
    }

    /// The files as a killed process leaves them: the log not yet in the catalogue, and no memory file.
    @Test(arguments: [SQLiteCatalog.Mode.readWrite, .readOnly])
    func whatWasKeptIsThereAfterACrash(_ mode: SQLiteCatalog.Mode) async throws {
        let running = try SQLiteCatalog(path: path)
        try await fill(running)
        let crashed = try TemporaryFolder()
        for name in ["nightjar.sqlite", "nightjar.sqlite-wal"] {
            try FileManager.default.copyItem(atPath: folder.file(name), toPath: crashed.file(name))
        }
        let next = try SQLiteCatalog(path: crashed.file("nightjar.sqlite"), mode: mode)
        #expect(try await next.cameras() == [camera("gate")])
        #expect(try await next.openSegments().count == 1)
        try next.close()
        try running.close()
    }

    @Test func everyCommitIsSynced() async throws {
        let catalog = try SQLiteCatalog(path: path)
        let (synchronous, journal) = try await catalog.write { db in
            (try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"))
        }
        #expect(synchronous == 2)
        #expect(journal == "wal")
        try catalog.close()
    }

    @Test func onlyTheOwnerMayReadTheFiles() async throws {
        let catalog = try SQLiteCatalog(path: path)
        try await fill(catalog)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(Set(names).isSuperset(of: ["nightjar.sqlite", "nightjar.sqlite-wal", "nightjar.sqlite.lock"]))
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(name))
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(name)")
        }
        try catalog.close()
    }

    @Test func twoRecordersCannotShareACatalogue() async throws {
        let first = try SQLiteCatalog(path: path)
        let error = try #require(message(opening: .readWrite))
        #expect(error.code == .inUse)
        #expect(error.message.contains("process \(ProcessInfo.processInfo.processIdentifier)"))
        #expect(error.message.contains(path))
        try await fill(first)
        try first.close()
        #expect(message(opening: .readWrite) == nil)
    }

    @Test func aCatalogueThatIsForgottenIsUnlocked() throws {
        do { _ = try SQLiteCatalog(path: path) }
        #expect(message(opening: .readWrite) == nil)
    }

    @Test(arguments: [SQLiteCatalog.Mode.readWrite, .readOnly])
    func aNewerCatalogueIsLeftAsItWas(_ mode: SQLiteCatalog.Mode) async throws {
        let catalog = try SQLiteCatalog(path: path)
        _ = try await catalog.beginOpen(version: "9.4", at: at(1))
        try await catalog.write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('901-what-we-know-nothing-of')")
        }
        try catalog.close()
        let before = try folder.contents().filter { $0.key != "nightjar.sqlite.lock" }
        let error = try #require(message(opening: mode))
        #expect(error.code == .newerVersion)
        #expect(error.message.contains("written by a newer Nightjar (9.4 was the last to use it)"))
        #expect(try folder.contents().filter { $0.key != "nightjar.sqlite.lock" } == before)
    }

    @Test(arguments: [SQLiteCatalog.Mode.readWrite, .readOnly])
    func aFileThatIsNoDatabaseIsLeftAsItWas(_ mode: SQLiteCatalog.Mode) throws {
        let text = Data(String(repeating: "not a database\n", count: 500).utf8)
        try text.write(to: URL(fileURLWithPath: path))
        #expect(message(opening: mode)?.code == .notACatalogue)
        #expect(try folder.contents()["nightjar.sqlite"] == text)
    }

    @Test(arguments: [SQLiteCatalog.Mode.readWrite, .readOnly])
    func theDatabaseOfSomethingElseIsLeftAsItWas(_ mode: SQLiteCatalog.Mode) throws {
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "CREATE TABLE camera (id INTEGER PRIMARY KEY)") }
        try other.close()
        let before = try folder.contents()["nightjar.sqlite"]
        #expect(message(opening: mode)?.code == .notACatalogue)
        #expect(try folder.contents()["nightjar.sqlite"] == before)
    }

    @Test func aDamagedCatalogueIsCalledDamaged() async throws {
        let catalog = try SQLiteCatalog(path: path)
        try await fill(catalog)
        try catalog.close()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        for index in stride(from: 100, to: bytes.count, by: 7) { bytes[index] = 0xA5 }
        try bytes.write(to: URL(fileURLWithPath: path))
        for mode in [SQLiteCatalog.Mode.readWrite, .readOnly] {
            #expect(message(opening: mode)?.code == .damaged)
        }
    }

    /// Whatever a disk does to the file, it ends in an error or in rows, never in a crash.
    @Test func aFileWithFlippedBitsCrashesNothing() async throws {
        let catalog = try SQLiteCatalog(path: path)
        try await fill(catalog)
        try catalog.close()
        let good = try Data(contentsOf: URL(fileURLWithPath: path))
        var random = SeededGenerator(seed: 5)
        for _ in 0..<40 {
            var bytes = good
            for _ in 0..<20 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            try bytes.write(to: URL(fileURLWithPath: path))
            do {
                let damaged = try SQLiteCatalog(path: path, mode: .readOnly)
                _ = await errorCode { _ = try await damaged.cameras(includingDeleted: true) }
                _ = await errorCode { _ = try await damaged.segments(SegmentQuery(limit: 100)) }
                _ = await errorCode { _ = try await damaged.openGaps() }
                try damaged.close()
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
    }

    @Test func aMissingFolderIsNamed() throws {
        let missing = folder.file("none/nightjar.sqlite")
        for mode in [SQLiteCatalog.Mode.readWrite, .readOnly] {
            do {
                _ = try SQLiteCatalog(path: missing, mode: mode)
                Issue.record("A catalogue was opened in a folder that is not there.")
            } catch {
                #expect(error.code == .cannotOpen)
                #expect(error.message.contains("No such file or directory"))
                #expect(error.message.contains(missing))
            }
        }
    }

    @Test func aFolderIsNoCatalogue() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        for mode in [SQLiteCatalog.Mode.readWrite, .readOnly] {
            #expect(message(opening: mode)?.code == .cannotOpen)
        }
    }

    @Test func readingOnlyMakesNothing() async throws {
        #expect(message(opening: .readOnly)?.code == .cannotOpen)
        #expect(try folder.contents().isEmpty)
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(message(opening: .readOnly)?.code == .olderVersion)
        #expect(try folder.contents() == ["nightjar.sqlite": Data()])
        try FileManager.default.removeItem(atPath: path)

        let writer = try SQLiteCatalog(path: path)
        try await fill(writer)
        try writer.close()
        let before = try folder.contents()
        let reader = try SQLiteCatalog(path: path, mode: .readOnly)
        #expect(try await reader.cameras() == [camera("gate")])
        let code = await errorCode { try await reader.insert(camera("yard")) }
        #expect(code == .readOnly)
        #expect(try folder.contents() == before)
        try reader.close()
        #expect(try folder.contents() == before)
    }

    @Test func readingOnlyDoesNotBringAnOlderCatalogueUpToDate() async throws {
        let writer = try SQLiteCatalog(path: path)
        try await writer.write { db in
            try db.execute(sql: "DROP TABLE setting; DELETE FROM grdb_migrations WHERE identifier = '005-settings'")
        }
        try writer.close()
        #expect(message(opening: .readOnly)?.code == .olderVersion)
        #expect(message(opening: .readWrite) == nil)
        #expect(message(opening: .readOnly) == nil)
    }

    /// Cameras of an older program are recorded, or not, as they were.
    @Test func camerasOfBeforeThereWereModesAreRecordedAsTheyWere() async throws {
        let writer = try SQLiteCatalog(path: path)
        var off = camera("yard")
        off.isRecorded = false
        try await writer.insert(camera("gate"))
        try await writer.insert(off)
        try await writer.write { db in
            for column in [
                "main_mode", "sub_mode", "main_schedule", "sub_schedule", "pre_roll", "post_roll", "longest_event",
            ] { try db.execute(sql: "ALTER TABLE camera DROP COLUMN \(column)") }
            try db.execute(
                sql: """
                    DROP TABLE camera_event;
                    DROP INDEX segment_event;
                    DELETE FROM grdb_migrations WHERE identifier = '016-events';
                    """
            )
        }
        try writer.close()
        let reader = try SQLiteCatalog(path: path)
        let cameras = try await reader.cameras()
        #expect(cameras == [camera("gate"), off])
        #expect(cameras.map(\.recording.main.mode) == [.continuous, .off])
        try reader.close()
    }

    @Test func readingOnlyWorksBesideARecorder() async throws {
        let writer = try SQLiteCatalog(path: path)
        try await fill(writer)
        let reader = try SQLiteCatalog(path: path, mode: .readOnly)
        #expect(try await reader.cameras().count == 1)
        try await writer.insert(camera("yard"))
        #expect(try await reader.cameras().count == 2)
        try reader.close()
        try writer.close()
    }

    @Test(arguments: ["a ?b#c%d e.sqlite", "ü%41.sqlite"])
    func anyFileNameWillDo(_ name: String) async throws {
        let path = folder.file(name)
        let writer = try SQLiteCatalog(path: path)
        try await fill(writer)
        try writer.close()
        let before = try folder.contents()
        let reader = try SQLiteCatalog(path: path, mode: .readOnly)
        #expect(try await reader.cameras().count == 1)
        try reader.close()
        #expect(try folder.contents() == before)
    }

    @Test func aChangeIsCarriedOutThoughTheTaskIsCancelled() async throws {
        let catalog = try SQLiteCatalog(path: path)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await catalog.insert(camera("gate"))
        }
        try await task.value
        #expect(try await catalog.cameras().count == 1)
        let reading = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await errorCode { _ = try await catalog.cameras() }
        }
        #expect(await reading.value == .cancelled)
        try catalog.close()
    }

    @Test func aFullDiskUndoesTheBatchAndNothingElse() async throws {
        let catalog = try SQLiteCatalog(path: path)
        try await fill(catalog)
        _ = try await catalog.write { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            return try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages + 2)")
        }
        let batch = (100..<1000).map { SegmentChange.opened(segment($0, from: at($0), to: at($0))) }
        let code = await errorCode { try await catalog.apply(batch) }
        #expect(code == .diskFull)
        #expect(try await catalog.segments(SegmentQuery(limit: 9)).count == 1)
        _ = try await catalog.write { try Int.fetchOne($0, sql: "PRAGMA max_page_count = 1000000") }
        try await catalog.apply(batch)
        #expect(try await catalog.segments(SegmentQuery(limit: 2000)).count == 901)
        try catalog.close()
    }

    @Test func aClosedCatalogueSaysSo() async throws {
        let catalog = try SQLiteCatalog(path: path)
        try catalog.close()
        try catalog.close()
        let reading = await errorCode { _ = try await catalog.cameras() }
        let writing = await errorCode { try await catalog.insert(camera("gate")) }
        #expect(reading == .closed && writing == .closed)
    }

    /// Released migrations are never renamed, reordered or taken away.
    @Test func theMigrationsAreTheReleasedOnes() {
        let released = ["001-cameras", "002-segments", "003-gaps", "004-opens", "005-settings"]
        #expect(Array(CatalogSchema.migrator.migrations.prefix(released.count)) == released)
    }
}
