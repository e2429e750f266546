import Catalog
import Logging
import Media
import Storage
import Stream
import Synchronization

@testable import Retention

/// A volume of which only the lengths of its files are known.
final class LengthDisk: MediaStore {
    private struct State {
        var files: [StorageKey: Int64] = [:]
        var failure: StorageError?
        var deletions: [StorageKey] = []
        /// Room that the system does not count as free yet.
        var unfreed: Int64 = 0
        var isLazy = false
    }

    let total: Int64
    private let state = Mutex(State())
    /// Called before each file goes.
    private let onDelete: @Sendable () -> Void

    init(total: Int64, onDelete: @escaping @Sendable () -> Void = {}) {
        self.total = total
        self.onDelete = onDelete
    }

    func put(_ key: String, _ bytes: Int64) {
        guard let key = StorageKey(key) else { return }
        state.withLock { $0.files[key] = bytes }
    }

    func fail(_ error: StorageError?) { state.withLock { $0.failure = error } }

    /// From now on room is free only when ``free()`` is called.
    func beLazy() { state.withLock { $0.isLazy = true } }

    func settle() { state.withLock { $0.unfreed = 0 } }

    var used: Int64 { state.withLock { $0.files.values.reduce(0, +) + $0.unfreed } }
    var room: KeptVolume.Room { KeptVolume.Room(total: total, free: total - used) }
    var keys: Set<String> { state.withLock { Set($0.files.keys.map(\.text)) } }
    var deletions: [String] { state.withLock { $0.deletions.map(\.text) } }

    func create(_ key: StorageKey) throws(StorageError) -> any MediaFile { throw .notWritable(key.text) }

    func open(_ key: StorageKey, for access: MediaAccess) throws(StorageError) -> any MediaFile {
        throw .missing(key.text)
    }

    func delete(_ key: StorageKey) throws(StorageError) {
        onDelete()
        let outcome: Result<Void, StorageError> = state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            guard let bytes = state.files.removeValue(forKey: key) else { return .failure(.missing(key.text)) }
            if state.isLazy { state.unfreed += bytes }
            state.deletions.append(key)
            return .success(())
        }
        try outcome.get()
    }

    func list(_ folder: StorageKey?) throws(StorageError) -> [StorageEntry] { [] }
}

/// A keeper with a catalogue in memory, a clock that is turned by hand, and one volume.
final class KeeperWorld: Sendable {
    let catalog = InMemoryCatalog()
    let time = ManualTimeSource(monotonic: .init(nanoseconds: 1_000_000_000_000), wall: now)
    let disk: LengthDisk
    /// Of other volumes, by name.
    let others: [String: LengthDisk]
    let keeper: Keeper
    private let box = Box()
    private let threads = DiskThreads(count: 1)

    private final class Box: Sendable {
        struct State {
            var news: [KeeperNews] = []
            var pauses: [Duration] = []
            var isShort = false
            var isThere = true
            var away: Set<String> = []
        }

        let state = Mutex(State())
    }

    init(
        _ rules: RetentionRules,
        total: Int64 = 1_000_000,
        others: [String: Int64] = [:],
        ahead: Duration = .seconds(60),
        deletionTakes: Duration = .zero
    ) {
        let time = time
        let disk = LengthDisk(total: total) { if deletionTakes > .zero { time.advance(by: deletionTakes) } }
        self.disk = disk
        let others = others.mapValues { LengthDisk(total: $0) }
        self.others = others
        let box = box
        let given = RulesBox(rules)
        rulesBox = given
        var parts = Keeper.Parts(
            catalog: catalog,
            node: "local",
            volumes: {
                let (isThere, isShort, away) = box.state.withLock { ($0.isThere, $0.isShort, $0.away) }
                let more = others.sorted { $0.key < $1.key }.map { name, disk in
                    let isHere = !away.contains(name)
                    return KeptVolume(
                        name: name,
                        store: isHere ? disk : nil,
                        room: { isHere ? disk.room : nil },
                        isShort: { false }
                    )
                }
                return more + [
                    KeptVolume(
                        name: "default",
                        store: isThere ? disk : nil,
                        room: { isThere ? disk.room : nil },
                        isShort: { isShort }
                    )
                ]
            },
            rules: { _ in given.rules },
            threads: threads,
            time: time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            told: { news in box.state.withLock { $0.news.append(news) } },
            pause: { pause in box.state.withLock { $0.pauses.append(pause) } }
        )
        parts.ahead = ahead
        keeper = Keeper(parts)
    }

    private let rulesBox: RulesBox

    private final class RulesBox: Sendable {
        private let state: Mutex<RetentionRules>
        init(_ rules: RetentionRules) { state = Mutex(rules) }
        var rules: RetentionRules { state.withLock { $0 } }
        func set(_ rules: RetentionRules) { state.withLock { $0 = rules } }
    }

    func change(_ change: (inout RetentionRules) -> Void) {
        var rules = rulesBox.rules
        change(&rules)
        rulesBox.set(rules)
    }

    func beShort(_ isShort: Bool = true) { box.state.withLock { $0.isShort = isShort } }
    func unmount(_ isGone: Bool = true) { box.state.withLock { $0.isThere = !isGone } }

    /// Takes another volume away, or brings it back.
    func unmount(_ name: String, _ isGone: Bool = true) {
        box.state.withLock { state in
            if isGone { state.away.insert(name) } else { state.away.remove(name) }
        }
    }

    var pauses: [Duration] { box.state.withLock { $0.pauses } }

    /// What was told since the last time.
    func takeNews() -> [KeeperNews] {
        box.state.withLock { state in
            defer { state.news = [] }
            return state.news
        }
    }

    func addCamera(_ id: String) async throws {
        try await catalog.insert(
            CameraRecord(id: camera(id), name: id, mainURL: "", owner: "local", leaseEpoch: 1, createdAt: now)
        )
    }

    /// Adds a recording that is complete, with its file.
    @discardableResult
    func record(
        _ id: Int64,
        of name: String = "gate",
        endedAgo days: Double,
        length: Duration = .seconds(60),
        bytes: Int64 = 1000,
        isProtected: Bool = false,
        isEvent: Bool = false,
        keepUntil: WallTime? = nil,
        on volume: String = "default"
    ) async throws -> SegmentRecord {
        let end = time.wall + .seconds(-86_400 * days)
        let row = SegmentRecord(
            id: RecordingID(nanoseconds: id),
            camera: camera(name),
            stream: .main,
            start: end + (.zero - length),
            end: end,
            bytes: bytes,
            isOpen: false,
            isProtected: isProtected,
            isEvent: isEvent,
            keepUntil: keepUntil,
            node: "local",
            volume: volume,
            key: "\(name)/main/\(name)_\(id).mp4",
            run: RecordingID(nanoseconds: id)
        )
        try await catalog.apply([.opened(row)])
        (others[volume] ?? disk).put(row.key, bytes)
        return row
    }

    /// The ids of the recordings that there are.
    func ids() async throws -> [Int64] {
        try await catalog.segments(SegmentQuery(limit: 100_000)).map(\.id.nanoseconds).sorted()
    }

    func end() async { await threads.stop() }
}
