import Dispatch
import Glibc
import Media
import Synchronization

/// A volume that fails on command, over one that does not: for tests of what stands on it.
package final class FaultyDisk: MediaStore {
    fileprivate struct Faults {
        /// Bytes that still find room; nil for any number.
        var room: Int?
        var failsWrites = false
        var failsSyncs = false
        var isStalled = false
        /// Calls that wait for the disk to go on.
        var waiting = 0
        var syncs = 0
    }

    private let store: any MediaStore
    fileprivate let faults = Mutex(Faults())
    fileprivate let gate = DispatchSemaphore(value: 0)

    package init(_ store: any MediaStore) { self.store = store }

    /// From now on only `room` more bytes can be written; nil lifts the bound.
    package func limit(room: Int?) { faults.withLock { $0.room = room } }

    /// Whether writes end with an input/output error.
    package func failWrites(_ fails: Bool) { faults.withLock { $0.failsWrites = fails } }

    /// Whether syncs end with an input/output error.
    package func failSyncs(_ fails: Bool) { faults.withLock { $0.failsSyncs = fails } }

    /// Holds up every write from now on, as a disk does that is far too slow.
    package func stall() { faults.withLock { $0.isStalled = true } }

    /// Lets all writes go on.
    package func resume() {
        let waiting = faults.withLock { faults in
            defer { faults.waiting = 0 }
            faults.isStalled = false
            return faults.waiting
        }
        for _ in 0..<waiting { gate.signal() }
    }

    /// How many writes are held up.
    package var stalledWrites: Int { faults.withLock { $0.waiting } }

    /// How many syncs have been asked for.
    package var syncs: Int { faults.withLock { $0.syncs } }

    package func create(_ key: StorageKey) throws(StorageError) -> any MediaFile {
        // As on most disks, there is room for a name where there is none for content.
        FaultyFile(try store.create(key), key: key, disk: self)
    }

    package func open(_ key: StorageKey, for access: MediaAccess) throws(StorageError) -> any MediaFile {
        FaultyFile(try store.open(key, for: access), key: key, disk: self)
    }

    package func delete(_ key: StorageKey) throws(StorageError) { try store.delete(key) }

    package func list(_ folder: StorageKey?) throws(StorageError) -> [StorageEntry] { try store.list(folder) }
}

private final class FaultyFile: MediaFile {
    private let file: any MediaFile
    private let key: StorageKey
    private let disk: FaultyDisk

    init(_ file: any MediaFile, key: StorageKey, disk: FaultyDisk) {
        self.file = file
        self.key = key
        self.disk = disk
    }

    func length() throws(StorageError) -> Int64 { try file.length() }

    func write(_ pieces: [Bytes], at offset: Int64) throws(StorageError) {
        let isStalled = disk.faults.withLock { faults in
            if faults.isStalled { faults.waiting += 1 }
            return faults.isStalled
        }
        if isStalled { disk.gate.wait() }
        let wanted = pieces.reduce(0) { $0 + $1.count }
        let (room, fails) = disk.faults.withLock { faults in
            let room = min(wanted, faults.room ?? wanted)
            if let left = faults.room { faults.room = left - room }
            return (room, faults.failsWrites)
        }
        if fails { throw .io(EIO, key.text) }
        try file.write(Self.first(room, of: pieces), at: offset)
        // As a real disk does, it takes what still finds room before it says that it is full.
        if room < wanted { throw .full(key.text) }
    }

    func sync() throws(StorageError) {
        let fails = disk.faults.withLock { faults in
            faults.syncs += 1
            return faults.failsSyncs
        }
        if fails { throw .io(EIO, key.text) }
        try file.sync()
    }

    func truncate(to length: Int64) throws(StorageError) { try file.truncate(to: length) }

    func read(at offset: Int64, count: Int) throws(StorageError) -> [UInt8] { try file.read(at: offset, count: count) }

    private static func first(_ count: Int, of pieces: [Bytes]) -> [Bytes] {
        var left = count
        return pieces.compactMap { piece in
            let taken = min(left, piece.count)
            left -= taken
            return taken == 0 ? nil : piece.slice(0..<taken)
        }
    }
}
