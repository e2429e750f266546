public import Foundation

/// A program of this machine that files are checked with.
public struct Tool: Sendable {
    public let path: String

    public static let ffmpeg = Tool(named: "ffmpeg")
    public static let ffprobe = Tool(named: "ffprobe")
    public static let gstreamer = Tool(named: "gst-launch-1.0")
    public static let python = Tool(named: "python3")
    public static let unzip = Tool(named: "unzip")
    public static let zbarimg = Tool(named: "zbarimg")

    public static var hasFFmpeg: Bool { ffmpeg != nil && ffprobe != nil }

    /// Nil if there is none on the path.
    public init?(named name: String) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let paths = folders.map { "\($0)/\(name)" }
        guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return nil }
        self.path = path
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    public struct Output {
        public var bytes: [UInt8]
        public var error: String

        public var standard: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// Runs the program to its end, in a folder if one is named, and gives what it printed. Throws if it failed.
    @discardableResult
    public func run(_ arguments: [String], in place: URL? = nil) throws -> Output {
        // Through files, not pipes, so that nothing blocks however much is printed.
        try TemporaryFolder.with { folder in
            let output = folder.appendingPathComponent("output")
            let error = folder.appendingPathComponent("error")
            for file in [output, error] { try Data().write(to: file) }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            process.currentDirectoryURL = place
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = try FileHandle(forWritingTo: error)
            try process.run()
            process.waitUntilExit()
            let result = Output(
                bytes: [UInt8](try Data(contentsOf: output)),
                error: String(decoding: try Data(contentsOf: error), as: UTF8.self)
            )
            guard process.terminationStatus == 0 else {
                throw Failure(description: "\(path) \(arguments.joined(separator: " ")): \(result.error)")
            }
            return result
        }
    }
}
