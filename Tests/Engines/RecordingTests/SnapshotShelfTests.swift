import Catalog
import Foundation
import Logging
import Media
import Storage
import Synchronization
import Testing

@testable import Recording

/// Snapshots that are kept: files and rows, and what a crash may leave of both.
struct SnapshotShelfTests {
    private let size = PictureSize(width: 2, height: 1)
    private let time = WallTime(nanoseconds: 1_795_000_000_123_456_789)
    private let yard = World.camera
    /// The smallest that there is: SOI, a frame header, a scan, EOI.
    private let jpeg: [UInt8] = [
        0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 2, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 0xFF,
        0xD9,
    ]

    private func shelf(
        _ world: World,
        _ store: (any MediaStore)? = nil,
        isBesideRecordings: Bool = false
    ) -> SnapshotShelf {
        SnapshotShelf(
            catalog: world.catalog,
            node: "node",
            volume: "snapshots",
            store: store ?? world.local,
            threads: world.threads,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            isBesideRecordings: isBesideRecordings
        )
    }

    /// Where recordings lie too, these are not taken for snapshots that have the wrong name, and the other way round.
    @Test func besideRecordingsTheyHaveAFolderOfTheirOwn() async throws {
        let world = try await World()
        let shelf = shelf(world, isBesideRecordings: true)
        let record = try await keep(shelf)
        let key = try #require(StorageKey(record.key))
        #expect(record.key.hasPrefix("yard/snapshots/20") && SnapshotKey(key) != nil)
        try FileManager.default.createDirectory(
            atPath: world.folder.path + "/yard/main/2026",
            withIntermediateDirectories: true
        )
        try Data(jpeg).write(to: URL(filePath: world.folder.path + "/yard/main/2026/picture.jpg"))
        #expect(try await mended(shelf).isEmpty)
        try await world.catalog.forgetSnapshot(record.id)
        #expect(try await mended(shelf).count == 1)
        #expect(try await world.catalog.snapshot(record.id)?.cause == .found)
        #expect(try await shelf.remove(record.id, includingProtected: false))
        #expect(!FileManager.default.fileExists(atPath: path(world, record)))
    }

    private func keep(_ shelf: SnapshotShelf) async throws -> SnapshotRecord {
        try await shelf.keep(Bytes(jpeg), size, of: yard, takenAt: time, because: .manual)
    }

    private func path(_ world: World, _ record: SnapshotRecord) -> String { world.folder.path + "/" + record.key }

    private func mended(_ shelf: SnapshotShelf) async throws -> [String] {
        let told = Mutex<[String]>([])
        try await shelf.recover { sentence in told.withLock { $0.append(sentence) } }
        return told.withLock(\.self)
    }

    @Test func whatIsKeptIsGivenAsItWas() async throws {
        let world = try await World()
        let shelf = shelf(world)
        let first = try await keep(shelf)
        #expect(first.key == "yard/2026/11/18/yard_\(time.nanoseconds).jpg")
        #expect(first.bytes == Int64(jpeg.count) && first.width == 2 && first.cause == .manual)
        // Of the same instant: another id, and another file.
        let second = try await keep(shelf)
        #expect(second.id.nanoseconds == first.id.nanoseconds + 1 && second.takenAt == first.takenAt)
        #expect(try await shelf.read(first).array == jpeg)
        #expect(try await world.catalog.snapshots(SnapshotQuery(limit: 9)) == [first, second])
        #expect(try await mended(shelf).isEmpty)
    }

    @Test func whatIsDeletedIsGoneWithItsFile() async throws {
        let world = try await World()
        let shelf = shelf(world)
        let record = try await keep(shelf)
        try await world.catalog.setProtected(true, snapshot: record.id)
        #expect(try await !shelf.remove(record.id, includingProtected: false))
        #expect(FileManager.default.fileExists(atPath: path(world, record)))
        try await world.catalog.setProtected(false, snapshot: record.id)
        #expect(try await shelf.remove(record.id, includingProtected: false))
        #expect(!FileManager.default.fileExists(atPath: path(world, record)))
        #expect(try await !shelf.remove(record.id, includingProtected: false))
        #expect(try await world.catalog.removedSnapshots().isEmpty)
    }

    /// The process was killed between the row's being marked and the file's going.
    @Test func whatWasDeletedNeverComesBack() async throws {
        let world = try await World()
        let shelf = shelf(world)
        let record = try await keep(shelf)
        _ = try await world.catalog.removeSnapshot(record.id, includingProtected: false)
        let told = try await mended(shelf)
        #expect(told.count == 1 && told[0].contains("was deleted"))
        #expect(!FileManager.default.fileExists(atPath: path(world, record)))
        #expect(try await world.catalog.removedSnapshots().isEmpty)
        #expect(try await mended(shelf).isEmpty)
    }

