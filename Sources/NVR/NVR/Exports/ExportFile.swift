import Storage

/// The bytes of an export, for one who may have them.
package struct ExportFile: Sendable {
    package let export: ExportView
    private let file: ReadableFile
    private let threads: DiskThreads
    /// What the reader saw of the cameras when he asked, which was everything.
    private let viewings: [Viewing]

    /// What is read at once at most: memory per reader.
    private static let longestRead = 1 << 20

    init(export: ExportView, file: ReadableFile, threads: DiskThreads, viewings: [Viewing]) {
        self.export = export
        self.file = file
        self.threads = threads
        self.viewings = viewings
    }

    /// Bytes.
    package var length: Int64 { file.length }

    /// Up to `count` bytes at `offset`, at least one unless that lies behind the end.
    ///
    /// - Throws: where masks hide something from the reader since he has asked; nothing more is read then.
    package func read(offset: Int64, count: Int) async throws -> [UInt8] {
        let count = min(count, Self.longestRead)
        let bytes = try await threads.run { [file] in try file.read(at: offset, count: count) }
        for viewing in viewings { try viewing.requireCurrent() }
        return bytes
    }
}
