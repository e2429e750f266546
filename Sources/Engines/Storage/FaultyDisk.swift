import Dispatch
import Glibc
import Media
import Synchronization

/// A volume that fails or hangs on command, over one that does not: for tests of what stands on it.
package final class FaultyDisk: MediaStore {
    /// What is asked of a volume or of a file in it.
    package enum Call: Hashable, Sendable, CaseIterable {
        case create, open, delete, list
        case length, write, sync, truncate, reserve, releaseReserve, forget, read
    }

    /// One call that was made, whether it went well or not.
    package struct Record: Hashable, Sendable {
        package var call: Call
        /// Nil for the top of the volume.
        package var key: StorageKey?
        /// Of `forget`.
        package var range: Range<Int64>?
    }

    private struct State {
        /// Bytes that still find room; nil for any number.
        var room: Int?
        var failing: [Call: Int32] = [:]
        var stalling: Set<Call> = []
        /// Calls that wait for the disk to go on.
        var waiting = 0
        var history: [Record] = []
    }

    private let store: any MediaStore
    private let state = Mutex(State())
    private let gate = DispatchSemaphore(value: 0)

    package init(_ store: any MediaStore) { self.store = store }

    /// From now on only `room` more bytes can be written, and no more can be set aside; nil lifts the bound.
    package func limit(room: Int?) { state.withLock { $0.room = room } }

    /// From now on these calls, and no others, end with an error of the system. Those that cannot throw do nothing.
    package func fail(_ calls: Set<Call>, with number: Int32 = EIO) {
        state.withLock { $0.failing = Dictionary(uniqueKeysWithValues: calls.map { ($0, number) }) }
    }

    /// Holds up these calls from now on, as a disk does that is far too slow.
    package func stall(_ calls: Set<Call>) { state.withLock { $0.stalling = calls } }

    /// Lets all calls go on.
    package func resume() {
        let waiting = state.withLock { state in
            defer { state.waiting = 0 }
            state.stalling = []
            return state.waiting
        }
        for _ in 0..<waiting { gate.signal() }
    }

    /// How many calls are held up.
    package var stalled: Int { state.withLock { $0.waiting } }

    /// All calls so far.
    package var history: [Record] { state.withLock { $0.history } }

    /// How many such calls there were.
    package func count(of call: Call) -> Int { state.withLock { $0.history.count { $0.call == call } } }

    // MARK: The store

    package func create(_ key: StorageKey) throws(StorageError) -> any MediaFile {
        // As on most disks, there is room for a name where there is none for content.
        try enter(.create, key)
        return FaultyFile(try store.create(key), key: key, disk: self)
    }

    package func open(_ key: StorageKey, for access: MediaAccess) throws(StorageError) -> any MediaFile {
        try enter(.open, key)
        return FaultyFile(try store.open(key, for: access), key: key, disk: self)
    }

    package func delete(_ key: StorageKey) throws(StorageError) {
        try enter(.delete, key)
        try store.delete(key)
    }

    package func list(_ folder: StorageKey?) throws(StorageError) -> [StorageEntry] {
        try enter(.list, folder)
        return try store.list(folder)
    }

    // MARK: Faults

    /// Notes the call, holds it up, and ends it with an error, as it was commanded.
    fileprivate func enter(_ call: Call, _ key: StorageKey?, range: Range<Int64>? = nil) throws(StorageError) {
        let isStalled = state.withLock { state in
            state.history.append(Record(call: call, key: key, range: range))
            guard state.stalling.contains(call) else { return false }
            state.waiting += 1
            return true
        }
        if isStalled { gate.wait() }
        if let number = state.withLock({ $0.failing[call] }) {
            throw StorageError(number, at: key?.text ?? "the volume")
        }
    }

    /// How many of `wanted` bytes still find room; they take it.
    fileprivate func take(_ wanted: Int) -> Int {
        state.withLock { state in
            let taken = min(wanted, state.room ?? wanted)
            if let room = state.room { state.room = room - taken }
            return taken
        }
    }

    fileprivate func hasRoom(for bytes: Int64) -> Bool { state.withLock { $0.room.map { bytes <= $0 } ?? true } }
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

    func length() throws(StorageError) -> Int64 {
        try disk.enter(.length, key)
        return try file.length()
    }

    func write(_ pieces: [Bytes], at offset: Int64) throws(StorageError) {
        try disk.enter(.write, key)
        let wanted = pieces.reduce(0) { $0 + $1.count }
        let taken = disk.take(wanted)
        try file.write(Self.first(taken, of: pieces), at: offset)
        // As a real disk does, it takes what still finds room before it says that it is full.
        if taken < wanted { throw .full(key.text) }
    }

    func sync() throws(StorageError) {
        try disk.enter(.sync, key)
        try file.sync()
    }

    func truncate(to length: Int64) throws(StorageError) {
        try disk.enter(.truncate, key)
        try file.truncate(to: length)
    }

    func reserve(upTo length: Int64) throws(StorageError) {
        try disk.enter(.reserve, key)
        guard try disk.hasRoom(for: length - file.length()) else { throw .full(key.text) }
        try file.reserve(upTo: length)
    }

    func releaseReserve() throws(StorageError) {
        try disk.enter(.releaseReserve, key)
        try file.releaseReserve()
    }

    func forget(_ range: Range<Int64>) {
        guard (try? disk.enter(.forget, key, range: range)) != nil else { return }
        file.forget(range)
    }

    func read(at offset: Int64, count: Int) throws(StorageError) -> [UInt8] {
        try disk.enter(.read, key)
        return try file.read(at: offset, count: count)
    }

    private static func first(_ count: Int, of pieces: [Bytes]) -> [Bytes] {
        var left = count
        return pieces.compactMap { piece in
            let taken = min(left, piece.count)
            left -= taken
            return taken == 0 ? nil : piece.slice(0..<taken)
        }
    }
}
