import Catalog
import Ingest
import Logging
import Media
import NIOCore
import RTSP
import Recording
import Stream

/// The cameras: the rules of adding, changing and removing them, and the work for each that is switched on.
package actor Cameras {
    private let catalog: any Catalog
    private let recording: RecordingService
    private let rules: CameraRules
    private let loops: any EventLoopGroup
    private let time: any TimeSource
    private let logger: Logger

    private var works: [CameraID: CameraWork] = [:]
    private let started: AsyncStream<CameraWork>
    private let startedContinuation: AsyncStream<CameraWork>.Continuation

    init(
        catalog: any Catalog,
        recording: RecordingService,
        rules: CameraRules,
        loops: any EventLoopGroup,
        time: any TimeSource,
        logger: Logger
    ) {
        self.catalog = catalog
        self.recording = recording
        self.rules = rules
        self.loops = loops
        self.time = time
        self.logger = logger
        (started, startedContinuation) = AsyncStream.makeStream()
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
        works[record.id]?.status ?? .disabled(since: record.createdAt)
    }

    /// The ring of a camera's stream; the main stream where it has no sub stream.
    func ring(of id: String, _ kind: StreamKind) async throws -> StreamRing {
        let record = try await record(id)
        guard let work = works[record.id] else {
            throw DomainError(.unavailable, "The camera \"\(record.name)\" is switched off.")
        }
        guard let ring = work.ring(of: kind) ?? work.ring(of: .main) else {
            throw DomainError(.unavailable, "The camera \"\(record.name)\" has no such stream.")
        }
        return ring
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
        start(record)
        return CameraView(record, status: status(of: record))
    }

    /// Changes a camera. Its streams are taken anew only if something changed that concerns them.
    package func change(_ id: String, _ change: CameraChange) async throws -> CameraView {
        let old = try await record(id)
        let new = try rules.apply(change, to: old)
        try await update(from: old, to: new)
        return CameraView(new, status: status(of: new))
    }

    /// Removes a camera. Its recordings stay until they are deleted themselves.
    package func remove(_ id: String) async throws {
        let record = try await record(id)
        try await catalog.markDeleted(record.id, at: time.wall)
        await stop(record.id, because: "The camera was removed.")
        logger.info("camera removed", metadata: ["camera": "\(record.id)"])
    }

    private func update(from old: CameraRecord, to new: CameraRecord) async throws {
        guard new != old else { return }
        try await catalog.update(new)
        logger.info("camera changed", metadata: ["camera": "\(new.id)"])
        guard new.concernsStreams(comparedTo: old) else { return }
        await stop(
            new.id,
            because: new.enabled ? "The camera's settings were changed." : "The camera was switched off."
        )
        start(new)
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

    /// Runs the cameras until the task is cancelled; then every one has been said goodbye.
    func run() async throws {
        for record in try await catalog.cameras() { start(record) }
        await withDiscardingTaskGroup { group in
            for await work in started { group.addTask { await work.run() } }
            group.cancelAll()
        }
    }

    private func start(_ record: CameraRecord) {
        guard record.enabled, works[record.id] == nil else { return }
        let loop = loops.next()
        let credentials = record.username.map { username in
            RTSPCredentials(username: username, password: rules.password(of: record) ?? "")
        }
        var parts: [CameraWork.Part] = []
        for (kind, url) in [(StreamKind.main, record.mainURL), (.sub, record.subURL)] {
            guard let url, let parsed = try? RTSPURL(url) else { continue }
            let ring = StreamRing()
            let source = StreamSource(
                name: "\(record.id)/\(kind.rawValue)",
                url: parsed,
                credentials: credentials,
                takesAudio: record.recordAudio,
                policy: rules.policy(isDemo: record.isDemo)
            )
            let ingest = StreamIngest(source: source, ring: ring, eventLoop: loop, time: time, logger: logger)
            recording.start(camera: record.id, stream: kind, ring: ring, segmentSeconds: record.segmentSeconds)
            parts.append(.init(kind: kind, ingest: ingest, ring: ring))
        }
        let work = CameraWork(camera: record.id, parts: parts)
        works[record.id] = work
        startedContinuation.yield(work)
    }

    private func stop(_ id: CameraID, because reason: String) async {
        guard let work = works.removeValue(forKey: id) else { return }
        await work.stop()
        for part in work.parts { await recording.stop(camera: id, stream: part.kind, because: reason) }
    }

    /// How many cameras are switched on, and how many of them are recorded now.
    func counts() -> (total: Int, recording: Int) {
        (works.count, works.values.count { $0.status?.state == .recording })
    }

    /// What is wrong with the cameras, in sentences.
    func problems() -> [String] {
        works.values.sorted { $0.camera < $1.camera }.compactMap { work in
            guard let status = work.status, status.state == .waiting else { return nil }
            return "\(work.camera): \(status.reason)"
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

extension CameraRecord {
    /// Whether the streams must be taken anew after a change from `old`.
    fileprivate func concernsStreams(comparedTo old: CameraRecord) -> Bool {
        (mainURL, subURL, username, sealedPassword) != (old.mainURL, old.subURL, old.username, old.sealedPassword)
            || (enabled, recordAudio, segmentSeconds) != (old.enabled, old.recordAudio, old.segmentSeconds)
    }
}
