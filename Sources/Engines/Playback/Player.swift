package import Catalog
package import Storage

/// Opens recordings for reading, wherever they lie.
package struct Player: Sendable {
    let catalog: any Catalog
    let volumes: [String: any MediaStore]
    let threads: DiskThreads
    /// Of recordings that are being written.
    let openIndexes = OpenIndexes()

    /// - Parameters:
    ///   - volumes: by the names that rows have.
    ///   - threads: those that read; others than those that write, so that no reader holds up a recorder.
    package init(catalog: any Catalog, volumes: [String: any MediaStore], threads: DiskThreads) {
        self.catalog = catalog
        self.volumes = volumes
        self.threads = threads
    }

    /// Opens a recording. Of one that is still being written, what is known to be safe now can be read.
    package func open(_ id: RecordingID) async throws(PlaybackError) -> RecordingFile {
        let record: SegmentRecord?
        do {
            record = try await catalog.segment(id)
        } catch {
            throw .catalogue(error.message)
        }
        guard let record else { throw .noSuchRecording(id) }
        guard let volume = volumes[record.volume] else { throw .volumeMissing(id, volume: record.volume) }
        guard let key = StorageKey(record.key) else { throw .fileMissing(id, key: record.key) }
        let file = try await threads.run { () throws(PlaybackError) in
            do {
                let file = try volume.open(key, for: .reading)
                guard try file.length() >= record.bytes else { throw PlaybackError.fileTooShort(id, key: record.key) }
                return file
            } catch let error as PlaybackError {
                throw error
            } catch StorageError.missing {
                throw .fileMissing(id, key: record.key)
            } catch {
                throw .unreadable(id, "\(error)")
            }
        }
        return RecordingFile(record: record, file: file, threads: threads)
    }
}
