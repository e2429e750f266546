import Foundation

/// A program of this machine that files are checked with.
struct Tool {
    let path: String

    static let unzip = Tool(named: "unzip")
    static let python = Tool(named: "python3")

    init?(named name: String) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let paths = folders.map { "\($0)/\(name)" }
        guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return nil }
        self.path = path
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Output {
        var standard: String
        var error: String
    }

    /// Runs the program to its end and gives what it printed. Throws if it failed.
    @discardableResult
    func run(_ arguments: [String]) throws -> Output {
        // Through files, not pipes, so that nothing blocks however much is printed.
        try TemporaryFolder.with { folder in
            let output = folder.appendingPathComponent("output")
            let error = folder.appendingPathComponent("error")
            for file in [output, error] { try Data().write(to: file) }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = try FileHandle(forWritingTo: error)
            try process.run()
            process.waitUntilExit()
            let result = Output(
                standard: String(decoding: try Data(contentsOf: output), as: UTF8.self),
                error: String(decoding: try Data(contentsOf: error), as: UTF8.self)
            )
            guard process.terminationStatus == 0 else {
                throw Failure(description: "\(path) \(arguments.joined(separator: " ")): \(result.error)")
            }
            return result
        }
    }
}

enum TemporaryFolder {
    /// Calls `body` with a folder that is removed afterwards.
    static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("zip-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}
