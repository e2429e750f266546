import Foundation
import Testing

/// A program that is not ours, as the other side.
struct Peer {
    struct Result: Sendable {
        var status: Int32
        var output: String
        var errors: String
    }

    private let path: String

    /// Nil, with a word about it, where the program is not installed.
    init?(_ name: String) {
        let folders = ["/usr/bin", "/usr/local/bin", "/bin"]
        guard let path = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile) else {
            print("not tested against \(name): it is not installed")
            return nil
        }
        self.path = path
    }

    func run(_ arguments: [String], input: String = "") async throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        async let text = Self.text(of: output)
        async let errorText = Self.text(of: errors)
        let result = try await (text, errorText)
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: result.0, errors: result.1)
    }

    /// On a thread of its own: it waits until the program closes its end.
    private static func text(of pipe: Pipe) async throws -> String {
        let handle = pipe.fileHandleForReading
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Swift.Result { String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self) }
                )
            }
        }
    }
}
