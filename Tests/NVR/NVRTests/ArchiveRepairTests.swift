import Catalog
import Foundation
import Logging
import Media
import Recording
import Storage
import Stream
import Synchronization
import Testing

@testable import NVR

/// A data folder with a minute of one camera in it, as a recorder leaves it behind.
private final class DataFolder: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-repair-\(UUID().uuidString)")
    let beginning = WallTime(nanoseconds: 1_795_000_000_000_000_000)
    private let told = Mutex<[String]>([])

    var catalogue: String { folder.appending(path: "nightjar.sqlite").path }
    var sentences: [String] { told.withLock { $0 } }

    init() async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let catalog = try SQLiteCatalog(path: catalogue)
        let volume = try await Recorder.openVolume(at: folder.appending(path: "recordings").path, catalog: catalog)
        let camera = try #require(CameraID("yard"))
        try await catalog.insert(
            CameraRecord(
                id: camera,
                name: "Yard",
                mainURL: "rtsp://192.0.2.1/",
                owner: Node.name,
                leaseEpoch: 1,
                createdAt: beginning
            )
        )
        let threads = DiskThreads(count: 1)
        let service = RecordingService(
            configuration: .init(node: Node.name, volume: Node.volume, segmentLength: .seconds(10)),
            store: volume,
            threads: threads,
            readers: threads,
            catalog: catalog,
            previousOpen: nil,
            time: ManualTimeSource(wall: beginning),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let ring = StreamRing()
        service.start(camera: camera, stream: .main, ring: ring)
        ring.begin(StreamFormat(tracks: [.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 360)))]))
        for number in 0..<120 { ring.append(picture(number)) }
        await service.finish()
        await threads.stop()
        let open = try await catalog.beginOpen(version: "test", at: beginning)
        try await catalog.closeOpen(open.id, at: beginning)
        try catalog.close()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func picture(_ number: Int) -> AccessUnit {
        let time = Duration.milliseconds(500 * number)
        return AccessUnit(
            track: 0,
            payload: Bytes([UInt8](repeating: UInt8(number), count: 100)),
            decodeTime: MediaTicks(Int64(number) * 45_000),
            arrival: MonotonicTime(nanoseconds: time.inNanoseconds),
            wall: beginning + time,
            flags: .key
        )
    }

    func repair(isRebuild: Bool = false) async throws -> ArchiveRepair.Outcome {
        try await ArchiveRepair(dataDirectory: folder.path).run(isRebuild: isRebuild) { sentence in
            self.told.withLock { $0.append(sentence) }
        }
    }

    func loseCatalogue() throws {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: catalogue + suffix) }
    }

    func rows() async throws -> [SegmentRecord] {
        let catalog = try SQLiteCatalog(path: catalogue)
        let rows = try await catalog.segments(SegmentQuery(limit: 100))
        try catalog.close()
        return rows
    }
}

struct ArchiveRepairTests {
    @Test func whatIsInOrderIsLeftAsItIs() async throws {
        let data = try await DataFolder()
        let before = try await data.rows()
        #expect(before.count == 6)
        let outcome = try await data.repair()
        #expect(outcome == .init(summary: "The catalogue and the recordings agree.", leftAlone: 0))
        #expect(try await data.rows() == before && data.sentences.isEmpty)
    }

    @Test func whatIsDoneIsTold() async throws {
        let data = try await DataFolder()
        let rows = try await data.rows()
        let recordings = data.folder.appending(path: "recordings")
        try FileManager.default.removeItem(at: recordings.appending(path: rows[0].key))
        let whole = try Data(contentsOf: recordings.appending(path: rows[1].key))
        try whole.prefix(whole.count / 2).write(to: recordings.appending(path: rows[1].key))
        try Data([1]).write(to: recordings.appending(path: "letter.txt"))
        let outcome = try await data.repair()
        #expect(outcome.leftAlone == 1 && data.sentences.count == 3)
        #expect(
            data.sentences.contains { $0.contains(rows[0].key) && $0.hasSuffix("The timeline has a gap in its place.") }
        )
        #expect(data.sentences.contains { $0.contains(rows[1].key) && $0.hasSuffix("It ends there now.") })
        #expect(data.sentences.contains { $0.contains("letter.txt is left alone") })
        #expect(try await data.rows().count == 5)
    }

    @Test func aFolderThatIsInUseIsLeftAlone() async throws {
        let data = try await DataFolder()
        let recorder = try SQLiteCatalog(path: data.catalogue)
        let error = await #expect(throws: StartError.self) { try await data.repair() }
        #expect(error?.description.contains("in use by another Nightjar") == true)
        try recorder.close()
        _ = try await data.repair()
    }

    @Test func aLostCatalogueIsBuiltAgainOnlyWhereThatIsAskedFor() async throws {
        let data = try await DataFolder()
        let before = try await data.rows()
        try data.loseCatalogue()
        let error = await #expect(throws: StartError.self) { try await data.repair() }
        #expect(error?.description.contains("nightjar repair --rebuild") == true)
        #expect(!FileManager.default.fileExists(atPath: data.catalogue))
        let outcome = try await data.repair(isRebuild: true)
        #expect(outcome.leftAlone == 0 && outcome.summary.contains("6 files taken up"))
        #expect(try await data.rows() == before)
        // What a rebuild that was interrupted has left behind can be built on.
        #expect(try await data.repair(isRebuild: true).leftAlone == 0)
        #expect(try await data.rows() == before)
        // The disk is known again.
        let catalog = try SQLiteCatalog(path: data.catalogue)
        #expect(try await catalog.setting("volume.\(Node.volume)") != nil)
        let camera = try #require(try await catalog.cameras().first)
        #expect(camera.id.text == "yard" && !camera.enabled && camera.mainURL.isEmpty)
        try catalog.close()
    }

    @Test func aCatalogueThatWasUsedIsNeverBuiltAnew() async throws {
        let data = try await DataFolder()
        let before = try await data.rows()
        let error = await #expect(throws: StartError.self) { try await data.repair(isRebuild: true) }
        #expect(error?.description.contains("is not built anew") == true)
        #expect(try await data.rows() == before)
    }

    @Test func nothingIsMadeWhereNothingWas() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-nothing-\(UUID().uuidString)")
        for isRebuild in [false, true] {
            await #expect(throws: StartError.self) {
                try await ArchiveRepair(dataDirectory: folder.path).run(isRebuild: isRebuild) { _ in }
            }
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
}
