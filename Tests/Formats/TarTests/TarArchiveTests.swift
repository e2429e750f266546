import Foundation
import Tar
import TestKit
import Testing

struct TarArchiveTests {
    /// What the program `tar` makes of it.
    private func unpacked(_ archive: [UInt8]) throws -> (listing: String, files: [String: Data]) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tar-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "archive.tar.gz")
        try Data(archive).write(to: file)
        let inside = folder.appending(path: "inside")
        try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
        let listing = try run(["-tvzf", file.path, "--utc", "--full-time"])
        _ = try run(["-xzf", file.path, "-C", inside.path])
        var files: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: inside.path) {
            files[name] = try Data(contentsOf: inside.appending(path: name))
        }
        return (listing, files)
    }

    private func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/tar")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: output, as: UTF8.self)
    }

    @Test(arguments: [0, 1, 511, 512, 513, 65_535 - 512, 65_536, 200_000])
    func theProgramTarTakesItApart(count: Int) throws {
        var generator = SeededGenerator(seed: UInt64(count))
        let content = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        let name = "nightjar-2026-11-21T040000Z.njb"
        let (listing, files) = try unpacked(TarArchive.gzipped(name, content, at: 1_795_233_600))
        #expect(files == [name: Data(content)])
        #expect(listing.hasPrefix("-rw------- 0/0"))
        #expect(listing.contains("2026-11-21 04:00:00"))
    }

    @Test func aLongNameFits() throws {
        let name = String(repeating: "n", count: TarArchive.longestName)
        #expect(try unpacked(TarArchive.gzipped(name, [1], at: -1)).files == [name: Data([1])])
    }
}
