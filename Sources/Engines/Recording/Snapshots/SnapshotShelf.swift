package import Catalog
package import Logging
import MP4
package import Media
package import Storage

/// The snapshots that are kept: each a JPEG file of its own, with a row in the catalogue.
///
/// The file is written and synced first, and then its row: who finds the row finds a whole file. A file without a row is
/// what a crash has left; ``recover()`` takes it up if it is whole. In the other direction the row is marked first, so that
/// what somebody has deleted never comes back.
package struct SnapshotShelf: Sendable {
    let catalog: any Catalog
    let node: String
    let volume: String
    let store: any MediaStore
    let threads: DiskThreads
    let logger: Logger
    /// Whether recordings lie on the same volume: then a camera's snapshots have a folder of their own among its streams'.
    let isBesideRecordings: Bool

    /// No picture of a camera has more bytes.
    package static let largest = 16 << 20
    /// A file of the name may be there, of a catalogue that was lost.
    private static let tries = 8

    /// - Parameters:
    ///   - node: as rows name this machine.
    ///   - volume: as rows name `store`.
    package init(
        catalog: any Catalog,
        node: String,
        volume: String,
        store: any MediaStore,
        threads: DiskThreads,
        logger: Logger,
        isBesideRecordings: Bool = false
    ) {
        self.catalog = catalog
        self.node = node
        self.volume = volume
        self.store = store
        self.threads = threads
        self.logger = logger
        self.isBesideRecordings = isBesideRecordings
    }

    /// Keeps a picture; it is on the disk, and in the catalogue, when this returns.
    package func keep(
        _ picture: Bytes,
        _ size: PictureSize,
        of camera: CameraID,
        takenAt: WallTime,
        because cause: SnapshotCause
    ) async throws(SnapshotShelfError) -> SnapshotRecord {
        guard picture.count <= Self.largest else { throw .tooLarge(picture.count) }
        let name = try await write(picture, of: camera, takenAt: takenAt)
        let record = SnapshotRecord(
            id: name.id,
            camera: camera,
            takenAt: takenAt,
            bytes: Int64(picture.count),
            width: size.width,
            height: size.height,
            checksum: CRC32C(of: picture.span).value,
            cause: cause,
            node: node,
            volume: volume,
            key: name.key.text
        )
        do throws(CatalogError) {
            try await catalog.insert(record)
        } catch {
            // What stays after all is taken up at the next start.
            try? await delete(name.key)
            throw .catalogue(error)
        }
        return record
    }

    /// - Returns: under which name.
    private func write(
        _ picture: Bytes,
        of camera: CameraID,
        takenAt: WallTime
    ) async throws(SnapshotShelfError) -> SnapshotKey {
        var time = takenAt
        for attempt in 1...Self.tries {
            let name = try await freeName(of: camera, from: time)
            do throws(StorageError) {
                try await threads.run { [store] () throws(StorageError) in
                    let file = try store.create(name.key)
                    do throws(StorageError) {
                        try file.write([picture], at: 0)
                        try file.sync()
                    } catch {
                        // Half a file is nothing; one that stays is taken away at the next start.
                        try? store.delete(name.key)
                        throw error
                    }
                }
                return name
            } catch .exists where attempt < Self.tries {
                time = WallTime(nanoseconds: name.id.nanoseconds + 1)
            } catch {
                throw .storage(error)
            }
        }
        throw .catalogue(.noFreeSnapshotID)
    }

    private func freeName(of camera: CameraID, from time: WallTime) async throws(SnapshotShelfError) -> SnapshotKey {
        let id: SnapshotID
        do throws(CatalogError) {
            id = try await catalog.nextFreeSnapshotID(from: time)
        } catch {
            throw .catalogue(error)
        }
        guard let name = SnapshotKey(camera: camera, id: id, isBesideRecordings: isBesideRecordings) else {
            throw .catalogue(.noFreeSnapshotID)
        }
        return name
    }

    /// The file of a snapshot, as it was written.
    package func read(_ record: SnapshotRecord) async throws(SnapshotShelfError) -> Bytes {
        guard let key = StorageKey(record.key), record.volume == volume, record.node == node else {
            throw .missing(record.id)
        }
        let content: [UInt8]
        do throws(StorageError) { content = try await load(key) } catch {
            if case .missing = error { throw .missing(record.id) }
            throw .storage(error)
        }
        guard Int64(content.count) == record.bytes, CRC32C(of: content.span).value == record.checksum else {
            throw .damaged(record.id)
        }
        return Bytes(content)
    }

    /// Removes a snapshot, and its file with it. A file that cannot be deleted now is at the next start.
    ///
    /// - Returns: false where there is none, or it is protected and protected ones are not to be removed.
    package func remove(_ id: SnapshotID, includingProtected: Bool) async throws(CatalogError) -> Bool {
        guard let record = try await catalog.removeSnapshot(id, includingProtected: includingProtected) else {
            return false
        }
        await finish(record)
        return true
    }

    /// Takes away the file of a snapshot that is removed.
    func finish(_ record: SnapshotRecord) async {
        do {
            if let key = StorageKey(record.key) { try await delete(key) }
            try await catalog.forgetSnapshot(record.id)
        } catch {
            logger.warning(
                "the file of a deleted snapshot stays for now",
                metadata: ["file": "\(record.key)", "reason": "\(error)"]
            )
        }
    }

    // MARK: Files

    func delete(_ key: StorageKey) async throws(StorageError) {
        try await threads.run { [store] () throws(StorageError) in
            do throws(StorageError) { try store.delete(key) } catch .missing {}
        }
    }

    /// All of a file, or a byte more than a snapshot may have.
    func load(_ key: StorageKey) async throws(StorageError) -> [UInt8] {
        try await threads.run { [store] () throws(StorageError) in
            try store.open(key, for: .reading).read(at: 0, count: Self.largest + 1)
        }
    }
}

extension CatalogError {
    static let noFreeSnapshotID = CatalogError(
        .failed,
        "There is no free id for a snapshot of this time: the clock shows one that no calendar has."
    )
}
