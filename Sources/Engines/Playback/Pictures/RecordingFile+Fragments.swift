import Catalog
import MP4
import Media
import Storage

extension RecordingFile {
    /// What the file's head says, and the fragments behind it, as far as they are whole.
    ///
    /// - Parameter known: whether the fragments are known: then the head alone is read.
    func fragments(known: Bool) async throws(PlaybackError) -> TailReport {
        let (id, length) = (record.id, length)
        return try await threads.run { [file] () throws(PlaybackError) in
            var scan = TailScan(fileLength: length, start: known ? length : 0, verification: .structure)
            while true {
                switch scan.step {
                case .finished(let report): return report
                case .read(let offset, let count):
                    let bytes: [UInt8]
                    do { bytes = try file.read(at: offset, count: count) } catch { throw .unreadable(id, "\(error)") }
                    scan.feed(bytes.span)
                }
            }
        }
    }

    /// All of the `count` bytes at `offset`.
    func readAll(offset: Int64, count: Int) async throws(PlaybackError) -> [UInt8] {
        var bytes = try await read(offset: offset, count: count)
        while bytes.count < count {
            let piece = try await read(offset: offset + Int64(bytes.count), count: count - bytes.count)
            guard !piece.isEmpty else { throw .fileTooShort(record.id, key: record.key) }
            bytes += piece
        }
        return bytes
    }
}
