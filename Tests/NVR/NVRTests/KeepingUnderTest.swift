import Catalog
import Logging
import Media
import Retention
import Storage
import Stream
import Synchronization

@testable import NVR

/// How recordings are kept, with a catalogue in memory and a clock that is turned by hand.
final class KeepingUnderTest: Sendable {
    static let now = WallTime(nanoseconds: 1_795_233_600_000_000_000)

    let world: CamerasUnderTest
    let time: ManualTimeSource
    let settings: Settings
    let keeping: Keeping
    let jobs: RecorderJobs
    private let store: NamesAlone

    var catalog: InMemoryCatalog { world.catalog }

    /// A volume of which nothing is asked but that files go.
    private final class NamesAlone: MediaStore {
        let deleted = Mutex<[String]>([])

        func create(_ key: StorageKey) throws(StorageError) -> any MediaFile { throw .notWritable(key.text) }
        func open(_ key: StorageKey, for access: MediaAccess) throws(StorageError) -> any MediaFile {
            throw .missing(key.text)
        }
        func delete(_ key: StorageKey) throws(StorageError) { deleted.withLock { $0.append(key.text) } }
        func list(_ folder: StorageKey?) throws(StorageError) -> [StorageEntry] { [] }
    }

    init(room: KeptVolume.Room = .init(total: 1_000_000, free: 500_000)) async throws {
        time = ManualTimeSource(wall: Self.now)
        world = CamerasUnderTest(time: time)
        settings = try await Settings.open(world.services)
        jobs = RecorderJobs(world.services)
        let store = NamesAlone()
        self.store = store
        keeping = Keeping(
            services: world.services,
            settings: settings,
            jobs: jobs,
            volumes: { [KeptVolume(name: "default", store: store, room: { room })] },
            threads: DiskThreads(count: 1),
            pause: { _ in }
        )
        for name in ["gate", "yard"] {
            try await world.catalog.insert(
                CameraRecord(
                    id: Self.camera(name),
                    name: name,
                    mainURL: "rtsp://192.0.2.7/",
                    owner: "local",
                    leaseEpoch: 1,
                    createdAt: Self.now
                )
            )
        }
    }

    func end() async {
        await keeping.close()
        await jobs.end()
    }

    var deletedFiles: [String] { store.deleted.withLock { $0.sorted() } }

    static func camera(_ text: String) -> CameraID {
        guard let id = CameraID(text) else { preconditionFailure("\(text) is no id of a camera") }
        return id
    }

    func record(
        _ id: Int64,
        of name: String = "gate",
        _ stream: StreamKind = .main,
        endedAgo days: Double,
        isOpen: Bool = false,
        isEvent: Bool = false,
        run: Int64? = nil
    ) async throws {
        let end = time.wall + .seconds(-86_400 * days)
        try await catalog.apply([
            .opened(
                SegmentRecord(
                    id: RecordingID(nanoseconds: id),
                    camera: Self.camera(name),
                    stream: stream,
                    start: end + .seconds(-60),
                    end: end,
                    bytes: 1000,
                    isOpen: isOpen,
                    isEvent: isEvent,
                    node: "local",
                    volume: "default",
                    key: "\(name)/\(id)",
                    run: RecordingID(nanoseconds: run ?? id)
                )
            )
        ])
    }

    func ids() async throws -> [String] {
        try await catalog.segments(SegmentQuery(limit: 1000)).map { "\($0.id)" }.sorted()
    }
}
