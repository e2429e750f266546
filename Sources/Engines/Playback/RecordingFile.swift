package import Catalog
import Storage

/// The bytes of one recording: an MP4 file that any player opens. It stays readable when the recording is deleted
/// meanwhile.
package struct RecordingFile: Sendable {
    /// As it was when the file was opened.
    package let record: SegmentRecord
    let file: any MediaFile
    let threads: DiskThreads

    /// What is read at once at most: memory per reader.
    package static let longestRead = 1 << 20

    init(record: SegmentRecord, file: any MediaFile, threads: DiskThreads) {
        self.record = record
        self.file = file
        self.threads = threads
    }

    /// Bytes. Does not grow, also where the recording does.
    package var length: Int64 { record.bytes }

    /// Up to `count` bytes at `offset`, and at least one, unless `offset` is at or beyond the end or `count` is 0.
    package func read(offset: Int64, count: Int) async throws(PlaybackError) -> [UInt8] {
        guard offset >= 0, offset < length, count > 0 else { return [] }
        let wanted = Int(min(Int64(min(count, Self.longestRead)), length - offset))
        let (id, key) = (record.id, record.key)
        let bytes = try await threads.run { [file] () throws(PlaybackError) in
            do {
                return try file.read(at: offset, count: wanted)
            } catch {
                throw .unreadable(id, "\(error)")
            }
        }
        guard !bytes.isEmpty else { throw .fileTooShort(id, key: key) }
        return bytes
    }
}
