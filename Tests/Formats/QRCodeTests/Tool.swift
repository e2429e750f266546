import Foundation

/// A program of this machine that reads our codes.
struct Tool {
    let path: String

    static let zbarimg = Tool(named: "zbarimg")

    init?(named name: String) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let paths = folders.map { "\($0)/\(name)" }
        guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return nil }
        self.path = path
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs the program to its end and gives what it printed. Throws if it failed.
    func run(_ arguments: [String], in folder: URL) throws -> [UInt8] {
        // Through files, not pipes, so that nothing blocks however much is printed.
        let output = folder.appendingPathComponent("output")
        let error = folder.appendingPathComponent("error")
        for file in [output, error] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: error)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let said = String(decoding: try Data(contentsOf: error), as: UTF8.self)
            throw Failure(description: "\(path) ended with \(process.terminationStatus): \(said)")
        }
        return [UInt8](try Data(contentsOf: output))
    }
}

enum TemporaryFolder {
    /// Calls `body` with a folder that is removed afterwards.
    static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("qr-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}
