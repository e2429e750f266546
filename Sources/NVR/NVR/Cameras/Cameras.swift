import Catalog
import Ingest
import Logging
import Media
import Recording
import Stream

/// The cameras: the rules of adding, changing and removing them, and the work for each that is switched on.
package actor Cameras {
    private let catalog: any Catalog
    private let recording: RecordingService
    private let rules: CameraRules
    private let time: any TimeSource
    private let logger: Logger
    private var streams: CameraStreams
    /// Cameras that are being changed, and those who wait to change them after that.
    private var busy: [CameraID: [CheckedContinuation<Void, Never>]] = [:]

    /// - Parameter ringBytes: of payload that all streams together may hold in memory.
    init(
        catalog: any Catalog,
        recording: RecordingService,
        rules: CameraRules,
        loops: [IngestLoop],
        ringBytes: Int,
        time: any TimeSource,
        logger: Logger
    ) {
        self.catalog = catalog
        self.recording = recording
        self.rules = rules
        self.time = time
        self.logger = logger
        streams = CameraStreams(
            catalog: catalog,
            recording: recording,
            rules: rules,
            loops: loops,
            ringBytes: ringBytes,
            time: time,
            logger: logger
        )
    }

    // MARK: Asking

    package func list() async throws -> [CameraView] {
        try await catalog.cameras().map { CameraView($0, status: status(of: $0)) }
    }

    package func camera(_ id: String) async throws -> CameraView {
        let record = try await record(id)
        return CameraView(record, status: status(of: record))
    }

    private func record(_ id: String) async throws -> CameraRecord {
        guard let key = CameraID(id) else { throw DomainError.noCamera(id) }
        let record = try await catalog.camera(key)
        guard let record else { throw DomainError.noCamera(id) }
        return record
    }

    private func status(of record: CameraRecord) -> CameraStatus {
        streams.status(of: record.id) ?? .disabled(since: record.createdAt)
    }

    /// The ring of a camera's stream; the main stream where it has no sub stream.
    func ring(of id: String, _ kind: StreamKind) async throws -> StreamRing {
        let record = try await record(id)
        guard let works = streams.works[record.id] else {
            throw DomainError(.unavailable, "The camera \"\(record.name)\" is switched off.")
        }
        guard let work = works[kind] ?? works[.main] else {
            throw DomainError(.unavailable, "The camera \"\(record.name)\" has no such stream.")
        }
        return work.ring
    }

    // MARK: Changing

    /// Adds a camera and starts to record it.
    package func add(_ draft: CameraDraft) async throws -> CameraView {
        let known = try await catalog.cameras(includingDeleted: true)
        let record = try rules.makeRecord(draft, known: Set(known.map(\.id)), at: time.wall)
        do {
            try await catalog.insert(record)
        } catch {
            guard error.code == .conflict else { throw error }
            throw DomainError(.conflict, error.message, member: "id")
        }
        logger.info("camera added", metadata: ["camera": "\(record.id)"])
        await exclusively(record.id) { await apply(record, because: "") }
        return CameraView(record, status: status(of: record))
    }

    /// Changes a camera. What of it runs goes on as it is, as far as the change does not concern it.
    package func change(_ id: String, _ change: CameraChange) async throws -> CameraView {
        let key = try await record(id).id
        return try await exclusively(key) {
            let old = try await record(id)
            let new = try rules.apply(change, to: old)
            if new != old {
                try await catalog.update(new)
                logger.info("camera changed", metadata: ["camera": "\(new.id)"])
                await apply(new, because: new.enabled ? "The stream was taken out." : "The camera was switched off.")
            }
            return CameraView(new, status: status(of: new))
        }
    }

    /// Ends the camera's sessions in good order, and its files with them, and begins others at once.
    package func reconnect(_ id: String) async throws {
        let record = try await record(id)
        guard let works = streams.works[record.id] else {
            throw DomainError(.unavailable, "The camera \"\(record.name)\" is switched off.")
        }
        for work in works.values { work.ingest.reconnect() }
        logger.info("camera is reconnected", metadata: ["camera": "\(record.id)"])
    }

    /// Removes a camera. Its recordings stay until they are deleted themselves.
    package func remove(_ id: String) async throws {
        let key = try await record(id).id
        try await exclusively(key) {
            try await catalog.markDeleted(key, at: time.wall)
            await CameraStreams.end(streams.remove(key), because: "The camera was removed.", recording: recording)
            logger.info("camera removed", metadata: ["camera": "\(key)"])
        }
    }

    private func apply(_ record: CameraRecord, because reason: String) async {
        let memories = await streams.memories(of: record)
        let surplus = streams.apply(record, memories)
        await CameraStreams.end(surplus, because: reason, recording: recording)
    }

    /// One change of a camera after the other: each ends streams and begins others, and waits for both.
    private func exclusively<Value>(_ id: CameraID, _ work: () async throws -> Value) async rethrows -> Value {
        if busy[id] == nil {
            busy[id] = []
        } else {
            await withCheckedContinuation { busy[id]?.append($0) }
        }
        defer {
            if busy[id]?.isEmpty == false {
                busy[id]?.removeFirst().resume()
            } else {
                busy[id] = nil
            }
        }
        return try await work()
    }

    // MARK: The configuration file

    /// Applies the cameras of the configuration file: those that are new, and those whose entry changed since it was last
    /// applied. Otherwise the catalogue wins (design §5). Called once, before ``run()``.
    func apply(_ entries: [CameraDraft]) async throws {
        let all = try await catalog.cameras(includingDeleted: true)
        var known = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
        var seen: Set<CameraID> = []
        for entry in entries {
            let id = try rules.identifier(entry, taken: { _ in false })
            guard seen.insert(id).inserted else {
                throw DomainError(.conflict, "Two cameras of the configuration have the id \"\(id)\".", member: "id")
            }
            guard let old = known.removeValue(forKey: id) else {
                try await catalog.insert(rules.makeRecord(entry, known: [], at: time.wall))
                logger.info("camera added from the configuration", metadata: ["camera": "\(id)"])
                continue
            }
            guard old.appliedEntryHash != entry.entryHash else { continue }
            var new = try rules.makeRecord(entry, known: [], at: time.wall)
            new.createdAt = old.createdAt
            try await catalog.update(new)
            logger.info("camera changed by the configuration", metadata: ["camera": "\(id)"])
        }
        for old in known.values where old.appliedEntryHash != nil && old.deletedAt == nil {
            // The simulated cameras are gone with the run that played them; what they recorded stays.
            guard !old.isDemo else {
                try await catalog.markDeleted(old.id, at: time.wall)
                continue
            }
            logger.notice(
                "camera is no longer in the configuration; it stays as it is until it is removed in the app",
                metadata: ["camera": "\(old.id)"]
            )
        }
    }

    // MARK: Running

    /// Runs the cameras until the task is cancelled; then every one has been said goodbye. The most important begin.
    func run() async throws {
        let records = try await catalog.cameras().sorted { ($1.priority, $0.id) < ($0.priority, $1.id) }
        for record in records { await exclusively(record.id) { await apply(record, because: "") } }
        await withDiscardingTaskGroup { group in
            for await work in streams.started { group.addTask { await work.run() } }
            group.cancelAll()
        }
    }

    /// How many cameras are switched on, and how many of them are recorded now.
    func counts() -> (total: Int, recording: Int) {
        let works = streams.works
        return (works.count, works.keys.count { streams.status(of: $0)?.state == .recording })
    }

    /// What is wrong with the cameras, in sentences.
    func problems() -> [String] {
        streams.works.keys.sorted().compactMap { id in
            guard let status = streams.status(of: id), status.state == .waiting else { return nil }
            return "\(id): \(status.reason)"
        }
    }
}

/// This machine, among the nodes of a later cluster: constants until there is more than one.
enum Node {
    static let name = "local"
    static let leaseEpoch: Int64 = 1
    /// The volume in the data folder itself.
    static let volume = "default"
}
