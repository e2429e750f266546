import Foundation
import Logging
import Media
import Simulation
import Stream
import Testing

@testable import NVR

/// A camera's newest picture, for those who may see it.
struct SnapshotTests {
    private let me = Asker.administrator

    /// The real program, from the folder that the tests were built in.
    private static var worker: String {
        let bundle = CommandLine.arguments.first { $0.contains("PackageTests.xctest") }
        // This file is Tests/NVR/NVRTests/SnapshotTests.swift.
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let folder =
            bundle.map { URL(filePath: $0).deletingLastPathComponent() } ?? root.appending(path: ".build/debug")
        return folder.appending(path: "nightjar-worker").path
    }

    /// Calls `body` with a camera "yard" that sends pictures.
    private func withCamera(
        _ path: String,
        worker: String?,
        _ body: (Snapshots, Cameras, RecorderWorkers) async throws -> Void
    ) async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let camera = try await CameraUnderTest { $0.http = .init(host: "127.0.0.1", port: 0) }
        let workers = RecorderWorkers(
            program: worker,
            time: world.services.time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        workers.start()
        try await world.withRunning { cameras, _ in
            let url =
                path == "mjpeg"
                ? "http://127.0.0.1:\(camera.server.httpPort ?? 0)/mjpeg.mjpeg"
                : "rtsp://127.0.0.1:\(camera.server.port)/\(path)"
            var draft = CameraDraft(name: "yard", url: url)
            draft.isRecorded = false
            draft.connect = "always"
            _ = try await cameras.add(as: me, draft)
            try await eventually("pictures come") {
                try await cameras.camera(as: me, "yard").status.main?.frames ?? 0 > 2
            }
            try await body(Snapshots(cameras: cameras, workers: workers, time: world.services.time), cameras, workers)
        }
        await workers.close()
        await camera.server.close()
    }

    @Test func aKeyFrameIsDecoded() async throws {
        try await withCamera("main", worker: Self.worker) { snapshots, _, workers in
            let before = SystemTimeSource().wall
            let whole = try await snapshots.picture(as: me, of: "yard", width: nil)
            #expect(try JPEGFormat(parsing: whole.bytes.span).size == PictureSize(width: 1280, height: 720))
            #expect(whole.takenAt < before + .seconds(60) && before < whole.takenAt + .seconds(60))
            let small = try await snapshots.picture(as: me, of: "yard", width: 160)
            #expect(try JPEGFormat(parsing: small.bytes.span).size == PictureSize(width: 160, height: 90))
            let view = try await workers.view(as: me)
            #expect(view.trouble == nil && view.areConfined == true && view.library != nil && view.restarts == 0)
            #expect(view.workers.reduce(0) { $0 + $1.jobs } == 2)
        }
    }

    @Test func aPictureOfAMotionJPEGCameraIsGivenAsItIs() async throws {
        try await withCamera("mjpeg", worker: nil) { snapshots, _, workers in
            let whole = try await snapshots.picture(as: me, of: "yard", width: nil)
            #expect(try JPEGFormat(parsing: whole.bytes.span).size == PictureSize(width: 320, height: 180))
            #expect(try await snapshots.picture(as: me, of: "yard", width: 320).bytes.count > 0)
            // To make it smaller takes a worker.
            #expect(await refusal { _ = try await snapshots.picture(as: me, of: "yard", width: 100) } == .unavailable)
            #expect(await refusal { _ = try await workers.benchmark(as: me) } == .unavailable)
            #expect(try await workers.view(as: me).trouble != nil)
            #expect(await workers.problems.isEmpty)
        }
    }

    @Test func aWorkerThatCannotBeStartedIsTold() async throws {
        try await withCamera("sub", worker: "/nowhere/nightjar-worker") { snapshots, _, workers in
            let error = await #expect(throws: DomainError.self) {
                try await snapshots.picture(as: me, of: "yard", width: nil)
            }
            // Not where it was looked for: that is for those who look after the recorder.
            #expect(error?.kind == .unavailable && error?.sentence.contains("nowhere") == false)
            #expect(await workers.problems.first?.contains("/nowhere/nightjar-worker") == true)
        }
    }

    @Test func onlyThoseWhoMayWatchGetOne() async throws {
        let world = CamerasUnderTest()
        let workers = RecorderWorkers(program: nil, time: world.services.time, logger: world.services.logger)
        try await world.withCameras { cameras in
            var draft = CameraDraft(name: "yard", url: "rtsp://192.0.2.7/")
            draft.isEnabled = false
            _ = try await cameras.add(as: me, draft)
            let snapshots = Snapshots(cameras: cameras, workers: workers, time: world.services.time)
            func kind(_ asker: Principal, _ camera: String = "yard", width: Int? = nil) async -> DomainError.Kind? {
                await refusal { _ = try await snapshots.picture(as: asker, of: camera, width: width) }
            }
            #expect(await kind(Asker.viewer(["yard": [.playback]])) == .forbidden)
            #expect(await kind(Asker.viewer(["gate": [.live]])) == .notFound)
            #expect(await kind(me, "gate") == .notFound)
            #expect(await kind(Asker.viewer(["yard": [.live]])) == .unavailable)
            for width in [0, 15, 8193, -1] { #expect(await kind(me, width: width) == .invalid) }
        }
        for asker in [Asker.viewer(["yard": [.live]]), Principal.nobody] {
            #expect(await refusal { _ = try await workers.view(as: asker) } != nil)
            #expect(await refusal { _ = try await workers.benchmark(as: asker) } != nil)
        }
    }

    @Test func aBenchmarkTellsHowManyStreamsFit() {
        var benchmark = WorkerBenchmark(
            decoders: ["h264"],
            encoders: ["libx264"],
            rates: [
                .init(work: .decodeH264, width: 1280, height: 720, picturesPerSecond: 300),
                .init(work: .encodeH264, width: 1280, height: 720, picturesPerSecond: 100),
            ],
            processors: 4
        )
        #expect(benchmark.transcodedPerSecond == 75)
        #expect(benchmark.sessions == 12)
        benchmark.rates = []
        #expect(benchmark.sessions == 0)
    }
}
