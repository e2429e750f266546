import Storage

/// The bytes of an export, for one who may have them.
package struct ExportFile: Sendable {
    package let export: ExportView
    private let file: ReadableFile
    private let threads: DiskThreads

    /// What is read at once at most: memory per reader.
    private static let longestRead = 1 << 20

    init(export: ExportView, file: ReadableFile, threads: DiskThreads) {
        self.export = export
        self.file = file
        self.threads = threads
    }

    /// Bytes.
    package var length: Int64 { file.length }

    /// Up to `count` bytes at `offset`, at least one unless that lies behind the end.
    package func read(offset: Int64, count: Int) async throws -> [UInt8] {
        let count = min(count, Self.longestRead)
        return try await threads.run { [file] in try file.read(at: offset, count: count) }
    }
}
