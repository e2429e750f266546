package import Catalog
package import Storage

/// Opens recordings for reading, wherever they lie.
package struct Player: Sendable {
    let catalog: any Catalog
    let volumes: PlayedVolumes
    /// Of recordings that are being written.
    let openIndexes = OpenIndexes()

    /// - Parameter volumes: by the names that rows have.
    package init(catalog: any Catalog, volumes: PlayedVolumes) {
        self.catalog = catalog
        self.volumes = volumes
    }

    /// - Parameters:
    ///   - volumes: by the names that rows have.
    ///   - threads: those that read; others than those that write, so that no reader holds up a recorder.
    package init(catalog: any Catalog, volumes: [String: any MediaStore], threads: DiskThreads) {
        self.init(catalog: catalog, volumes: PlayedVolumes(volumes, threads))
    }

    /// Those that read where more than one volume may have to be asked.
    var threads: DiskThreads { volumes.shared }

    /// Those that read this recording's volume.
    func threads(for record: SegmentRecord) -> DiskThreads { volumes.threads(of: record.volume) }

    /// Opens a recording; where it was joined to another, that one. Of one that is still being written, what is known to
    /// be safe now can be read.
    package func open(_ id: RecordingID) async throws(PlaybackError) -> RecordingFile {
        let first = try await record(id)
        do throws(PlaybackError) {
            return try await open(first)
        } catch {
            // While it was being opened it may have been joined with others, and its old file has gone.
            guard case .fileMissing = error else { throw error }
            let second = try await record(id)
            guard second.key != first.key else { throw error }
            return try await open(second)
        }
    }

    private func record(_ id: RecordingID) async throws(PlaybackError) -> SegmentRecord {
        let record: SegmentRecord?
        do {
            record = try await catalog.recording(id)
        } catch {
            throw .catalogue(error.message)
        }
        guard let record else { throw .noSuchRecording(id) }
        return record
    }

    private func open(_ record: SegmentRecord) async throws(PlaybackError) -> RecordingFile {
        let id = record.id
        guard let volume = volumes[record.volume] else { throw .volumeMissing(id, volume: record.volume) }
        let threads = volumes.threads(of: record.volume)
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
