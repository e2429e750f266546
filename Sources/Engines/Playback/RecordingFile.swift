import Storage

/// The bytes of one recording, open for reading. Safe to use from any task; what is read comes from the disk's threads.
package final class RecordingFile: Sendable {
    /// Bytes: of a recording that is still being written, those that were safe on disk when it was opened.
    package let length: Int64
    private let file: any MediaFile
    private let threads: DiskThreads

    init(file: any MediaFile, length: Int64, threads: DiskThreads) {
        self.file = file
        self.length = length
        self.threads = threads
    }

    /// Up to `count` bytes at `offset`, none beyond ``length``; fewer only at its end.
    package func read(offset: Int64, count: Int) async throws(PlaybackError) -> [UInt8] {
        let wanted = Int(clamping: min(Int64(count), length - offset))
        guard offset >= 0, wanted > 0 else { return [] }
        do {
            return try await threads.run { [file] () throws(StorageError) in try file.read(at: offset, count: wanted) }
        } catch {
            throw PlaybackError(.unreadable, "The recording cannot be read. \(error)")
        }
    }
}
