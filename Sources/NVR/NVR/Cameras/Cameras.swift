import Catalog
import Changes
import Ingest
import Logging
import Media
import Recording
import Stream

/// The cameras: the rules of adding, changing and removing them, and the work for each that is switched on.
package actor Cameras {
    let services: DomainServices
    let rules: CameraRules
    let recording: RecordingService
    /// What is to be recorded.
    let director: RecordingDirector
    var streams: CameraStreams
    let stills: CameraStills
    /// Whether all cameras have been taken up since the start.
    private(set) var areStarted = false
    /// Cameras that are being changed, and those who wait to change them after that.
    private var busy: [CameraID: [CheckedContinuation<Void, Never>]] = [:]

    /// Tests that run now.
    var tests = 0
    /// Changes of what is said of codecs, one after the other.
    let declaring = OneAtATime()
    /// Looking which ids and names are taken and taking one, one after the other.
    let adding = OneAtATime()

    /// - Parameters:
    ///   - ringBytes: of payload that all streams together may hold in memory.
    ///   - workers: for recordings that are masked; nil where there are none.
    init(
        services: DomainServices,
        recording: RecordingService,
        rules: CameraRules,
        loops: [IngestLoop],
        ringBytes: Int,
        director: RecordingDirector = RecordingDirector(),
        workers: RecorderWorkers? = nil
    ) {
        self.services = services
        self.recording = recording
        self.rules = rules
        self.director = director
        let streams = CameraStreams(
            services: services,
            recording: recording,
            rules: rules,
            loops: loops,
            ringBytes: ringBytes,
            director: director,
            masked: MaskedRecordings(services, workers)
        )
        self.streams = streams
        stills = CameraStills(
            rules: rules,
            hosts: streams.hosts,
            loop: loops[0],
            time: services.time,
            logger: services.logger
        )
    }

    // MARK: Asking

    /// The cameras that the asker may see, by id.
    package func list(as principal: Principal) async throws -> [CameraView] {
        try Policy.requireSomebody(principal)
        return try await services.catalog.cameras().filter {
            Policy.may(principal, .seeCamera, .camera($0.id.text))
        }.map { CameraView($0, status: status(of: $0), for: principal) }
    }

    package func camera(as principal: Principal, _ id: String) async throws -> CameraView {
        try Policy.require(principal, .seeCamera, .camera(id))
        let record = try await record(id)
        return CameraView(record, status: status(of: record), for: principal)
    }

    func record(_ id: String) async throws -> CameraRecord {
        guard let key = CameraID(id) else { throw DomainError.noCamera(id) }
        let record = try await services.catalog.camera(key)
        guard let record else { throw DomainError.noCamera(id) }
        return record
    }

    func status(of record: CameraRecord) -> CameraStatus {
        streams.status(of: record.id)?.with(director, of: record.id, at: services.time.wall)
            ?? .disabled(since: record.createdAt)
    }

    /// A camera's stream; the main stream where it has no sub stream.
    func work(of id: String, _ kind: StreamKind) async throws -> StreamWork {
        let record = try await record(id)
        guard let works = streams.works[record.id] else {
            throw DomainError(.unavailable, "The camera \"\(record.name)\" is switched off.")
        }
        guard let work = works[kind] ?? works[.main] else {
            throw DomainError(.unavailable, "The camera \"\(record.name)\" has no such stream.")
        }
        return work
    }

    /// A camera that is switched on, and the stream that its pictures are taken from.
    func pictured(_ id: String) async throws -> (CameraRecord, StreamWork) {
        (try await record(id), try await work(of: id, .main))
    }

    /// The streams of a camera that is switched on: at least one.
    func watchable(_ id: String) async throws -> [StreamKind: StreamWork] {
        let record = try await record(id)
        guard let works = streams.works[record.id] else {
            throw DomainError(.unavailable, "The camera \"\(record.name)\" is switched off.")
        }
        return works
    }

    func work(of id: CameraID, _ kind: StreamKind) -> StreamWork? { streams.works[id]?[kind] }

    var tester: CameraTester {
        CameraTester(
            hosts: streams.hosts,
            loop: streams.loops[tests % streams.loops.count],
            time: services.time,
            logger: services.logger
        )
    }

    // MARK: Changing

    /// Changes a camera. What of it runs goes on as it is, as far as the change does not concern it.
    ///
    /// - Parameter version: the version that the asker has seen; the change is made only if it is still that one.
    package func change(
        as principal: Principal,
        _ id: String,
        _ change: CameraChange,
        ifMatch version: String? = nil
    ) async throws -> CameraView {
        try Policy.require(principal, .manageCamera, .camera(id))
        let key = try await record(id).id
        return try await exclusively(key) {
            let old = try await record(id)
            try Self.check(old, is: version)
            let new = try rules.apply(change, to: old)
            if new != old {
                try await checkVolumes(of: new, besides: old)
                try await services.catalog.update(new)
                services.logger.info("camera changed", metadata: ["camera": "\(new.id)"])
                await apply(
                    new,
                    because: new.enabled ? "The stream was taken out." : "The camera was switched off.",
                    unrecordedBecause: "Recording was stopped by \(principal.name)."
                )
                services.published(.changed, "camera", id: new.id.text)
                if new.recording != old.recording { services.published(.state, "camera", id: new.id.text) }
                let members = change.members.joined(separator: ", ")
                await services.audit.note("camera.change", new.target, by: principal, .done, ["members": members])
            }
            return CameraView(new, status: status(of: new), for: principal)
        }
    }

    /// Ends the camera's sessions in good order, and its files with them, and begins others at once.
    package func reconnect(as principal: Principal, _ id: String) async throws {
        try Policy.require(principal, .manageCamera, .camera(id))
        let record = try await record(id)
        guard let works = streams.works[record.id] else {
            throw DomainError(.conflict, "The camera \"\(record.name)\" is switched off.")
        }
        for work in works.values { work.ingest.reconnect() }
        services.logger.info("camera is reconnected", metadata: ["camera": "\(record.id)"])
        await services.audit.note("camera.reconnect", record.target, by: principal)
    }

    /// Removes a camera. Its recordings stay until they are deleted themselves.
    ///
    /// - Parameters:
    ///   - version: as for a change.
    ///   - settings: what is said of it with its end, or not at all.
    package func remove(
        as principal: Principal,
        _ id: String,
        ifMatch version: String? = nil,
        with settings: [String: String?] = [:]
    ) async throws {
        try Policy.require(principal, .manageCamera, .camera(id))
        let key = try await record(id).id
        try await exclusively(key) {
            let record = try await record(id)
            try Self.check(record, is: version)
            try await services.catalog.markDeleted(key, at: services.time.wall, with: settings)
            await CameraStreams.end(streams.remove(key), because: "The camera was removed.", recording: recording)
            streams.endUnrecorded(of: key)
            services.logger.info("camera removed", metadata: ["camera": "\(key)"])
            services.published(.deleted, "camera", id: key.text)
            await services.audit.note("camera.remove", record.target, by: principal, .done, ["name": record.name])
        }
    }

    private static func check(_ record: CameraRecord, is version: String?) throws(DomainError) {
        guard let version, version != record.version else { return }
        throw DomainError(
            .stale,
            "The camera \"\(record.name)\" has been changed since you have looked at it: look again, and then change it."
        )
    }

    /// - Parameters:
    ///   - reason: why a stream ends that is to be taken no more.
    ///   - stop: why the others are recorded no more, if that is so.
    func apply(_ record: CameraRecord, because reason: String, unrecordedBecause stop: String = "") async {
        let memories = await streams.memories(of: record)
        await endOthers(than: record)
        let surplus = streams.apply(record, memories)
        await CameraStreams.end(surplus, because: reason, recording: recording)
        for kind in streams.direct(record) { await recording.stop(camera: record.id, stream: kind, because: stop) }
        streams.endUnrecorded(of: record.id)
    }

    /// One change of a camera after the other: each ends streams and begins others, and waits for both.
    func exclusively<Value>(_ id: CameraID, _ work: () async throws -> Value) async rethrows -> Value {
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

    // MARK: Running

    /// Runs the cameras until the task is cancelled; then every one has been said goodbye. The most important begin.
    func run() async throws {
        let records = try await services.catalog.cameras().sorted { ($1.priority, $0.id) < ($0.priority, $1.id) }
        for record in records { await exclusively(record.id) { await apply(record, because: "") } }
        areStarted = true
        await withDiscardingTaskGroup { group in
            for await work in streams.started { group.addTask { await work.run() } }
            group.cancelAll()
        }
    }

    /// What is wrong with the cameras, in sentences.
    func problems() -> [String] {
        let waiting = streams.works.keys.sorted().compactMap { id -> String? in
            guard let status = streams.status(of: id), status.state == .waiting else { return nil }
            return "\(id): \(status.reason)"
        }
        return waiting + streams.masked.problems
            + (streams.budget.isTooSmall ? [Self.lackOfMemory(streams.budget.limit)] : [])
    }

    private static func lackOfMemory(_ limit: Int) -> String {
        "The memory for pictures on their way to the disk (\(limit >> 20) MB, a quarter of the machine's) is full: live "
            + "views begin only with a camera's next key frame, and if the disk is slow, pictures are lost. The disk hangs, "
            + "or there are too many cameras for this memory."
    }
}

extension CameraRecord {
    /// As the audit log names it.
    var target: String { "camera/\(id)" }
}

/// This machine, among the nodes of a later cluster: constants until there is more than one.
enum Node {
    static let name = "local"
    static let leaseEpoch: Int64 = 1
    /// The volume in the data folder itself.
    static let volume = "default"
    /// The folder of snapshots beside it.
    static let snapshots = "snapshots"
}
