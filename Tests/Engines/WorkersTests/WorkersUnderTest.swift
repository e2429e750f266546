import Foundation
import Logging
import MP4
import Media
import Testing

@testable import Workers

/// The real program, from the folder that the tests were built in.
enum BuiltWorker {
    static var program: WorkerProgram {
        // Beside the tests' own file.
        let bundle = CommandLine.arguments.first { $0.contains("PackageTests.xctest") }
        let folder =
            bundle.map { URL(filePath: $0).deletingLastPathComponent() } ?? Film.root.appending(path: ".build/debug")
        return WorkerProgram(path: folder.appending(path: "nightjar-worker").path)
    }
}

/// Calls `body` with workers that run, and ends them.
func withPool(
    _ program: WorkerProgram = BuiltWorker.program,
    shared: Int = 1,
    _ change: (inout WorkerLimits) -> Void = { _ in },
    _ body: (WorkerPool) async throws -> Void
) async throws {
    var limits = WorkerLimits(shared: shared)
    // Beside all other tests, on few cores, nothing is done at once.
    limits.patience = .seconds(120)
    limits.picture = .seconds(120)
    limits.measurement = .seconds(240)
    limits.startup = .seconds(120)
    change(&limits)
    let pool = WorkerPool(program, limits: limits, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    pool.start()
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(pool)) } catch { outcome = .failure(error) }
    await pool.close()
    try outcome.get()
}

extension WorkerPool {
    /// The number of the one worker, once it takes work.
    func readyWorker() async throws -> WorkerPoolState.Worker {
        try await eventually("a worker is ready") { await state()?.workers.first { $0.confinement != nil } }
    }

    func still(of film: Film, width: Int = 0, camera: String = "yard") async throws(WorkerError) -> StillPicture {
        try await still(of: film.keyFrame, film.format, width: width, camera: camera)
    }
}

/// Waits until `find` finds something, which something else brings about.
func eventually<Found>(_ what: String, _ find: () async throws -> Found?) async throws -> Found {
    let end = ContinuousClock.now + .seconds(180)
    while true {
        if let found = try await find() { return found }
        guard ContinuousClock.now < end else {
            Issue.record("In 180 s it has not come to this: \(what).")
            throw CancellationError()
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// A picture of a film that `nightjar camera` plays.
struct Film {
    let format: TrackFormat
    let keyFrame: Bytes
    /// A picture that needs others.
    let other: Bytes?
    /// All of them, in the order in which they are decoded.
    let pictures: [Unit]
    /// Nil where it is silent.
    let sound: (format: TrackFormat, units: [Unit])?

    struct Unit {
        var payload: Bytes
        /// Of its presentation, in ticks of its track.
        var time: Int64
        var isKey: Bool
    }

    static let root: URL = {
        // This file is Tests/Engines/WorkersTests/WorkersUnderTest.swift.
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root
    }()

    /// - Parameter name: "main", "sub", "h265" or "mjpeg".
    init(_ name: String) throws {
        let file = Self.root.appending(path: "Sources/Engines/Simulation/Clips/\(name).mp4")
        let bytes = [UInt8](try Data(contentsOf: file))
        var scan = MP4FileScan(fileLength: Int64(bytes.count))
        while case .read(let offset, let count) = scan.step {
            scan.feed(bytes.span.extracting(Int(offset)..<min(Int(offset) + count, bytes.count)))
        }
        guard case .movie(let movie) = scan.step else { throw CocoaError(.fileReadCorruptFile) }
        let video = try #require(movie.header.tracks.firstIndex { $0.kind == .video })
        format = try #require(movie.header.tracks[video].format)
        let samples = movie.samples.filter { $0.track == video }
        func payload(_ sample: SampleLocation) -> Bytes {
            Bytes(Array(bytes[Int(sample.offset)..<Int(sample.offset) + Int(sample.size)]))
        }
        func unit(_ sample: SampleLocation) -> Unit {
            let time = sample.decodeTime + Int64(sample.presentationOffset)
            return Unit(payload: payload(sample), time: time, isKey: sample.isKey)
        }
        pictures = samples.map(unit)
        sound = movie.header.tracks.indices.first { $0 != video }.flatMap { track in
            movie.header.tracks[track].format.map { ($0, movie.samples.filter { $0.track == track }.map(unit)) }
        }
        keyFrame = payload(try #require(samples.first { $0.isKey }))
        other = samples.first { !$0.isKey }.map(payload)
    }
}
