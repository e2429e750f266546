import Foundation
import Media
import Testing

@testable import Storage

final class ReserveTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-storage-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: folder) }

    private let megabyte = Int64(1 << 20)

    private func reserved(of name: String, on disk: LocalDisk) throws -> Int64 {
        try #require(try disk.list(nil).first { $0.key.text == name }).reserved
    }

    /// Bytes of a file that the system holds in memory.
    private func cachedBytes(of name: String) throws -> Int {
        let process = Process()
        process.executableURL = URL(filePath: Self.fincore)
        process.arguments = ["--bytes", "--noheadings", "--output", "RES", folder.appending(path: name).path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    private static let fincore = "/usr/bin/fincore"
    private static var hasFincore: Bool { FileManager.default.isExecutableFile(atPath: fincore) }

    @Test func roomIsSetAsideWithoutMakingTheFileLonger() throws {
        let disk = try LocalDisk(path: folder.path)
        let file = try disk.create(try #require(StorageKey("a")))
        try file.reserve(upTo: 16 * megabyte)
        #expect(try file.length() == 0)
        // Where the volume of the temporary folder cannot do this, nothing has happened, and nothing more is to be seen.
        let reserve = try reserved(of: "a", on: disk)
        withKnownIssue("the temporary folder lies on a volume without fallocate", isIntermittent: true) {
            #expect(reserve >= 16 * megabyte)
        }
        try file.write([Bytes([UInt8](repeating: 7, count: 5000))], at: 0)
        #expect(try file.length() == 5000 && file.read(at: 4999, count: 9) == [7])
        try file.releaseReserve()
        #expect(try reserved(of: "a", on: disk) < megabyte)
        #expect(try file.length() == 5000 && file.read(at: 0, count: 1) == [7])
    }

    @Test func cuttingAFileGivesItsRoomBack() throws {
        let disk = try LocalDisk(path: folder.path)
        let file = try disk.create(try #require(StorageKey("a")))
        try file.write([Bytes([UInt8](repeating: 7, count: 9000))], at: 0)
        try file.reserve(upTo: 8 * megabyte)
        try file.truncate(to: 100)
        #expect(try file.length() == 100)
        #expect(try reserved(of: "a", on: disk) < megabyte)
        // Nothing to set aside is no error.
        try file.reserve(upTo: 0)
        try file.releaseReserve()
    }

    @Test func whatIsForgottenIsReadFromTheDiskAgain() throws {
        guard Self.hasFincore else { return }
        let disk = try LocalDisk(path: folder.path)
        let file = try disk.create(try #require(StorageKey("a")))
        let content = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 / 100) }
        try file.write([Bytes(content)], at: 0)
        try file.sync()
        let before = try cachedBytes(of: "a")
        #expect(before >= 1_000_000)
        file.forget(0..<Int64(content.count))
        // A volume that lies in memory keeps it all.
        let after = try cachedBytes(of: "a")
        withKnownIssue("the temporary folder lies on a volume in memory", isIntermittent: true) {
            #expect(after <= before / 10)
        }
        #expect(try file.read(at: 0, count: content.count) == content)
    }

    @Test func everyCallOfAFaultyDiskCanFailAndIsNoted() throws {
        let disk = FaultyDisk(try LocalDisk(path: folder.path))
        let key = try #require(StorageKey("a"))
        let file = try disk.create(key)
        let calls: [(FaultyDisk.Call, () throws -> Void)] = [
            (.open, { _ = try disk.open(key, for: .reading) }), (.list, { _ = try disk.list(nil) }),
            (.length, { _ = try file.length() }), (.write, { try file.write([Bytes([1])], at: 0) }),
            (.sync, { try file.sync() }), (.truncate, { try file.truncate(to: 0) }),
            (.reserve, { try file.reserve(upTo: 10) }), (.releaseReserve, { try file.releaseReserve() }),
            (.read, { _ = try file.read(at: 0, count: 1) }), (.delete, { try disk.delete(key) }),
            (.create, { _ = try disk.create(key) }),
        ]
        for (call, work) in calls {
            disk.fail([call])
            #expect(throws: StorageError.self) { try work() }
            disk.fail([])
            try work()
            #expect(disk.count(of: call) >= 2, "\(call)")
        }
        disk.limit(room: 1000)
        #expect(throws: StorageError.full("a")) { try file.reserve(upTo: 1001) }
        try file.reserve(upTo: 1000)
        file.forget(0..<10)
        #expect(disk.history.last == .init(call: .forget, key: key, range: 0..<10))
    }
}
