package import Catalog
package import Storage

/// Finds recordings and opens their files.
package struct Player: Sendable {
    private let catalog: any Catalog
    private let volumes: [String: any MediaStore]
    private let threads: DiskThreads

    /// - Parameters:
    ///   - volumes: by the name that rows have.
    ///   - threads: those that read; others than the ones that write, so that nobody who watches holds up a recorder.
    package init(catalog: any Catalog, volumes: [String: any MediaStore], threads: DiskThreads) {
        self.catalog = catalog
        self.volumes = volumes
        self.threads = threads
    }

    /// Opens a recording as it is now.
    package func open(_ id: RecordingID) async throws(PlaybackError) -> RecordingFile {
        let row: SegmentRecord?
        do {
            row = try await catalog.segment(id)
        } catch {
            throw PlaybackError(.unreadable, error.message)
        }
        guard let row else { throw PlaybackError(.notFound, "There is no recording \(id).") }
        guard let store = volumes[row.volume] else {
            throw PlaybackError(.volumeMissing, "The volume \"\(row.volume)\" of the recording is not there now.")
        }
        guard let key = StorageKey(row.key) else {
            throw PlaybackError(.unreadable, "The catalogue names no valid file for the recording.")
        }
        return try await open(key, of: row, in: store)
    }

    private func open(
        _ key: StorageKey,
        of row: SegmentRecord,
        in store: any MediaStore
    ) async throws(PlaybackError) -> RecordingFile {
        do {
            let (file, length) = try await threads.run { () throws(StorageError) -> (any MediaFile, Int64) in
                let file = try store.open(key, for: .reading)
                return (file, try file.length())
            }
            // Of an open recording what is committed; never more than there is.
            return RecordingFile(file: file, length: min(row.bytes, length), threads: threads)
        } catch .missing {
            throw PlaybackError(.fileMissing, "The file of the recording is gone: \(key).")
        } catch {
            throw PlaybackError(.unreadable, "The recording cannot be opened. \(error)")
        }
    }
}
