import Catalog
import Cryptography
import Foundation
import Logging
import Media
import Playback
import Storage
import Stream
import Synchronization
import Testing

@testable import NVR

/// Exports of recordings in a folder of their own, with a catalogue in memory and a clock that is turned by hand.
final class ExportsUnderTest: Sendable {
    static let start = WallTime(nanoseconds: 1_795_233_600_123_456_789)

    let world: CamerasUnderTest
    let time: ManualTimeSource
    let settings: Settings
    let jobs: RecorderJobs
    let exports: Exports
    let key: SigningKey
    let shelf: ExportShelf
    let player: Player
    let folder: URL
    /// What is said of the disk.
    let box: DiskBox
    let readers = DiskThreads(count: 1)

    var catalog: InMemoryCatalog { world.catalog }
    var exportFolder: String { folder.appending(path: "exports").path }

    init(encoding: ExportEncoding? = nil) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-exports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        time = ManualTimeSource(wall: Self.start + .seconds(3600))
        world = CamerasUnderTest(time: time)
        settings = try await Settings.open(world.services)
        jobs = RecorderJobs(world.services)
        let store = try LocalDisk(path: folder.appending(path: "recordings").path)
        let box = DiskBox()
        self.box = box
        key = .random()
        shelf = try ExportShelf(
            PrivateFolder(path: folder.appending(path: "exports").path),
            logger: world.services.logger
        )
        player = Player(catalog: world.catalog, volumes: ["default": store], threads: readers)
        exports = Exports(
            services: world.services,
            settings: settings,
            jobs: jobs,
            player: player,
            base: .success(ExportBase(shelf: shelf, key: key)),
            room: ExportRoom(settings: settings) { box.disk.withLock { $0 } },
            version: "1.2.3",
            readers: readers,
            encoding: encoding,
            // Nothing here waits for a time of day.
            sleep: { _ in await Task.yield() }
        )
        for name in ["gate", "yard"] {
            try await world.catalog.insert(
                CameraRecord(
                    id: try #require(CameraID(name)),
                    name: "The \(name)",
                    mainURL: "rtsp://192.0.2.7/",
                    owner: "local",
                    leaseEpoch: 1,
                    createdAt: Self.start
                )
            )
        }
    }

    final class DiskBox: Sendable {
        let disk = Mutex<ExportRoom.Disk?>(.init(total: 1_000_000_000, free: 500_000_000))
    }

    /// Calls `body`, and ends everything afterwards.
    static func with(
        encoding: ExportEncoding? = nil,
        _ body: (ExportsUnderTest) async throws -> Void
    ) async throws {
        let world = try await ExportsUnderTest(encoding: encoding)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(world)) } catch { outcome = .failure(error) }
        await world.jobs.end()
        await world.exports.close()
        await world.readers.stop()
        try? FileManager.default.removeItem(at: world.folder)
        try outcome.get()
    }

    /// Exports whose folder cannot be used.
    func broken() -> Exports {
        Exports(
            services: world.services,
            settings: settings,
            jobs: jobs,
            player: player,
            base: .failure(StartError("The disk is not there.")),
            room: ExportRoom(settings: settings) { nil },
            version: "1.2.3",
            readers: readers
        )
    }

    /// A recording of 60 s, with its file unless `bytes` is nil.
    func record(_ camera: String, minute: Int, _ bytes: [UInt8]?, isOpen: Bool = false) async throws {
        let start = Self.start + .seconds(60 * minute)
        let id = RecordingID(nanoseconds: start.nanoseconds + (camera == "gate" ? 0 : 1))
        let key = "\(camera)/main/\(camera)_\(id).mp4"
        if let bytes {
            let file = folder.appending(path: "recordings/\(key)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: file)
        }
        try await catalog.apply([
            .opened(
                SegmentRecord(
                    id: id,
                    camera: try #require(CameraID(camera)),
                    stream: .main,
                    start: start,
                    end: start + .seconds(60),
                    bytes: Int64(bytes?.count ?? 1000),
                    videoFrames: 1500,
                    audioFrames: 20,
                    keyFrames: 60,
                    isOpen: isOpen,
                    node: "local",
                    volume: "default",
                    key: key,
                    run: id,
                    videoCodec: "avc1.64001f",
                    audioCodec: "mp4a.40.2",
                    width: 640,
                    height: 360
                )
            )
        ])
    }

    func request(_ cameras: [String], from second: Int = 0, to end: Int = 600) -> ExportRequest {
        ExportRequest(cameras: cameras, from: Self.start + .seconds(second), to: Self.start + .seconds(end))
    }

    /// Begins an export and waits for its end.
    func run(_ request: ExportRequest, as principal: Principal = Asker.administrator) async throws -> JobView {
        let begun = try await exports.create(as: principal, request)
        #expect(begun.kind == "export")
        return try await ended(begun.id)
    }

    func ended(_ job: String) async throws -> JobView {
        try await eventually("the job \(job) ends") {
            try ![.queued, .running].contains(jobs.job(as: Asker.administrator, job).state)
        }
        return try jobs.job(as: Asker.administrator, job)
    }

    /// The path of an export that was made.
    func made(_ request: ExportRequest) async throws -> String {
        let job = try await run(request)
        #expect(job.state == .succeeded, "\(job.sentence)")
        return "\(exportFolder)/\(try #require(job.result["export"])).zip"
    }

    var expected: ExpectedKey? { ExpectedKey(fingerprint: key.publicKey.fingerprint) }

    func verdict(of path: String) throws -> ExportVerdict { try ExportVerification.verify(path, expecting: expected) }

    /// Names in the folder of the exports.
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: exportFolder).sorted() }
}
