import Catalog
import Foundation
import Logging
import MP4
import Media
import Storage
import Stream
import Testing

@testable import Recording

/// A recorder's surroundings: a volume in a folder of its own, a catalogue in memory, and clocks that stand still until
/// units come.
final class World {
    static let camera = CameraID.derived(from: "yard") { _ in false }
    static let beginning = WallTime(nanoseconds: 1_795_000_000_000_000_000)

    let folder: URL
    let local: LocalDisk
    let disk: FaultyDisk
    /// One, so that what was submitted before is done when something submitted later is.
    let threads = DiskThreads(count: 1)
    let catalog = InMemoryCatalog()
    let time: ManualTimeSource
    private(set) var service: RecordingService
    let ring: StreamRing

    /// - Parameter volume: the folder of the volume; nil for one that is made.
    init(previous: OpenRecord? = nil, ringBytes: Int = 32 << 20, volume: URL? = nil) async throws {
        folder =
            volume ?? FileManager.default.temporaryDirectory.appending(path: "nightjar-recording-\(UUID().uuidString)")
        local = try LocalDisk(path: folder.path)
        disk = FaultyDisk(local)
        time = ManualTimeSource(monotonic: .init(nanoseconds: 5_000_000_000), wall: Self.beginning)
        ring = StreamRing(limits: .init(bytes: ringBytes))
        for name in ["yard", "door"] {
            let id = try #require(CameraID(name))
            try await catalog.insert(
                CameraRecord(
                    id: id,
                    name: name,
                    mainURL: "rtsp://camera/",
                    owner: "node",
                    leaseEpoch: 1,
                    createdAt: Self.beginning
                )
            )
        }
        service = Self.service(disk, threads, catalog, previous, time)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// As when the program is started again; what the old service had in memory is lost.
    func restart(previous: OpenRecord?) { service = Self.service(disk, threads, catalog, previous, time) }

    private static func service(
        _ disk: FaultyDisk,
        _ threads: DiskThreads,
        _ catalog: InMemoryCatalog,
        _ previous: OpenRecord?,
        _ time: ManualTimeSource
    ) -> RecordingService {
        RecordingService(
            configuration: .init(node: "node", volume: "default", segmentLength: .seconds(10)),
            store: disk,
            threads: threads,
            readers: threads,
            catalog: catalog,
            previousOpen: previous,
            time: time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    func stream(audio: Bool = false) throws -> SimulatedStream {
        let tracks = [try SimulatedStream.video()] + (audio ? [try SimulatedStream.audio()] : [])
        return SimulatedStream(format: StreamFormat(tracks: tracks), monotonic: time.monotonic, wall: time.wall)
    }

    /// Sends `count` units at the times when they are due, and has the recorder follow unless told otherwise.
    @discardableResult
    func send(_ count: Int, of stream: inout SimulatedStream, following: Bool = true) async -> [AccessUnit] {
        var units: [AccessUnit] = []
        for number in 0..<count {
            let unit = stream.next()
            if unit.arrival > time.monotonic { time.advance(by: unit.arrival - time.monotonic) }
            ring.append(unit)
            units.append(unit)
            if following, number % 5 == 4 { await settle() }
        }
        if following { await settle() }
        return units
    }

    /// Returns when the disk threads have done all that they were asked for.
    func settle() async {
        for _ in 0..<2 { await threads.run {} }
    }

    func tick() async {
        service.tick()
        await settle()
    }

    func rows(_ camera: CameraID = World.camera) async throws -> [SegmentRecord] {
        try await catalog.segments(SegmentQuery(camera: camera, limit: 10_000))
    }

    func gaps() async throws -> [GapRecord] { try await catalog.gaps(GapQuery(limit: 10_000)) }

    func bytes(of row: SegmentRecord) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: row.key)))
    }

    /// All files of the volume that are recordings.
    func files() throws -> [String] {
        let all = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return all.filter { $0.hasSuffix(".mp4") }.sorted()
    }
}

extension World {
    /// Records for a while, and leaves off without a goodbye.
    func record(units: Int, commitAfter: [Int], audio: Bool = false) async throws
        -> [AccessUnit]
    {
        var stream = try self.stream(audio: audio)
        service.start(camera: World.camera, stream: .main, ring: ring)
        ring.begin(stream.format)
        var sent: [AccessUnit] = []
        for number in 1...units {
            sent += await send(1, of: &stream)
            if commitAfter.contains(number) { await service.commit() }
        }
        return sent
    }

    func write(_ bytes: [UInt8], to key: String) throws {
        let url = folder.appending(path: key)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
}

/// A file's samples, read back by the reader of films.
func readBack(_ bytes: [UInt8]) throws -> (movie: MP4Movie, payloads: [[Bytes]]) {
    var scan = MP4FileScan(fileLength: Int64(bytes.count))
    while case .read(let offset, let count) = scan.step {
        scan.feed(bytes.span.extracting(Int(offset)..<min(bytes.count, Int(offset) + count)))
    }
    guard case .movie(let movie) = scan.step else { throw MP4Error.noMovie }
    var payloads: [[Bytes]] = Array(repeating: [], count: movie.header.tracks.count)
    for sample in movie.samples {
        let range = Int(sample.offset)..<Int(sample.offset) + Int(sample.size)
        payloads[sample.track].append(Bytes(copying: bytes.span.extracting(range)))
    }
    return (movie, payloads)
}

/// What a file is worth, all of it checked.
func report(on bytes: [UInt8]) -> TailReport {
    var scan = TailScan(fileLength: Int64(bytes.count))
    while true {
        switch scan.step {
        case .finished(let report): return report
        case .read(let offset, let count):
            scan.feed(bytes.span.extracting(Int(offset)..<min(bytes.count, Int(offset) + count)))
        }
    }
}

/// The good fragments of a file, with the number of its parameter sets, as the catalogue has them.
func entries(of tail: TailReport) -> [FragmentIndexEntry] {
    let number = tail.movie.map { ParameterSetNumber.of($0) } ?? 0
    return tail.entries.map { entry in
        var entry = entry
        entry.parameterSetID = number
        return entry
    }
}
