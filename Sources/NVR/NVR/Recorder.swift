import Catalog
import Changes
import Ingest
import Live
package import Logging
package import Media
import NIOCore
import NIOPosix
import Playback
import Recording
import ServiceLifecycle
import Storage
import Stream

/// The recorder: opens everything in its order, runs it, and closes it in the reverse order.
///
/// The one place that faces ask. All calls may come from any thread.
package final class Recorder: Service {
    package let cameras: Cameras
    package let archive: Archive
    let services: DomainServices
    private let catalog: SQLiteCatalog
    private let recording: RecordingService
    private let disk: DiskThreads
    /// Others than those that write, so that nobody who watches holds up a recorder.
    private let readers: DiskThreads
    private let loops: MultiThreadedEventLoopGroup
    private let time: any TimeSource
    private let started: MonotonicTime
    private let opening: OpenRecord
    private let version: String
    private let logger: Logger

    /// Two are plenty for hundreds of cameras (docs/performance.md); HTTP has event loops of its own.
    private static let cameraLoops = 2
    private static let diskThreads = 4
    /// A quarter of the machine's memory for what is not written yet, of all cameras together.
    private static var ringBytes: Int { max(64 << 20, PhysicalMemory.bytes / 4) }
    /// How often the catalogue is told that the program lives: so exactly the end of a crash is known.
    private static let heartbeat: Duration = .seconds(5)

    /// Opens the data folder, mends what a crash left behind, and applies the cameras of the configuration. Nothing is
    /// recorded before ``run()``.
    ///
    /// - Throws: ``StartError``, with a sentence for the console; the folder is left as it was found or better.
    package static func open(_ configuration: RecorderConfiguration, logger: Logger) async throws -> Recorder {
        do {
            return try await Recorder(configuration, logger: logger)
        } catch let error as CatalogError {
            throw StartError(error.message)
        } catch let error as StorageError {
            throw StartError("\(error)")
        } catch let error as DomainError {
            throw StartError("A camera of the configuration cannot be used: \(error.sentence)")
        }
    }

    private init(_ configuration: RecorderConfiguration, logger: Logger) async throws {
        let directory = try DataDirectory(configuration.dataDirectory)
        let time = SystemTimeSource()
        self.time = time
        self.logger = logger
        version = configuration.version
        started = time.monotonic
        catalog = try SQLiteCatalog(path: directory.catalogue)
        let masterKey = try MasterKey.open(inDataDirectory: directory.path)
        services = DomainServices(
            catalog: catalog,
            audit: AuditTrail(catalog: catalog, time: time, logger: logger),
            // Numbers rise over restarts: a client that comes back is told that it has missed something.
            changes: ChangeFeed(startingAfter: UInt64(max(0, time.wall.nanoseconds / 1_000_000))),
            masterKey: masterKey,
            time: time,
            logger: logger
        )
        let store = try await Self.openVolume(at: directory.recordings, catalog: catalog)
        disk = DiskThreads(count: Self.diskThreads)
        readers = DiskThreads(count: Self.diskThreads)
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: Self.cameraLoops)
        let cameraLoops = loops.makeIterator().map(IngestLoop.init)
        self.loops = loops

        let previous = try await catalog.previousOpen(before: nil)
        recording = RecordingService(
            configuration: .init(node: Node.name, volume: Node.volume),
            store: store,
            threads: disk,
            catalog: catalog,
            previousOpen: previous,
            time: time,
            logger: logger
        )
        archive = Archive(
            catalog: catalog,
            player: Player(catalog: catalog, volumes: [Node.volume: store], threads: readers),
            time: time
        )
        cameras = Cameras(
            catalog: catalog,
            recording: recording,
            rules: CameraRules(
                allowsLoopback: configuration.allowsLoopbackCameras,
                masterKey: masterKey,
                logger: logger
            ),
            loops: cameraLoops,
            ringBytes: Self.ringBytes,
            time: time,
            logger: logger
        )
        try await cameras.apply(configuration.cameras)
        // After the cameras are known: a file without a row is taken up only for a camera that is.
        let recovery = Recovery(
            catalog: catalog,
            node: Node.name,
            volumes: [Node.volume: store],
            threads: disk,
            logger: logger
        )
        let report = try await recovery.run(previous: previous, at: time.wall)
        logger.info("catalogue and disk were compared", metadata: ["result": "\(report)"])
        // Last: a start that failed before has changed nothing that a later one must know of.
        opening = try await catalog.beginOpen(version: version, at: time.wall)
    }

    /// Opens the volume in the data folder. It is remembered which one it was, so that a disk that is not mounted, or was
    /// swapped, is never taken for a new one.
    static func openVolume(at path: String, catalog: SQLiteCatalog) async throws -> LocalDisk {
        let setting = "volume.\(Node.volume)"
        if let known = try await catalog.setting(setting).flatMap(VolumeID.init) {
            return try LocalDisk(path: path, expecting: known)
        }
        let disk = try LocalDisk(path: path)
        try await catalog.changeSettings([setting: disk.volume.text])
        return disk
    }

    package var now: WallTime { time.wall }

    /// A camera's stream for a viewer: "main" or "sub"; main where there is no sub stream.
    package func live(camera: String, stream: String) async throws -> LiveFeed {
        guard let kind = StreamKind(rawValue: stream) else {
            throw DomainError(.invalid, "stream is \"main\" or \"sub\".", member: "stream")
        }
        return LiveFeed(LiveView(of: try await cameras.ring(of: camera, kind)))
    }

    package func health() async -> RecorderHealth {
        let (total, recorded) = await cameras.counts()
        return await RecorderHealth(
            version: version,
            time: time.wall,
            uptime: time.monotonic - started,
            cameras: total,
            recording: recorded,
            problems: cameras.problems() + recording.problems
        )
    }

    /// Records until the service group shuts down or the task is cancelled; then every file is closed and every row
    /// written before this returns.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { outer in
            // Ends after the cameras, so that it still gets what they sent last.
            outer.addTask { await self.recording.run() }
            defer { outer.cancelAll() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.cameras.run() }
                group.addTask { try await self.beat() }
                group.addTask { try? await gracefulShutdown() }
                // The cameras and the heartbeat run for ever: the first to end is the shutdown, or a failure.
                defer { group.cancelAll() }
                try await group.next()
            }
        }
        try await close()
    }

    private func beat() async throws {
        while !Task.isCancelled {
            try await catalog.touchOpen(opening.id, at: time.wall)
            try? await Task.sleep(for: Self.heartbeat)
        }
    }

    /// Closes the catalogue and ends all threads. For a recorder that never ran, the one who opened it calls this.
    package func close() async throws {
        try await catalog.closeOpen(opening.id, at: time.wall)
        try catalog.close()
        await disk.stop()
        await readers.stop()
        try await loops.shutdownGracefully()
    }
}
