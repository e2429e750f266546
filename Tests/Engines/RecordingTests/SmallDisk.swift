import Foundation

/// A real file system of a few megabytes, in memory: only the superuser may make one.
final class SmallDisk {
    let folder: URL

    /// Why there can be none; nil where there can.
    static let obstacle: String? = {
        do {
            _ = try SmallDisk(megabytes: 1)
            return nil
        } catch {
            return "\(error)"
        }
    }()

    struct Refused: Error, CustomStringConvertible { var description: String }

    init(megabytes: Int) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-small-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let said = try Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "nightjar-test", folder.path)
        guard let said else { return }
        try? FileManager.default.removeItem(at: folder)
        throw Refused(description: "a small file system cannot be mounted here: \(said)")
    }

    deinit {
        guard (try? Self.run("umount", "--lazy", folder.path)) == .some(nil) else { return }
        try? FileManager.default.removeItem(at: folder)
    }

    /// - Returns: what the program complained of; nil where all went well.
    private static func run(_ arguments: String...) throws -> String? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus != 0 else { return nil }
        return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
