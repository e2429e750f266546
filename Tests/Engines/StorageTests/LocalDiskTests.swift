import Foundation
import Glibc
import Media
import Testing

@testable import Storage

final class LocalDiskTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-storage-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func key(_ text: String) throws -> StorageKey { try #require(StorageKey(text)) }

    @Test func aFileIsWrittenInPiecesAndReadBack() throws {
        let disk = try LocalDisk(path: folder.path)
        let file = try disk.create(key("yard/main/2026/11/21/a.mp4"))
        // More pieces than the system takes at once, some of them empty.
        let pieces = (0..<3000).map { Bytes([UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: $0 % 7)) }
        try file.write([Bytes([1, 2, 3])], at: 0)
        try file.write(pieces, at: 3)
        try file.sync()
        try file.sync()
        let expected = [1, 2, 3] + pieces.flatMap(\.array)
        #expect(try file.length() == Int64(expected.count))
        let other = try disk.open(key("yard/main/2026/11/21/a.mp4"), for: .reading)
        #expect(try other.read(at: 0, count: expected.count + 10) == expected)
        #expect(try other.read(at: 3, count: 5) == Array(expected[3..<8]))
        #expect(try other.read(at: Int64(expected.count), count: 5).isEmpty)
        #expect(throws: StorageError.self) { try other.write([Bytes([1])], at: 0) }
        try file.truncate(to: 2)
        #expect(try other.read(at: 0, count: 10) == [1, 2])
    }

