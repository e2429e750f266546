package import Media
import Synchronization

/// A catalogue that lasts as long as the process: for tests. It keeps the same contract as the one on disk.
package final class InMemoryCatalog: Catalog {
    struct State {
        var cameras: [CameraID: CameraRecord] = [:]
        var volumes: [String: VolumeRecord] = [:]
        var areas: [CameraAreaKey: [CameraAreaRecord]] = [:]
        var segments: [RecordingID: SegmentRecord] = [:]
        var indexes: [RecordingID: [UInt8]] = [:]
        var removals: [RecordingID: FileRemoval] = [:]
        var announced: [RecordingID: FileRemoval] = [:]
        var holders: [RecordingID: RecordingID] = [:]
        var evidence: [CameraID: [EvidenceRecord]] = [:]
        var evidenceNotes: [EvidenceNote] = []
        var lastEvidenceNote: Int64 = 0
        var gaps: [GapID: GapRecord] = [:]
        var storage = InMemoryStorage()
        var keptFrom: [CameraID: [StreamKind: WallTime]] = [:]
        var snapshots: [SnapshotID: InMemorySnapshot] = [:]
        var events: [CameraEventID: CameraEventRecord] = [:]
        var opens: [OpenRecord] = []
        var settings: [String: String] = [:]
        var users: [UserID: InMemoryUser] = [:]
        var lastUser: Int64 = 0
        var sessions: [SessionID: SessionRecord] = [:]
        var lastSession: Int64 = 0
        var apiKeys: [APIKeyID: APIKeyRecord] = [:]
        var lastAPIKey: Int64 = 0
        var revokedTokens: [String: WallTime] = [:]
        var audit: [AuditRecord] = []
        var auditEnds = AuditEnds()
        var numbers: [NumberedThing: Int64] = [:]
        var lastNumber: Int64 = 0
    }

    private let state = Mutex(State())
    private let refusals = Mutex<(reads: CatalogError?, writes: CatalogError?)>((nil, nil))
    let recordingIDs = IDReservations()
    let gapIDs = IDReservations()
    let snapshotIDs = IDReservations()
    let eventIDs = IDReservations()

    package init() {}

    /// From now on all reads, or all changes, end with these errors, as on a disk that is full or broken; nil for none.
    package func refuse(reads: CatalogError? = nil, writes: CatalogError? = nil) {
        refusals.withLock { $0 = (reads, writes) }
    }

    func read<T: Sendable>(_ value: (State) throws(CatalogError) -> T) throws(CatalogError) -> T {
        if let error = refusals.withLock({ $0.reads }) { throw error }
        return try value(state.withLock { $0 })
    }

    /// Changes a copy, which takes the place of the state only if all went well.
    func write<T: Sendable>(_ changes: (inout State) throws(CatalogError) -> T) throws(CatalogError) -> T {
        if let error = refusals.withLock({ $0.writes }) { throw error }
        return try state.withLock { (state) throws(CatalogError) -> T in
            var changed = state
            let value = try changes(&changed)
            state = changed
            return value
        }
    }
}

extension InMemoryCatalog {
    package func cameras(includingDeleted: Bool) async throws(CatalogError) -> [CameraRecord] {
        try read { state in
            state.cameras.values.filter { includingDeleted || $0.deletedAt == nil }.sorted { $0.id < $1.id }
        }
    }

    package func camera(_ id: CameraID, includingDeleted: Bool) async throws(CatalogError) -> CameraRecord? {
        try read { state in
            guard let camera = state.cameras[id], includingDeleted || camera.deletedAt == nil else { return nil }
            return camera
        }
    }

    package func known(_ ids: [CameraID]) async throws(CatalogError) -> Set<CameraID> {
        try read { state in Set(ids.filter { state.cameras[$0] != nil }) }
    }

    package func insert(_ camera: CameraRecord) async throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard state.cameras.updateValue(camera, forKey: camera.id) == nil else {
                throw CatalogError.cameraExists(camera.id)
            }
        }
    }

    package func update(_ camera: CameraRecord) async throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard state.cameras.updateValue(camera, forKey: camera.id) != nil else {
                throw CatalogError.noCamera(camera.id)
            }
        }
    }

    package func markDeleted(
        _ id: CameraID,
        at time: WallTime,
        with settings: [String: String?]
    ) async throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard var camera = state.cameras[id] else { throw CatalogError.noCamera(id) }
            camera.deletedAt = camera.deletedAt ?? time
            state.cameras[id] = camera
            for (key, value) in settings { state.settings[key] = value }
        }
    }
}

extension InMemoryCatalog {
    package func beginOpen(version: String, at time: WallTime) async throws(CatalogError) -> OpenRecord {
        try write { state in
            let id = OpenID(number: Int64(state.opens.count) + 1)
            let open = OpenRecord(id: id, startedAt: time, lastSeenAt: time, closedCleanly: false, version: version)
            state.opens.append(open)
            return open
        }
    }

    package func touchOpen(_ id: OpenID, at time: WallTime) async throws(CatalogError) {
        try seen(id, at: time, closedCleanly: false)
    }

    package func closeOpen(_ id: OpenID, at time: WallTime) async throws(CatalogError) {
        try seen(id, at: time, closedCleanly: true)
    }

    private func seen(_ id: OpenID, at time: WallTime, closedCleanly: Bool) throws(CatalogError) {
        try write { (state) throws(CatalogError) in
            guard let index = state.opens.firstIndex(where: { $0.id == id }) else { throw CatalogError.noOpen(id) }
            state.opens[index].lastSeenAt = max(state.opens[index].lastSeenAt, time)
            if closedCleanly { state.opens[index].closedCleanly = true }
        }
    }

    package func previousOpen(before id: OpenID?) async throws(CatalogError) -> OpenRecord? {
        try read { state in
            guard let id else { return state.opens.last }
            return state.opens.last { $0.id < id }
        }
    }
}

extension InMemoryCatalog {
    package func setting(_ key: String) async throws(CatalogError) -> String? { try read { $0.settings[key] } }

    package func settings() async throws(CatalogError) -> [String: String] { try read { $0.settings } }

    package func changeSettings(_ changes: [String: String?]) async throws(CatalogError) {
        try write { state in
            for (key, value) in changes { state.settings[key] = value }
        }
    }
}
