import Media
import Storage
import Stream

/// A recording that is being written, for those who want what their ring has let go of.
final class StoredRecording: StoredMedia {
    private let file: any MediaFile
    /// Not those that write: a viewer neither waits for them nor holds them up.
    private let readers: DiskThreads

    init(_ file: any MediaFile, readers: DiskThreads) {
        self.file = file
        self.readers = readers
    }

    func read(_ range: Range<Int64>) throws(StoredMediaError) -> Bytes {
        guard let bytes = try? file.read(at: range.lowerBound, count: range.count), bytes.count == range.count else {
            throw StoredMediaError()
        }
        return Bytes(bytes)
    }

    func load(_ range: Range<Int64>) async throws(StoredMediaError) -> Bytes {
        try await readers.run { () throws(StoredMediaError) in try self.read(range) }
    }
}
