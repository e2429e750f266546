import Catalog
import Foundation
import Media
import Simulation
import Storage
import Stream
import Testing

@testable import NVR

/// Pictures out of recordings, for those who may play them.
struct RecordedStillsTests {
    private let me = Asker.administrator

    private struct Scene {
        let stills: RecordedStills
        let archive: Archive
        let cameras: Cameras
        let workers: RecorderWorkers
        let catalog: InMemoryCatalog

        func oldest() async throws -> SegmentRecord? {
            try await catalog.segments(SegmentQuery(camera: CameraID("yard"), stream: .main, limit: 1)).first
        }
    }

    /// Calls `body` with a camera "yard" of which some seconds are recorded.
    ///
    /// - Parameter path: of the simulated camera: "main", "mjpeg", …
    private func withRecording(
        _ path: String = "main",
        worker: String? = DerivedSamples.worker,
        _ body: (Scene) async throws -> Void
    ) async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let camera = try await CameraUnderTest { $0.http = .init(host: "127.0.0.1", port: 0) }
        let workers = RecorderWorkers(program: worker, time: world.services.time, logger: world.services.logger)
        workers.start()
        try await world.withRunning { cameras, archive in
            let url =
                path == "mjpeg"
                ? "http://127.0.0.1:\(camera.server.httpPort ?? 0)/mjpeg.mjpeg"
                : "rtsp://127.0.0.1:\(camera.server.port)/\(path)"
            _ = try await cameras.add(as: me, CameraDraft(name: "yard", url: url))
            let stills = RecordedStills(archive: archive, workers: workers)
            let scene = Scene(
                stills: stills,
                archive: archive,
                cameras: cameras,
                workers: workers,
                catalog: world.catalog
            )
            try await eventually("some seconds are recorded") {
                try await scene.oldest().map { $0.end - $0.start > .seconds(3) } ?? false
            }
            try await body(scene)
        }
        await workers.close()
        await camera.server.close()
    }

    private func still(
        _ scene: Scene,
        as asker: Principal? = nil,
        at time: WallTime,
        _ choice: StillChoice = .key,
        width: Int? = nil,
        camera: String = "yard",
        stream: String = "main"
    ) async throws -> RecordedStill? {
        let answer = try await scene.stills.still(
            as: asker ?? me,
            of: camera,
            stream: stream,
            at: time,
            choice,
            width: width
        )
        if case .picture(let still) = answer { return still }
        return nil
    }

    @Test func aMomentIsShownAlsoWhileItIsBeingRecorded() async throws {
        try await withRecording { scene in
            let record = try #require(try await scene.oldest())
            #expect(record.isOpen)
            let moment = record.start + .milliseconds(2700)
            let key = try #require(try await still(scene, at: moment))
            #expect(try JPEGFormat(parsing: key.bytes.span).size == PictureSize(width: 1280, height: 720))
            #expect(key.at <= moment && moment - key.at < .seconds(2.1) && key.recording == "\(record.id)")
            #expect(key.isFinal)
            let frame = try #require(try await still(scene, at: moment, .frame, width: 320))
            #expect(try JPEGFormat(parsing: frame.bytes.span).size == PictureSize(width: 320, height: 180))
            #expect(frame.at <= moment && moment - frame.at < .milliseconds(100) && frame.at > key.at)
            // Another moment of the same picture is the same file.
            let again = try #require(try await still(scene, at: key.at + .nanoseconds(1)))
            #expect(again.version == key.version && again.bytes.identity == key.bytes.identity)
            #expect(try await still(scene, at: key.at + .nanoseconds(1), width: 64)?.version != key.version)
            // The newest: more is on its way than is safe on disk.
            let newest = try #require(try await still(scene, at: scene.archive.time.wall))
            #expect(!newest.isFinal)
            let first = try await scene.stills.thumbnail(as: me, of: "\(record.id)", width: nil)
            #expect(first.at == record.start)
            #expect(try JPEGFormat(parsing: first.bytes.span).size == PictureSize(width: 320, height: 180))
        }
    }

    @Test func ofAMomentOfWhichNothingIsRecordedTheNearestIsTold() async throws {
        try await withRecording { scene in
            let record = try #require(try await scene.oldest())
            func nearest(_ time: WallTime, stream: String = "main") async throws -> WallTime? {
                let answer = try await scene.stills.still(
                    as: me,
                    of: "yard",
                    stream: stream,
                    at: time,
                    .key,
                    width: nil
                )
                guard case .nothing(let nearest) = answer else {
                    Issue.record("there is a picture")
                    return nil
                }
                return nearest
            }
            #expect(try await nearest(record.start + .seconds(-60)) == record.start)
            let after = try #require(try await nearest(record.start + .seconds(3600)))
            #expect(after > record.start && after < record.start + .seconds(3600))
            #expect(try await still(scene, at: after) != nil)
            #expect(try await nearest(record.start, stream: "sub") == nil)
            #expect(try await nearest(WallTime(nanoseconds: .min)) == record.start)
            #expect(try await nearest(WallTime(nanoseconds: .max)) != nil)
        }
    }

    /// A picture that is a file already takes no worker.
    @Test func aMotionJPEGRecordingIsShownAsItIs() async throws {
        try await withRecording("mjpeg", worker: nil) { scene in
            let record = try #require(try await scene.oldest())
            for choice in StillChoice.allCases {
                let still = try #require(try await still(scene, at: record.start + .seconds(2), choice))
                #expect(try JPEGFormat(parsing: still.bytes.span).size == PictureSize(width: 320, height: 180))
            }
            #expect(await refusal { _ = try await still(scene, at: record.start, width: 100) } == .unavailable)
        }
    }

    @Test func onlyThoseWhoMayPlayRecordingsSeeThem() async throws {
        try await withRecording(worker: nil) { scene in
            let record = try #require(try await scene.oldest())
            func kind(_ asker: Principal, _ camera: String = "yard", stream: String = "main", width: Int? = nil) async
                -> DomainError.Kind?
            {
                await refusal {
                    _ = try await still(
                        scene,
                        as: asker,
                        at: record.start,
                        width: width,
                        camera: camera,
                        stream: stream
                    )
                }
            }
            let stranger = Asker.viewer(["gate": [.playback]])
            let watcher = Asker.viewer(["yard": [.live]])
            #expect(await kind(watcher) == .forbidden)
            #expect(await kind(stranger) == .notFound)
            #expect(await kind(.nobody) == .unproven)
            #expect(await kind(me, "gate") == .notFound)
            #expect(await kind(me, stream: "third") == .invalid)
            for width in [0, 15, 8193, -1, .max] { #expect(await kind(me, width: width) == .invalid) }
            // May, and there is no worker.
            #expect(await kind(Asker.viewer(["yard": [.playback]])) == .unavailable)
            for (asker, expected) in [
                (watcher, DomainError.Kind.notFound), (stranger, .notFound), (.nobody, .unproven),
            ] {
                #expect(
                    await refusal { _ = try await scene.stills.thumbnail(as: asker, of: "\(record.id)", width: nil) }
                        == expected
                )
            }
            for id in ["77", "x", ""] {
                #expect(await refusal { _ = try await scene.stills.thumbnail(as: me, of: id, width: nil) } == .notFound)
            }
        }
    }

    /// The worker ends in the middle: that is said, and the next picture is made by another.
    @Test func aWorkerThatIsKilledCostsOnePicture() async throws {
        try await withRecording { scene in
            let record = try #require(try await scene.oldest())
            try await eventually("a worker is ready") {
                try await scene.workers.view(as: me).workers.contains { $0.isConfined != nil }
            }
            let pid = try #require(try await scene.workers.view(as: me).workers.first?.pid)
            // Stopped, so that it is at work when it is killed.
            #expect(kill(pid, SIGSTOP) == 0)
            let asked = Task { await refusal { _ = try await still(scene, at: record.start + .seconds(1), .frame) } }
            try await eventually("it is at work") {
                try await scene.workers.view(as: me).workers.contains { $0.pid == pid && $0.isWorking }
            }
            #expect(kill(pid, SIGKILL) == 0)
            #expect(await asked.value == .unavailable)
            #expect(try await still(scene, at: record.start + .seconds(1), .frame) != nil)
        }
    }
}
