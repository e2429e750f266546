import Catalog
import Changes
import Foundation
import HTTPAuthentication
import Ingest
import Logging
import NIOCore
import RTSP
import Recording
import Stream

/// The streams of cameras that are switched on: begins, changes and ends the work for each. Owned by ``Cameras``.
struct CameraStreams {
    private let services: DomainServices
    let recording: RecordingService
    private let rules: CameraRules
    let loops: [IngestLoop]
    let hosts: CameraHosts
    let budget: RingBudget
    let director: RecordingDirector
    /// What of them is masked before it goes to disk.
    let masked: MaskedRecordings

    private(set) var works: [CameraID: [StreamKind: StreamWork]] = [:]
    /// The cameras that they are of, as they are now.
    private(set) var records: [CameraID: CameraRecord] = [:]
    private var nextLoop = 0
    /// Works that are to be run.
    let started: AsyncStream<StreamWork>
    private let startedContinuation: AsyncStream<StreamWork>.Continuation

    init(
        services: DomainServices,
        recording: RecordingService,
        rules: CameraRules,
        loops: [IngestLoop],
        ringBytes: Int,
        director: RecordingDirector,
        masked: MaskedRecordings
    ) {
        self.services = services
        self.recording = recording
        self.rules = rules
        self.loops = loops
        self.director = director
        self.masked = masked
        hosts = CameraHosts(time: services.time)
        budget = RingBudget(limit: ringBytes)
        (started, startedContinuation) = AsyncStream.makeStream()
    }

    // MARK: Beginning and ending

    /// Brings the streams in line with a camera as it is now: begins what is missing, changes what is another, and
    /// touches nothing that is as it should be.
    ///
    /// - Returns: the works that have to be ended, with ``end(_:because:)``.
    mutating func apply(_ record: CameraRecord, _ memories: [StreamKind: SourceMemory]) -> [StreamWork] {
        var surplus: [StreamWork] = []
        records[record.id] = record
        // Both streams of a device on one loop, for as long as it is on.
        let loop = loops[nextLoop % loops.count]
        nextLoop += works[record.id] == nil ? 1 : 0
        for kind in StreamKind.allCases {
            guard record.enabled, let source = source(of: record, kind) else {
                if let work = works[record.id]?.removeValue(forKey: kind) { surplus.append(work) }
                continue
            }
            if let work = works[record.id]?[kind] {
                work.ingest.change(source)
                self.record(work, of: record)
                budget.setPriority(record.priority, of: work.ring)
            } else {
                begin(source, of: record, kind, on: loop, memories[kind] ?? SourceMemory())
            }
        }
        if works[record.id]?.isEmpty == true { works[record.id] = nil }
        if works[record.id] == nil { records[record.id] = nil }
        return surplus
    }

    /// Has a stream recorded as its mode says, and what happens. One that is being recorded goes on.
    private func record(_ work: StreamWork, of record: CameraRecord) {
        guard let order = director.order(for: record, work.kind, at: services.time.wall) else { return }
        let (camera, stream) = (work.camera, work.kind)
        let interval = Self.pictureInterval(of: record, stream)
        let isRecorded = recording.isWriting(camera, stream) != nil
        let volume = volume(of: record, stream)
        recording.start(
            camera: camera,
            stream: stream,
            ring: isRecorded ? work.ring : recordedRing(of: work, record),
            volume: volume,
            segmentSeconds: record.segmentSeconds,
            pictureInterval: interval,
            order: order
        )
        // First: by the order a file may begin.
        recording.setVolume(volume, camera: camera, stream: stream)
        recording.setOrder(order, camera: camera, stream: stream)
        recording.setSegmentLength(record.segmentSeconds, camera: camera, stream: stream)
        recording.setPictureInterval(interval, camera: camera, stream: stream)
    }

    /// Where what is recorded of a stream at this moment goes.
    private func volume(of record: CameraRecord, _ stream: StreamKind) -> String? {
        guard record.eventVolume != nil else { return record.volume(of: stream) }
        let showsEvent = director.showsEvent(record, stream, at: services.time.wall)
        return record.volume(of: stream, showsEvent: showsEvent)
    }

    /// What goes to a volume that is no more goes elsewhere from now on.
    mutating func leave(_ volume: String) {
        for id in Array(records.keys) { records[id]?.leave(volume) }
    }

    /// Between two pictures that are kept, where it is not all: cameras that are asked for each give one a second, and
    /// hardly any sends fewer.
    static func pictureInterval(of record: CameraRecord, _ stream: StreamKind) -> Duration {
        let url = stream == .main ? record.mainURL : record.subURL ?? ""
        guard record.sampleInterval > 1, url.lowercased().hasPrefix("http") else { return .zero }
        return .seconds(record.sampleInterval)
    }

    private mutating func begin(
        _ source: StreamSource,
        of record: CameraRecord,
        _ kind: StreamKind,
        on loop: IngestLoop,
        _ memory: SourceMemory
    ) {
        let ring = StreamRing(budget: budget, priority: record.priority)
        let key = Self.memoryKey(record.id, kind)
        let ingest = StreamIngest(
            source: source,
            ring: ring,
            loop: loop,
            hosts: hosts,
            memory: memory,
            time: services.time,
            logger: services.logger,
            remember: { [services] in Self.keep($0, of: $1, as: key, services) },
            changed: { [services, id = record.id.text] in services.published(.state, "camera", id: id) }
        )
        let work = StreamWork(camera: record.id, kind: kind, ingest: ingest, ring: ring)
        self.record(work, of: record)
        works[record.id, default: [:]][kind] = work
        startedContinuation.yield(work)
    }

