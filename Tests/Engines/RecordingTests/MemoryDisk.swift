import Media
import Storage
import Synchronization

/// A volume in memory, for tests that write more files than a disk should see.
final class MemoryDisk: MediaStore {
    private let files = Mutex<[StorageKey: MemoryFile]>([:])

    func create(_ key: StorageKey) throws(StorageError) -> any MediaFile {
        let file = MemoryFile(name: key.text)
        let isNew = files.withLock { files in
            guard files[key] == nil else { return false }
            files[key] = file
            return true
        }
        guard isNew else { throw .exists(key.text) }
        return file
    }

    func open(_ key: StorageKey, for access: MediaAccess) throws(StorageError) -> any MediaFile {
        guard let file = files.withLock({ $0[key] }) else { throw .missing(key.text) }
        return file
    }

    func delete(_ key: StorageKey) throws(StorageError) {
        guard files.withLock({ $0.removeValue(forKey: key) }) != nil else { throw .missing(key.text) }
    }

    /// Folders are not kept, so nothing lies in one.
    func list(_ folder: StorageKey?) throws(StorageError) -> [StorageEntry] { [] }

    var keys: [StorageKey] { files.withLock { $0.keys.sorted() } }

    func content(_ key: String) -> [UInt8]? {
        StorageKey(key).flatMap { key in files.withLock { $0[key] } }?.content
    }
}

final class MemoryFile: MediaFile {
    private let name: String
    private let bytes = Mutex<[UInt8]>([])

    init(name: String) { self.name = name }

    var content: [UInt8] { bytes.withLock { $0 } }

    func length() throws(StorageError) -> Int64 { bytes.withLock { Int64($0.count) } }

    func write(_ pieces: [Bytes], at offset: Int64) throws(StorageError) {
        bytes.withLock { bytes in
            var position = Int(offset)
            for piece in pieces {
                let end = position + piece.count
                if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
                bytes.replaceSubrange(position..<end, with: piece.array)
                position = end
            }
        }
    }

    func sync() throws(StorageError) {}

    func truncate(to length: Int64) throws(StorageError) {
        bytes.withLock { $0.removeLast(max(0, $0.count - Int(length))) }
    }

    func reserve(upTo length: Int64) throws(StorageError) {}
    func releaseReserve() throws(StorageError) {}
    func forget(_ range: Range<Int64>) {}

    func read(at offset: Int64, count: Int) throws(StorageError) -> [UInt8] {
        bytes.withLock { Array($0.dropFirst(Int(offset)).prefix(count)) }
    }
}
