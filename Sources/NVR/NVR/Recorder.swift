import Catalog
import Changes
import Cryptography
import Ingest
import Live
package import Logging
import Logs
import Machine
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
    /// How long recordings stay.
    package let keeping: Keeping
    package let volumes: Volumes
    /// Cameras that were removed, and what was recorded of them.
    package let archives: ArchiveGroups
    /// What looks after the files of recordings.
    package let upkeep: Upkeep
    package let live: LiveStreams
    package let people: People
    /// Long work, for all parts.
    package let jobs: RecorderJobs
    /// The recorder as a whole.
    package let system: RecorderSystem
    package let settings: Settings
    package let backups: Backups
    package let exports: Exports
    /// Live streams as HLS.
    package let hls: HLSDelivery
    /// Cameras for programs that speak RTSP.
    package let restreams: Restreams
    /// Those that decode pictures, and what they make for whoever asks.
    package let workers: RecorderWorkers
    package let snapshots: Snapshots
    /// Pictures out of recordings.
    package let stills: RecordedStills
    /// And small ones, for scrubbing.
    package let storyboards: Storyboards
    /// Snapshots that are kept.
    package let album: SnapshotAlbum
    /// What happens before the cameras.
    package let events: CameraEvents
    let services: DomainServices
    private let catalog: SQLiteCatalog
    let recording: RecordingService
    private let disk: DiskThreads
    /// Others than those that write, so that nobody who watches holds up a recorder.
    private let readers: DiskThreads
    let parts = PartsAtWork()
    private let loops: MultiThreadedEventLoopGroup
    private let time: any TimeSource
    let heart: Heartbeat
    let logger: Logger

    /// Two are plenty for hundreds of cameras (docs/performance.md); HTTP has event loops of its own.
    private static let cameraLoops = 2
    private static let diskThreads = 4
    /// A quarter of the memory that the machine, or the container, has, for what is not written yet, of all cameras together.
    private static func ringBytes(at now: MonotonicTime) -> Int {
        max(64 << 20, Int(clamping: (MachineReader().read(now: now).usableMemory ?? 0) / 4))
    }
    /// And half as much for what is made for viewers, who take nothing of that from the recordings.
    private static func viewingBytes(at now: MonotonicTime) -> Int { ringBytes(at: now) / 2 }

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
        catalog = try SQLiteCatalog(path: directory.catalogue)
        let masterKey = try MasterKey.open(
            inDataDirectory: directory.path,
            given: configuration.masterKey
        )
        services = DomainServices(
            catalog: catalog,
            audit: AuditTrail(catalog: catalog, time: time, logger: logger),
            // Numbers rise over restarts: a client that comes back is told that it has missed something.
            changes: ChangeFeed(startingAfter: UInt64(max(0, time.wall.nanoseconds / 1_000_000))),
            masterKey: masterKey,
            time: time,
            logger: logger
        )
        settings = try await Settings.open(services)
        people = try await People.open(services, settings)
        let store = try await Self.openVolume(at: directory.recordings, catalog: catalog)
        disk = DiskThreads(count: Self.diskThreads)
        readers = DiskThreads(count: Self.diskThreads)
        let lane = DiskLane(name: Node.volume, writers: disk, readers: readers)
        let places = VolumeRules(directory, roots: configuration.volumeRoots)
        volumes = try await Volumes.open(services, places, default: store, lane: lane)
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: Self.cameraLoops)
        let cameraLoops = loops.makeIterator().map(IngestLoop.init)
        self.loops = loops

        let previous = try await catalog.previousOpen(before: nil)
        recording = RecordingService(
            configuration: .init(node: Node.name, volume: Node.volume),
            volumes: volumes.registry,
            catalog: catalog,
            previousOpen: previous,
            time: time,
            logger: logger,
            told: RecordingEvents(services).told
        )
        let recording = recording
        let order = OneAtATime()
        volumes.mendReturned(recording, previous: previous, in: order)
        await settings.follow(\.recording.segmentSeconds) { recording.setUsualSegmentLength(.seconds($0)) }
        settings.show(configuration)
        jobs = RecorderJobs(services)
        let keptVolumes = { @Sendable [volumes] in
            volumes.kept(recording, default: store, at: directory.recordings)
        }
        upkeep = try await Upkeep(services, settings, jobs, volumes: keptVolumes, recording, order: order)
        let player = Player(catalog: catalog, volumes: PlayedVolumes(volumes.registry))
        archive = Archive(
            catalog: catalog,
            player: player,
            time: time,
            masks: services.masks,
            mend: { [upkeep] in await upkeep.consistency.mend($0) }
        )
        workers = RecorderWorkers(program: configuration.worker, time: time, logger: logger)
        cameras = Cameras(
            services: services,
            recording: recording,
            rules: CameraRules(
                allowsLoopback: configuration.allowsLoopbackCameras,
                masterKey: masterKey,
                logger: logger
            ),
            loops: cameraLoops,
            ringBytes: Self.ringBytes(at: time.monotonic),
            director: RecordingDirector { [settings] in RecordingDirector.Usual(settings) },
            workers: workers
        )
        let hub = LiveHub(time: time, budget: RingBudget(limit: Self.viewingBytes(at: time.monotonic)))
        events = CameraEvents(services, cameras, settings, hub)
        let derived = DerivedStreams(
            workers: workers,
            options: { [settings] in DerivedOptions(settings) },
            time: time,
            logger: logger
        )
        hls = HLSDelivery(engine: LiveHLS(time: time), cameras: cameras, settings: settings, derived: derived)
        restreams = Restreams(
            services: services,
            people: people,
            cameras: cameras,
            hub: hub,
            derived: derived,
            configuration: configuration.restream
        )
        try await Self.openMasks(services, cameras, derived, restreams)
        backups = Backups(
            folder: try PrivateFolder(path: directory.backups),
            services: services,
            rules: CameraRules(
                allowsLoopback: configuration.allowsLoopbackCameras,
                masterKey: masterKey,
                logger: logger
            ),
            version: configuration.version,
            plan: { [settings] in settings.backupPlan }
        )
        snapshots = Snapshots(cameras: cameras, workers: workers, time: time) { [settings] in
            settings.value(\.live.snapshotQuality)
        }
        stills = RecordedStills(archive: archive, workers: workers) { [settings] in
            settings.value(\.live.snapshotQuality)
        }
        storyboards = Self.storyboards(stills, at: directory.storyboards, readers, settings, logger)
        let shelf = try await SnapshotAlbum.openShelf(at: directory.snapshots, catalog, readers, logger)
        let chosen = SnapshotPlaces(services, volumes.registry)
        album = SnapshotAlbum(services, cameras, snapshots, shelf: shelf, places: chosen)
        exports = Self.openExports(
            in: directory,
            services,
            settings,
            jobs,
            player,
            derived,
            readers: readers,
            version: configuration.version
        )
        keeping = Keeping(
            services: services,
            settings: settings,
            jobs: jobs,
            volumes: keptVolumes,
            threads: DiskThreads(count: 1)
        )
        archives = ArchiveGroups(services, settings, keeping, cameras, album)
        live = LiveStreams(cameras: cameras, hub: hub, derived: derived) { [settings] in
            settings.value(\.live.offersMSE)
        }
        let heart = Heartbeat(
            catalog: catalog,
            version: configuration.version,
            time: time,
            logger: logger,
            mend: Self.mending(catalog, volumes, album, disk, previous, time, logger)
        )
        self.heart = heart
        system = RecorderSystem(
            services,
            .init(
                version: configuration.version,
                libraries: ["SQLite": try await catalog.libraryVersion(), "OpenSSL": CryptographyLibrary.version],
                volumes: [.init(name: Node.volume, path: directory.recordings)],
                moreVolumes: { [volumes] in volumes.places },
                catalogue: directory.catalogue,
                threads: readers,
                logs: configuration.logs?.store ?? LogStore(clock: { time.wall }),
                jobs: jobs,
                figures: { [cameras, recording] in await cameras.figures(recorded: recording.figures) },
                problems: {
                    [cameras, recording, backups, restreams, workers, keeping, album, volumes, exports, upkeep] in
                    await heart.problems + cameras.problems() + recording.problems + backups.problems
                        + restreams.problems + workers.problems + keeping.problems + album.problems
                        + volumes.problems(recording) + exports.problems + upkeep.problems
                },
                workers: { [workers] in await workers.view },
                isInterrupted: { [recording] in recording.isInterrupted },
                onWish: configuration.onWish
            )
        )
        system.addMetrics { [keeping, volumes] in keeping.metrics() + volumes.metrics() }
        system.addMetrics { [live, hls, restreams] in
            await LiveMetrics(hub: live.hub, hls: hls, restreams: restreams).families()
        }
        let startLevel = configuration.logs?.store.level
        await settings.follow(\.logs.level) { [settings, system] in
            // What the start has said counts until somebody sets another.
            let level = settings.isSet(\.logs.level) ? Logger.Level(rawValue: $0) : startLevel
            if let level { system.setLogLevel(level) }
        }
        try await cameras.apply(configuration.cameras)
        try await people.prepare(configuration)
        try await restreams.open()
        // Last: a start that failed before has changed nothing that a later one must know of. And after the cameras are
        // known: a file without a row is taken up only for a camera that is.
        try await heart.start()
    }

    package var now: WallTime { time.wall }

    /// Closes the catalogue and ends all threads. For a recorder that never ran, the one who opened it calls this.
    package func close() async throws {
        await jobs.end()
        await restreams.close()
        await keeping.close()
        await upkeep.close()
        await workers.close()
        services.changes.finish()
        await heart.close()
        await people.close()
        do {
            try catalog.close()
        } catch {
            // What it was told is in its write-ahead log, which the next start reads.
            logger.error("the catalogue could not be closed", metadata: ["reason": "\(error)"])
        }
        await disk.stop()
        await readers.stop()
        await volumes.close()
        await backups.close()
        await exports.close()
        try await loops.shutdownGracefully()
    }
}