    @Test func aFileIsMadeOnlyOnceAndForItsGroup() throws {
        let disk = try LocalDisk(path: folder.path)
        _ = try disk.create(key("a/b.mp4"))
        #expect(throws: StorageError.exists("a/b.mp4")) { try disk.create(self.key("a/b.mp4")) }
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.appending(path: "a/b.mp4").path)
        let mode = try #require(attributes[.posixPermissions] as? NSNumber).uint16Value
        #expect(mode & 0o137 == 0)
    }

    @Test func deletingTakesEmptyFoldersAlong() throws {
        let disk = try LocalDisk(path: folder.path)
        for name in ["a/b/c/1", "a/b/2"] { _ = try disk.create(key(name)) }
        try disk.delete(key("a/b/c/1"))
        #expect(try disk.list(nil).map(\.key.text) == ["a"])
        #expect(try disk.list(key("a/b")) == [StorageEntry(key: key("a/b/2"), kind: .file(0))])
        try disk.delete(key("a/b/2"))
        #expect(try disk.list(nil).isEmpty)
        #expect(throws: StorageError.missing("a/b/2")) { try disk.delete(self.key("a/b/2")) }
        // The volume itself stays.
        _ = try disk.create(key("a/b/2"))
    }

    @Test func manyFilesAreDeletedAtOnceAndWhatIsNotThereIsGoneAlready() throws {
        let disk = try LocalDisk(path: folder.path)
        for name in ["a/b/1", "a/b/2", "a/c/3", "d"] { _ = try disk.create(key(name)) }
        let gone = try ["a/b/1", "a/b/2", "a/b/9", "x/y/z", "d"].map(key)
        #expect(disk.delete(gone).isEmpty)
        #expect(try disk.list(nil).map(\.key.text) == ["a"])
        #expect(try disk.list(key("a")).map(\.key.text) == ["a/c"])
        #expect(disk.delete([]).isEmpty)
        // A folder is no file: it stays as long as there is something in it.
        #expect(disk.delete([try key("a/c")]).keys.map(\.text) == ["a/c"])
        #expect(disk.delete([try key("a/c/3")]).isEmpty)
        #expect(try disk.list(nil).isEmpty)
    }

    @Test func creatingAndDeletingAtOnceHarmNoFile() async throws {
        let disk = try LocalDisk(path: folder.path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    for round in 0..<50 {
                        let key = try #require(StorageKey("x/y/\(worker)-\(round)"))
                        // Another may take the folder away again and again; that is an error, not a lost file.
                        if (try? disk.create(key)) != nil { try disk.delete(key) }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try disk.list(nil).isEmpty)
    }

    @Test func noLinkLeadsOut() throws {
        let disk = try LocalDisk(path: folder.path)
        let outside = folder.appending(path: "../nightjar-outside-\(UUID().uuidString)").standardizedFileURL
        try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: outside) }
        try Data([7]).write(to: outside.appending(path: "secret"))
        let files = FileManager.default
        try files.createSymbolicLink(at: folder.appending(path: "way"), withDestinationURL: outside)
        try files.createSymbolicLink(
            at: folder.appending(path: "secret"),
            withDestinationURL: outside.appending(path: "secret")
        )
        for name in ["way/secret", "secret"] {
            for access in [MediaAccess.reading, .writing] {
                #expect(throws: StorageError.self) { try disk.open(self.key(name), for: access) }
            }
        }
        #expect(throws: StorageError.self) { try disk.create(self.key("way/new")) }
        #expect(throws: StorageError.self) { try disk.delete(self.key("way/secret")) }
        #expect(throws: StorageError.self) { try disk.list(self.key("way")) }
        #expect(try disk.list(nil).isEmpty)
        #expect(try files.contentsOfDirectory(atPath: outside.path) == ["secret"])
    }

    @Test func aFolderOrAPipeIsNoRecording() throws {
        let disk = try LocalDisk(path: folder.path)
        mkfifo(folder.appending(path: "pipe").path, 0o600)
        #expect(throws: StorageError.self) { try disk.open(self.key("pipe"), for: .reading) }
        _ = try disk.create(key("folder/a"))
        #expect(throws: StorageError.self) { try disk.open(self.key("folder"), for: .reading) }
        #expect(throws: StorageError.notAFile("folder/a/b")) { try disk.open(self.key("folder/a/b"), for: .reading) }
    }

    @Test(arguments: [
        "", "/a", "a/", "a//b", "..", "a/../b", ".", "a/./b", ".hidden", "a/.nightjar-volume", "ä", "a b", "a\0b",
        "a\\b",
        String(repeating: "x", count: 256), Array(repeating: "a", count: 17).joined(separator: "/"),
    ])
    func aNameThatCouldLeadAstrayIsNone(text: String) { #expect(StorageKey(text) == nil) }

    @Test func aNameKnowsItsParts() throws {
        let key = try key("yard/main/2026/a_1.mp4")
        #expect(key.name == "a_1.mp4")
        #expect(key.folder?.text == "yard/main/2026")
        #expect(try self.key("yard").folder == nil)
        #expect(key.folder?.appending("b").map(\.text) == "yard/main/2026/b")
        #expect(key.folder?.appending("../b") == nil)
    }

    // MARK: Which volume it is

    @Test func aVolumeIsKnownAgain() throws {
        let first = try LocalDisk(path: folder.path)
        let again = try LocalDisk(path: folder.path, expecting: first.volume)
        #expect(again.volume == first.volume)
        #expect(try LocalDisk(path: folder.path).volume == first.volume)
    }

    @Test func anotherOrNoVolumeIsNotWrittenTo() throws {
        let expected = VolumeID.random()
        // Not mounted: an empty folder.
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        expectWrongVolume(expecting: expected)
        _ = try LocalDisk(path: folder.path)
        expectWrongVolume(expecting: expected)
        try Data("something else".utf8).write(to: folder.appending(path: VolumeID.fileName))
        expectWrongVolume(expecting: nil)
    }

    @Test func aFolderWithOtherThingsIsNotTakenForAVolume() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            at: folder.appending(path: "lost+found"),
            withIntermediateDirectories: false
        )
        let other = folder.appending(path: "holiday.mp4")
        try Data([1]).write(to: other)
        expectWrongVolume(expecting: nil)
        try FileManager.default.removeItem(at: other)
        _ = try LocalDisk(path: folder.path)
    }

    private func expectWrongVolume(expecting expected: VolumeID?) {
        do throws(StorageError) {
            _ = try LocalDisk(path: folder.path, expecting: expected)
            Issue.record("the volume was accepted")
        } catch .wrongVolume {
        } catch {
            Issue.record("\(error)")
        }
    }
}

struct FaultyDiskTests {
    @Test func itFailsAsAsked() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-storage-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let disk = FaultyDisk(try LocalDisk(path: folder.path))
        let file = try disk.create(try #require(StorageKey("a")))
        disk.limit(room: 5)
        #expect(throws: StorageError.full("a")) { try file.write([Bytes([1, 2, 3]), Bytes([4, 5, 6])], at: 0) }
        #expect(try file.read(at: 0, count: 9) == [1, 2, 3, 4, 5])
        disk.limit(room: nil)
        try file.write([Bytes([6])], at: 5)
        disk.fail([.sync])
        #expect(throws: StorageError.self) { try file.sync() }
        disk.fail([.write])
        #expect(throws: StorageError.self) { try file.write([Bytes([6])], at: 5) }
    }
}

struct DiskThreadsTests {
    @Test func jobsGiveTheirResultsAndErrors() async throws {
        let threads = DiskThreads(count: 2)
        #expect(await threads.run { 7 } == 7)
        await #expect(throws: StorageError.missing("a")) {
            try await threads.run { () throws(StorageError) -> Int in throw .missing("a") }
        }
        await threads.stop()
        // Late is not lost.
        #expect(await threads.run { 8 } == 8)
    }
}
