import Accounts
import Catalog
import Changes
import Cryptography
import Foundation
import Ingest
import Logging
import Media
import NIOPosix
import Playback
import Recording
import Simulation
import Storage
import Stream
import Testing

@testable import NVR

/// The cameras with a catalogue in memory, a clock that stands still, and a disk in a folder of their own.
struct CamerasUnderTest {
    let catalog = InMemoryCatalog()
    let services: DomainServices
    let allowsLoopback: Bool
    /// For recordings that are masked; nil for none.
    var workers: RecorderWorkers?
    /// Set by tests of a disk that fails: what stands before the folder.
    var faulty: @Sendable (FaultyDisk) -> Void = { _ in }

    /// - Parameter time: nil for one that stands still.
    init(allowsLoopback: Bool = false, time: (any TimeSource)? = nil) {
        self.allowsLoopback = allowsLoopback
        let time = time ?? ManualTimeSource(wall: WallTime(nanoseconds: 1_795_233_600_000_000_000))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        services = DomainServices(
            catalog: catalog,
            audit: AuditTrail(catalog: catalog, time: time, logger: logger),
            changes: ChangeFeed(startingAfter: 0),
            masterKey: MasterKey(.random()),
            time: time,
            logger: logger
        )
    }

    /// Calls `body` with cameras that have something to do only once they run.
    func withCameras(_ body: (Cameras) async throws -> Void) async throws {
        try await withRecorder { cameras, _, _ in try await body(cameras) }
    }

    func withRecorder(_ body: (Cameras, RecordingService, Archive) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-cameras-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let threads = DiskThreads(count: 1)
        let store = FaultyDisk(try LocalDisk(path: folder))
        faulty(store)
        let recording = RecordingService(
            configuration: .init(node: "local", volume: "default"),
            store: store,
            threads: threads,
            readers: threads,
            catalog: catalog,
            previousOpen: nil,
            time: services.time,
            logger: services.logger,
            told: RecordingEvents(services).told
        )
        let cameras = Cameras(
            services: services,
            recording: recording,
            rules: CameraRules(
                allowsLoopback: allowsLoopback,
                masterKey: services.masterKey,
                logger: services.logger
            ),
            loops: [IngestLoop(MultiThreadedEventLoopGroup.singleton.next())],
            ringBytes: 64 << 20,
            workers: workers
        )
        let archive = Archive(
            catalog: catalog,
            player: Player(catalog: catalog, volumes: ["default": store], threads: threads),
            time: services.time,
            masks: services.masks
        )
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(cameras, recording, archive)) } catch { outcome = .failure(error) }
        await threads.stop()
        try outcome.get()
    }

    /// Calls `body` with cameras that run and are recorded.
    func withRunning(_ body: (Cameras, Archive) async throws -> Void) async throws {
        try await withRecorder { cameras, recording, archive in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await recording.run() }
                group.addTask { try await cameras.run() }
                defer { group.cancelAll() }
                try await body(cameras, archive)
            }
        }
    }

    /// The audit log, the oldest entry first: "action target detail".
    func audited() async throws -> [String] {
        try await catalog.audit(after: 0, limit: 1000).map { record in
            "\(record.entry.action) \(record.entry.target ?? "") \(record.entry.detail)"
        }
    }

    /// What was published until now, as "kind object id".
    func published() async -> [String] {
        services.changes.finish()
        var all: [String] = []
        for await case .change(let change) in services.changes.subscribe(after: 0) {
            all.append("\(change.kind) \(change.object) \(change.id)")
        }
        return all
    }
}

/// People who ask.
enum Asker {
    static let administrator = user(.administrator, .some([:]))

    static func viewer(_ cameras: [String: Set<Principal.CameraRight>]) -> Principal { user(.viewer, .some(cameras)) }

    static func user(_ role: Principal.Role, _ grants: Principal.CameraGrants) -> Principal {
        Principal(identity: .user(id: 7, name: "anna"), credential: .session, role: role, grants: grants)
    }
}

/// What kind of refusal `body` throws; nil if it throws none of the domain's.
func refusal(_ body: () async throws -> Void) async -> DomainError.Kind? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? DomainError)?.kind
    }
}

/// Waits until `condition` holds, which something else brings about.
func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
    // Beside all other tests, on few cores, the simulated cameras do not get their turn at once.
    let end = ContinuousClock.now + .seconds(180)
    while try await !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("In 180 s it has not come to this: \(what).")
            throw CancellationError()
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}

/// A simulated camera on this machine.
struct CameraUnderTest {
    let server: CameraServer

    init(_ change: (inout CameraServer.Configuration) -> Void = { _ in }) async throws {
        var configuration = CameraServer.Configuration(cameras: SimulatedCamera.cameras(try Clip.demo(), count: 1))
        configuration.port = 0
        change(&configuration)
        server = try await CameraServer.bind(
            configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Sessions that were begun at a path, and those that have not ended yet.
    func sessions(_ path: String = "/main") -> (all: Int, open: Int) {
        let statistics = server.statistics.paths[path]
        return (statistics?.sessions ?? 0, statistics?.openSessions ?? 0)
    }
}