    mutating func remove(_ id: CameraID) -> [StreamWork] {
        records[id] = nil
        return works.removeValue(forKey: id).map { Array($0.values) } ?? []
    }

    /// Ends works and their recordings; returns when the camera was told and all that it sent is safe.
    static func end(_ works: [StreamWork], because reason: String, recording: RecordingService) async {
        await withTaskGroup(of: Void.self) { group in
            for work in works {
                group.addTask {
                    await work.stop()
                    await recording.stop(camera: work.camera, stream: work.kind, because: reason)
                }
            }
        }
    }

    private func source(of record: CameraRecord, _ kind: StreamKind) -> StreamSource? {
        guard let text = kind == .main ? record.mainURL : record.subURL, let url = rules.url(text, of: record) else {
            return nil
        }
        var source = StreamSource(
            name: "\(record.id)/\(kind.rawValue)",
            url: url,
            credentials: record.username.map { username in
                HTTPCredentials(username: username, password: rules.password(of: record) ?? "")
            },
            takesAudio: record.recordAudio,
            policy: rules.policy(isDemo: record.isDemo)
        )
        let transport = kind == .main ? record.mainTransport : record.subTransport
        source.transport = transport.flatMap { StreamTransport(rawValue: $0.rawValue) }
        source.isOnDemand = record.connect == .onDemand && !director.needs(record, kind, at: services.time.wall)
        source.sampleInterval = record.sampleInterval
        source.certificateFingerprint = record.certificateFingerprint
        source.priority = record.priority
        return source
    }

    /// As its main stream stands; or its sub stream, where that alone is wanted.
    func status(of id: CameraID) -> CameraStatus? {
        guard let main = works[id]?[.main] else { return nil }
        var (status, kind) = (main.ingest.status, StreamKind.main)
        if status.state == .idle, let sub = works[id]?[.sub]?.ingest.status, sub.state != .idle {
            (status, kind) = (sub, .sub)
        }
        return CameraStatus(
            status,
            fate: fate(of: id, kind),
            main: .init(main.ingest, fate: fate(of: id, .main)),
            sub: works[id]?[.sub].map { .init($0.ingest, fate: fate(of: id, .sub)) }
        )
    }

    private func fate(of id: CameraID, _ kind: StreamKind) -> CameraStatus.Fate {
        guard let isWriting = recording.isWriting(id, kind) else { return .watched }
        guard isWriting else { return .resting(records[id]?.recording[kind].mode ?? .event) }
        if let trouble = recording.trouble(of: id, kind) { return .refused(trouble) }
        return masked.isFailing(id, kind) ? .unmasked : .recorded
    }

    /// Brings what is recorded of a camera in line with this moment.
    ///
    /// - Returns: those of its streams that are recorded, and of which nothing is to be: to be ended.
    func direct(_ record: CameraRecord) -> [StreamKind] {
        let now = services.time.wall
        return works[record.id, default: [:]].keys.filter { stream in
            guard let order = director.order(for: record, stream, at: now) else {
                return recording.isWriting(record.id, stream) != nil
            }
            if record.eventVolume != nil {
                recording.setVolume(volume(of: record, stream), camera: record.id, stream: stream)
            }
            recording.setOrder(order, camera: record.id, stream: stream)
            return false
        }
    }

    // MARK: Memory

    /// What a stream's sessions have taught, with the address that it is true of.
    private struct KeptMemory: Codable {
        var url: String
        var transport: StreamTransport?
        var memory: SourceMemory
    }

    private static func memoryKey(_ camera: CameraID, _ kind: StreamKind) -> String {
        "source-memory.\(camera).\(kind.rawValue)"
    }

    /// What the last run has kept of the camera's streams, as far as it is still true.
    func memories(of record: CameraRecord) async -> [StreamKind: SourceMemory] {
        var memories: [StreamKind: SourceMemory] = [:]
        for kind in StreamKind.allCases {
            guard let source = source(of: record, kind) else { continue }
            let text = try? await services.catalog.setting(Self.memoryKey(record.id, kind))
            guard let text, var kept = try? JSONDecoder().decode(KeptMemory.self, from: Data(text.utf8)),
                kept.url == source.url.withoutSecrets().url.description
            else { continue }
            if kept.transport != source.transport { kept.memory.forgetTransport() }
            memories[kind] = kept.memory
        }
        return memories
    }

    private static func keep(
        _ memory: SourceMemory,
        of source: StreamSource,
        as key: String,
        _ services: DomainServices
    ) {
        let url = source.url.withoutSecrets().url.description
        let kept = KeptMemory(url: url, transport: source.transport, memory: memory)
        guard let data = try? JSONEncoder().encode(kept) else { return }
        Task {
            do {
                try await services.catalog.changeSettings([key: String(decoding: data, as: UTF8.self)])
            } catch {
                // It is learnt again at the next start.
                services.logger.debug(
                    "what a camera has taught could not be kept",
                    metadata: ["error": "\(error)"]
                )
            }
        }
    }
}
