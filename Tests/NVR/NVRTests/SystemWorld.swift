import Catalog
import Changes
import Cryptography
import Logging
import Logs
import Machine
import Media
import Storage
import Stream
import Synchronization
import Testing

@testable import NVR

/// A recorder as a whole without cameras and disks: what it is told of them is what a test says.
final class SystemWorld: Sendable {
    static let beginning = WallTime(nanoseconds: 1_795_233_600_000_000_000)

    private struct Told {
        var figures = RecorderFigures()
        var problems: [String] = []
        var isInterrupted = false
        var wishes: [ProgramWish] = []
    }

    let time = ManualTimeSource(monotonic: .init(nanoseconds: 1_000_000_000_000), wall: beginning)
    let catalog = InMemoryCatalog()
    let files: ToldMachine
    let logs: RecorderLogs
    let console = ToldConsole()
    let services: DomainServices
    let jobs: RecorderJobs
    let system: RecorderSystem
    private let threads = DiskThreads(count: 1)
    private let told = ToldBox()

    private final class ToldBox: Sendable { let state = Mutex(Told()) }

    init(
        volumes: [VolumeWatch.Place] = [],
        catalogue: String? = nil,
        files: ToldMachine = ToldMachine(),
        workers: WorkersView? = nil
    ) {
        self.files = files
        let time = time
        let console = console
        logs = RecorderLogs(level: .info, clock: { time.wall }, console: { _ in console.handler })
        let logger = logs.logger("nightjar")
        services = DomainServices(
            catalog: catalog,
            audit: AuditTrail(catalog: catalog, time: time, logger: logger),
            changes: ChangeFeed(startingAfter: 1000),
            masterKey: MasterKey(.random()),
            time: time,
            logger: logger
        )
        jobs = RecorderJobs(services)
        let told = told
        system = RecorderSystem(
            services,
            .init(
                version: "1.2.3",
                libraries: ["SQLite": "3.40.1"],
                volumes: volumes,
                catalogue: catalogue,
                threads: threads,
                machine: MachineReader(files: files),
                logs: logs.store,
                jobs: jobs,
                figures: { told.state.withLock { $0.figures } },
                problems: { told.state.withLock { $0.problems } },
                workers: { workers },
                isInterrupted: { told.state.withLock { $0.isInterrupted } },
                onWish: { wish in told.state.withLock { $0.wishes.append(wish) } }
            )
        )
    }

    /// Ends what runs; to be called by every test.
    func end() async {
        await jobs.end()
        services.changes.finish()
        await threads.stop()
    }

    var figures: RecorderFigures {
        get { told.state.withLock { $0.figures } }
        set { told.state.withLock { $0.figures = newValue } }
    }

    var wishes: [ProgramWish] { told.state.withLock { $0.wishes } }

    func tell(problems: [String] = [], isInterrupted: Bool = false) {
        told.state.withLock { ($0.problems, $0.isInterrupted) = (problems, isInterrupted) }
    }

    /// The actions in the audit log, the newest first.
    func audited() async throws -> [AuditEntry] { try await catalog.audit(AuditQuery(limit: 100)).map(\.entry) }

    func add(_ id: String, name: String) async throws {
        let camera = CameraRecord(
            id: try #require(CameraID(id)),
            name: name,
            mainURL: "rtsp://camera/",
            owner: "local",
            leaseEpoch: 1,
            createdAt: Self.beginning
        )
        try await catalog.insert(camera)
    }

    // MARK: Who asks

    static let administrator = asker(.administrator, id: 1, "anna")
    static let viewer = asker(.viewer, id: 2, "vera", cameras: ["yard": [.live, .playback]])
    static let `operator` = asker(.operator, id: 3, "otto", cameras: ["yard": [.live]])
    static let readingKey = key(of: administrator, Principal.Scope(isReadOnly: true))
    static let cameraKey = key(of: administrator, Principal.Scope(cameras: ["yard"]))

    static func asker(
        _ role: Principal.Role,
        id: Int64,
        _ name: String,
        cameras: [String: Set<Principal.CameraRight>] = [:]
    ) -> Principal {
        Principal(
            identity: .user(id: id, name: name),
            credential: .session,
            role: role,
            grants: .some(cameras),
            origin: .init(face: "native", address: "192.0.2.9")
        )
    }

    private static func key(of owner: Principal, _ scope: Principal.Scope) -> Principal {
        var principal = owner
        principal.credential = .apiKey
        principal.scope = scope
        return principal
    }
}

/// The files of a machine that was never there.
final class ToldMachine: SystemFiles {
    private let texts: Mutex<[String: String]>

    init(_ texts: [String: String] = [:]) { self.texts = Mutex(texts) }

    func text(of path: String) -> String? { texts.withLock { $0[path] } }
    func exists(_ path: String) -> Bool { texts.withLock { $0[path] != nil } }
    func count(in folder: String) -> Int? { nil }
    func tell(_ path: String, _ text: String) { texts.withLock { $0[path] = text } }
}

/// A console that remembers.
final class ToldConsole: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }
    var handler: any LogHandler { Handler(console: self) }

    private struct Handler: LogHandler {
        let console: ToldConsole
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted()
            console.kept.withLock { $0.append(([event.message.description] + fields).joined(separator: " ")) }
        }
    }
}

/// How a call ended: what a table of permissions compares.
enum CallOutcome: Hashable {
    case allowed
    case refused(DomainError.Kind)

    init(_ call: () async throws -> Void) async throws {
        do {
            try await call()
            self = .allowed
        } catch let error as DomainError {
            self = .refused(error.kind)
        }
    }
}