    /// The process was killed between the file and its row: a whole picture is taken up, and half of one is taken away.
    @Test func filesWithoutARowAreTakenUpIfTheyAreWhole() async throws {
        let world = try await World()
        let shelf = shelf(world)
        let record = try await keep(shelf)
        try await world.catalog.forgetSnapshot(record.id)
        let torn = SnapshotKey(camera: yard, id: SnapshotID(nanoseconds: time.nanoseconds + 5))
        let tornPath = world.folder.path + "/" + (torn?.key.text ?? "")
        try Data(jpeg.dropLast(2)).write(to: URL(filePath: tornPath))
        try Data("mine".utf8).write(to: URL(filePath: world.folder.path + "/yard/note.txt"))
        #expect(try await mended(shelf).count == 3)
        let found = try #require(try await world.catalog.snapshots(SnapshotQuery(limit: 9)).first)
        #expect(found.id == record.id && found.cause == .found && found.checksum == record.checksum)
        #expect(found.takenAt == time && found.width == 2 && found.height == 1)
        #expect(try await shelf.read(found).array == jpeg)
        #expect(!FileManager.default.fileExists(atPath: tornPath))
        // What is not ours stays, and is told each time.
        #expect(try await mended(shelf).count == 1)
    }

    @Test func aRowWithoutItsFileIsToldAndGoesAtTheNextStart() async throws {
        let world = try await World()
        let shelf = shelf(world)
        let (gone, damaged, short) = (try await keep(shelf), try await keep(shelf), try await keep(shelf))
        try FileManager.default.removeItem(atPath: path(world, gone))
        var other = jpeg
        other[25] ^= 1
        try Data(other).write(to: URL(filePath: path(world, damaged)))
        try Data(jpeg.dropLast(1)).write(to: URL(filePath: path(world, short)))
        await #expect(throws: SnapshotShelfError.missing(gone.id)) { try await shelf.read(gone) }
        await #expect(throws: SnapshotShelfError.damaged(damaged.id)) { try await shelf.read(damaged) }
        await #expect(throws: SnapshotShelfError.damaged(short.id)) { try await shelf.read(short) }
        let seen = Mutex<[String]>([])
        try await shelf.check { sentence in seen.withLock { $0.append(sentence) } }
        #expect(seen.withLock(\.count) == 2)
        #expect(try await mended(shelf).count == 2)
        #expect(try await world.catalog.snapshots(SnapshotQuery(limit: 9)).map(\.id) == [damaged.id])
        #expect(try await mended(shelf).isEmpty)
    }

    @Test func aDiskThatIsFullLeavesNothingBehind() async throws {
        let world = try await World()
        let shelf = shelf(world, FullDisk(world.local))
        await #expect(throws: SnapshotShelfError.storage(.full("here"))) { try await keep(shelf) }
        #expect(try await world.catalog.snapshots(SnapshotQuery(limit: 9)).isEmpty)
        #expect(try await mended(self.shelf(world)).isEmpty)
    }

    @Test func aCatalogueThatRefusesTheRowLeavesNothingBehind() async throws {
        let world = try await World()
        world.catalog.refuse(writes: CatalogError(.diskFull, "Full."))
        await #expect(throws: SnapshotShelfError.self) { try await keep(shelf(world)) }
        world.catalog.refuse()
        #expect(try await mended(shelf(world)).isEmpty)
    }

    @Test func aCatalogueThatWasLostIsMadeOfTheFiles() async throws {
        let world = try await World()
        var kept: [SnapshotRecord] = []
        for _ in 0..<5 { kept.append(try await keep(shelf(world))) }
        let other = try await World(volume: world.folder)
        #expect(try await mended(shelf(other)).count == 5)
        let found = try await other.catalog.snapshots(SnapshotQuery(limit: 9))
        #expect(found.map(\.id) == kept.map(\.id) && found.map(\.checksum) == kept.map(\.checksum))
        // A file of a name that is wanted is never written over.
        #expect(try await keep(shelf(other)).id > kept[4].id)
    }

    @Test(arguments: [
        "yard/2026/11/18/yard_1795000000123456789.jpeg", "yard/2026/11/19/yard_1795000000123456789.jpg",
        "yard/2026/11/18/door_1795000000123456789.jpg", "yard/2026/11/18/yard_01.jpg", "yard/yard_1.jpg",
    ])
    func otherNamesAreNone(_ text: String) throws {
        #expect(SnapshotKey(try #require(StorageKey(text))) == nil)
    }
}

/// Has room for names, and for nothing in them.
private struct FullDisk: MediaStore {
    private let disk: LocalDisk

    init(_ disk: LocalDisk) { self.disk = disk }

    func create(_ key: StorageKey) throws(StorageError) -> any MediaFile { FullFile(try disk.create(key)) }
    func open(_ key: StorageKey, for access: MediaAccess) throws(StorageError) -> any MediaFile {
        try disk.open(key, for: access)
    }
    func delete(_ key: StorageKey) throws(StorageError) { try disk.delete(key) }
    func list(_ folder: StorageKey?) throws(StorageError) -> [StorageEntry] { try disk.list(folder) }
}

private final class FullFile: MediaFile {
    private let file: any MediaFile

    init(_ file: any MediaFile) { self.file = file }

    func length() throws(StorageError) -> Int64 { try file.length() }
    func write(_ pieces: [Bytes], at offset: Int64) throws(StorageError) { throw .full("here") }
    func sync() throws(StorageError) { try file.sync() }
    func truncate(to length: Int64) throws(StorageError) { try file.truncate(to: length) }
    func reserve(upTo length: Int64) throws(StorageError) {}
    func releaseReserve() throws(StorageError) {}
    func forget(_ range: Range<Int64>) {}
    func read(at offset: Int64, count: Int) throws(StorageError) -> [UInt8] { try file.read(at: offset, count: count) }
}
