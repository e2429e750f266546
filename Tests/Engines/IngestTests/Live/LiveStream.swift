import Logging
import Media
import NIOPosix
import RTSP
import Simulation
import Stream
import Synchronization
import Testing

@testable import Ingest

/// A stream that is taken in, from a simulated camera on this machine or from wherever its address leads.
final class LiveStream: Sendable {
    let ingest: StreamIngest
    private let reader: StreamReader
    private let taken = Mutex<[StreamItem]>([])
    private let learnt: Learnt

    final class Learnt: Sendable {
        let memory = Mutex<SourceMemory?>(nil)
    }

    private init(_ ingest: StreamIngest, _ ring: StreamRing, _ learnt: Learnt) {
        self.ingest = ingest
        self.learnt = learnt
        reader = ring.makeReader(keeps: true, waking: .everyUnit) {}
    }

    /// What was to be kept for the next run, the newest.
    var memory: SourceMemory? { learnt.memory.withLock(\.self) }

    /// All that the stream has given until now.
    var items: [StreamItem] {
        taken.withLock { taken in
            while reader.readBlocking(into: &taken) {}
            return taken
        }
    }

    var pictures: Int { items.count { if case .unit(let unit) = $0 { unit.track == 0 } else { false } } }
    var sounds: Int { items.count { if case .unit(let unit) = $0 { unit.track == 1 } else { false } } }
    var formats: Int { items.count { if case .format = $0 { true } else { false } } }
    var interruptions: [Interruption] { items.compactMap { if case .interrupted(let why) = $0 { why } else { nil } } }

    /// Takes the stream in while `body` looks at it.
    static func taking(
        _ source: StreamSource,
        memory: SourceMemory = SourceMemory(),
        time: any TimeSource = SystemTimeSource(),
        _ body: (LiveStream) async throws -> Void
    ) async throws {
        let (ring, learnt) = (StreamRing(), Learnt())
        let ingest = StreamIngest(
            source: source,
            ring: ring,
            loop: IngestLoop(MultiThreadedEventLoopGroup.singleton.next()),
            hosts: CameraHosts(time: time),
            memory: memory,
            time: time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            remember: { memory, _ in learnt.memory.withLock { $0 = memory } }
        )
        let stream = LiveStream(ingest, ring, learnt)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await ingest.run() }
            defer { group.cancelAll() }
            try await body(stream)
        }
    }

    /// Waits until `condition` holds, which the stream brings about.
    func eventually(_ what: String, _ condition: () throws -> Bool) async throws {
        // Beside all other tests, on few cores, the cameras do not get their turn at once.
        let end = ContinuousClock.now + .seconds(120)
        while try !condition() {
            guard ContinuousClock.now < end else {
                Issue.record("In 120 s it has not come to this: \(what). \(ingest.status) \(ingest.statistics)")
                throw CancellationError()
            }
            // The status is a figure that one reads: nobody is told when it changes.
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

/// A simulated camera for a test.
struct LiveCamera {
    let server: CameraServer

    init(_ oddities: [String] = [], _ change: (inout CameraServer.Configuration) -> Void = { _ in }) async throws {
        var configuration = CameraServer.Configuration(cameras: SimulatedCamera.cameras(try Clip.demo(), count: 1))
        configuration.port = 0
        configuration.oddities = try OddityPlan(oddities)
        change(&configuration)
        server = try await CameraServer.bind(
            configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    func source(_ path: String = "main", scheme: String = "rtsp") throws -> StreamSource {
        StreamSource(
            name: "test",
            url: try CameraURL("\(scheme)://127.0.0.1:\(server.port)/\(path)"),
            credentials: nil,
            takesAudio: true,
            policy: AddressPolicy(allowsLoopback: true)
        )
    }

    /// Sessions that were begun at a path.
    func sessions(_ path: String = "/main") -> Int { server.statistics.paths[path]?.sessions ?? 0 }
}

/// The machine's clocks, but faster: what is waited for comes sooner.
struct QuickTimeSource: TimeSource {
    let factor: Int64
    private let began = SystemTimeSource()
    private let start: (monotonic: Int64, wall: Int64)

    init(factor: Int64) {
        self.factor = factor
        start = (began.monotonic.nanoseconds, began.wall.nanoseconds)
    }

    private var passed: Int64 { (began.monotonic.nanoseconds - start.monotonic) * factor }
    var monotonic: MonotonicTime { MonotonicTime(nanoseconds: start.monotonic + passed) }
    var wall: WallTime { WallTime(nanoseconds: start.wall + passed) }
}
