import Glibc
import Media
import Synchronization

/// A file of a ``LocalDisk``.
final class LocalFile: MediaFile {
    /// A folder shared by those who have to sync it.
    final class Folder: Sendable {
        let descriptor: FileDescriptor
        init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
    }

    private let descriptor: FileDescriptor
    private let name: String
    /// Folders whose entries must be on the disk before the file's name is; empty once they are.
    private let unsynced: Mutex<[Folder]>

    /// - Parameter folders: those that got a new entry for this file, itself or a folder on the way to it.
    init(_ descriptor: consuming FileDescriptor, name: String, unsyncedFolders folders: [Folder] = []) {
        self.descriptor = descriptor
        self.name = name
        unsynced = Mutex(folders)
    }

    func length() throws(StorageError) -> Int64 {
        do { return try descriptor.length() } catch { throw StorageError(error.number, at: name) }
    }

    func write(_ pieces: [Bytes], at offset: Int64) throws(StorageError) {
        do { try descriptor.write(pieces, at: offset) } catch { throw StorageError(error.number, at: name) }
    }

    func sync() throws(StorageError) {
        do {
            try descriptor.synchronizeData()
            let folders = unsynced.withLock { $0 }
            guard !folders.isEmpty else { return }
            for folder in folders { try folder.descriptor.synchronize() }
        } catch {
            throw StorageError(error.number, at: name)
        }
        unsynced.withLock { $0 = [] }
    }

    func truncate(to length: Int64) throws(StorageError) {
        do { try descriptor.truncate(to: length) } catch { throw StorageError(error.number, at: name) }
    }

    func reserve(upTo length: Int64) throws(StorageError) {
        do {
            try descriptor.reserve(upTo: length)
        } catch {
            // Some volumes cannot do this; then a file grows as files do.
            guard ![EOPNOTSUPP, ENOSYS, EINVAL].contains(error.number) else { return }
            // Others keep what they had found before there was no more.
            try? releaseReserve()
            throw StorageError(error.number, at: name)
        }
    }

    func releaseReserve() throws(StorageError) {
        // To cut a file at its end frees what is set aside behind it.
        do { try descriptor.truncate(to: descriptor.length()) } catch { throw StorageError(error.number, at: name) }
    }

    func forget(_ range: Range<Int64>) { descriptor.forget(range) }

    func read(at offset: Int64, count: Int) throws(StorageError) -> [UInt8] {
        guard offset >= 0, count > 0 else { return [] }
        do { return try descriptor.read(at: offset, count: count) } catch { throw StorageError(error.number, at: name) }
    }
}
