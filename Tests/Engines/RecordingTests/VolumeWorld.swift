import Catalog
import Foundation
import Logging
import MP4
import Media
import Storage
import Stream
import Synchronization
import Testing

@testable import Recording

/// A recorder with a default volume and another, each in a folder of its own, whose disks fail on command.
final class VolumeWorld: Sendable {
    static let camera = World.camera
    static let volume = "archive"

    let root: URL
    let catalog = InMemoryCatalog()
    let time = ManualTimeSource(monotonic: .init(nanoseconds: 5_000_000_000), wall: World.beginning)
    let ring = StreamRing(limits: .init(bytes: 32 << 20))
    let fallback: FaultyDisk
    let registry: VolumeRegistry
    let service: RecordingService
    /// One, so that what was submitted before is done when something submitted later is.
    private let threads = DiskThreads(count: 1)
    private let box = Box()

    private final class Box: Sendable {
        let disk = Mutex<FaultyDisk?>(nil)
        let service = Mutex<RecordingService?>(nil)
    }

    init() async throws {
        root = FileManager.default.temporaryDirectory.appending(path: "nightjar-volumes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        fallback = FaultyDisk(try LocalDisk(path: root.appending(path: "default").path))
        for name in ["yard", "door"] {
            let id = try #require(CameraID(name))
            try await catalog.insert(
                CameraRecord(
                    id: id,
                    name: name,
                    mainURL: "rtsp://camera/",
                    owner: "node",
                    leaseEpoch: 1,
                    createdAt: World.beginning
                )
            )
        }
        let (box, time, catalog) = (box, time, catalog)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        registry = VolumeRegistry(
            default: "default",
            fallback,
            lane: DiskLane(name: "default", writers: threads, readers: threads),
            parts: .init(
                open: { (wanted) throws(VolumeFault) in
                    var opened = try VolumeRegistry.openLocally(wanted)
                    // A disk that was not mounted anew is the same.
                    let disk = box.disk.withLock { known in
                        known = known ?? FaultyDisk(opened.store)
                        return known
                    }
                    if let disk { opened.store = disk }
                    return opened
                },
                mend: { name, store, since in
                    let recovery = Recovery(
                        catalog: catalog,
                        node: "node",
                        volumes: [name: store],
                        threads: DiskThreads(count: 1),
                        logger: logger
                    )
                    let held = await box.service.withLock { $0 }?.recordingsHeld(on: name) ?? []
                    return await (try? recovery.mendReturned(since: since, at: time.wall, sparing: held)) != nil
                },
                clock: { time.wall }
            )
        )
        let place = VolumePlace(root: root.path, below: StorageKey(Self.volume))
        let made = try LocalDisk.make(at: place) { _ in false }
        registry.add(Self.volume, .init(place: place, identity: made.volume))
        await registry.start()
        let service = RecordingService(
            configuration: .init(node: "node", volume: "default", segmentLength: .seconds(10)),
            volumes: registry,
            catalog: catalog,
            previousOpen: nil,
            time: time,
            logger: logger
        )
        self.service = service
        box.service.withLock { $0 = service }
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func end() async {
        await service.finish()
        await registry.close()
        await threads.stop()
    }

    /// The disk of the other volume.
    var disk: FaultyDisk {
        get throws { try #require(box.disk.withLock { $0 }) }
    }

    func stream() throws -> SimulatedStream {
        SimulatedStream(
            format: StreamFormat(tracks: [try SimulatedStream.video()]),
            monotonic: time.monotonic,
            wall: time.wall
        )
    }

    /// Sends `count` units at the times when they are due, and has the recorder follow.
    @discardableResult
    func send(_ count: Int, of stream: inout SimulatedStream) async -> [AccessUnit] {
        var units: [AccessUnit] = []
        for number in 0..<count {
            let unit = stream.next()
            if unit.arrival > time.monotonic { time.advance(by: unit.arrival - time.monotonic) }
            ring.append(unit)
            units.append(unit)
            if number % 5 == 4 { await settle() }
        }
        await settle()
        return units
    }

    /// Returns when the recorders have done all that they were asked for.
    func settle() async {
        for recorder in service.all {
            // Whatever was submitted to several threads before, the recorder takes its turns one after the other.
            for _ in 0..<3 { await recorder.lane.writers.run { recorder.drain() } }
        }
    }

    func rows() async throws -> [SegmentRecord] {
        try await catalog.segments(SegmentQuery(camera: Self.camera, limit: 10_000))
    }

    func gaps() async throws -> [GapRecord] { try await catalog.gaps(GapQuery(limit: 10_000)) }

    /// All pictures that the rows know, in order; each file must be good to the end that its row tells.
    func payloads() async throws -> [Bytes] {
        var found: [Bytes] = []
        for row in try await rows() {
            let file = root.appending(path: row.volume).appending(path: row.key)
            let bytes = Array(try Data(contentsOf: file))
            let whole = Array(bytes.prefix(Int(row.bytes)))
            #expect(Int64(bytes.count) >= row.bytes && report(on: whole).damage == nil)
            found += try readBack(whole).payloads[0]
        }
        return found
    }

    func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(at: root.appending(path: name), to: root.appending(path: other))
    }
}
