import Catalog
import Foundation
import Media
import Recording
import Simulation
import Stream
import Testing

@testable import NVR

/// A camera that says `mask_recordings` is recorded masked, or not at all.
struct MaskedRecordingsTests {
    private let me = Asker.administrator
    private static let everything = PrivacyMaskDraft(
        name: "all",
        polygon: [.init(x: 0, y: 0), .init(x: 1, y: 0), .init(x: 1, y: 1), .init(x: 0, y: 1)]
    )
    private static let corner = PrivacyMaskDraft(
        name: "corner",
        polygon: [.init(x: 0, y: 0), .init(x: 0.3, y: 0), .init(x: 0, y: 0.3)]
    )

    private struct Stage {
        let cameras: Cameras
        let archive: Archive
        let privacy: PrivacyMasks
        let catalog: InMemoryCatalog
    }

    /// Calls `body` with a camera "main" that is switched off.
    private func withCamera(worker: String?, _ body: (Stage) async throws -> Void) async throws {
        var world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let services = world.services
        let workers = RecorderWorkers(program: worker, time: services.time, logger: services.logger)
        workers.start()
        world.workers = workers
        let camera = try await CameraUnderTest()
        let catalog = world.catalog
        try await world.withRunning { cameras, archive in
            var draft = CameraDraft(name: "main", url: "rtsp://127.0.0.1:\(camera.server.port)/main")
            draft.isEnabled = false
            draft.masksRecordings = true
            _ = try await cameras.add(as: me, draft)
            services.masks.follow { await cameras.remask($0) }
            try await body(
                Stage(
                    cameras: cameras,
                    archive: archive,
                    privacy: PrivacyMasks(services: services),
                    catalog: catalog
                )
            )
        }
        await workers.close()
        await camera.server.close()
    }

    private func change(_ stage: Stage, _ set: (inout CameraChange) -> Void) async throws {
        var change = CameraChange()
        set(&change)
        _ = try await stage.cameras.change(as: me, "main", change)
    }

    private func recordings(_ stage: Stage) async throws -> [RecordingView] {
        var query = Archive.Query()
        query.camera = "main"
        query.isNewestFirst = false
        return try await stage.archive.recordings(as: me, query).items
    }

    /// Of each file whether it has what the camera itself has encoded, the oldest first.
    private func originals(_ stage: Stage) async throws -> [Bool] {
        guard case .h264(let format)? = try await stage.cameras.work(of: "main", .main).picture else {
            throw CancellationError()
        }
        let own = format.sequenceParameterSets[0]
        var found: [Bool] = []
        for recording in try await recordings(stage) {
            let media = try await stage.archive.media(as: me, of: recording.id)
            let head = try await media.read(offset: 0, count: 1000)
            found.append(head.indices.contains { head[$0...].starts(with: own) })
        }
        return found
    }

    private func isRecorded(_ stage: Stage, files: Int) async throws {
        try await eventually("\(files) files have pictures") {
            let all = try await recordings(stage)
            return all.count == files && all.last.map { $0.videoFrames > 10 } ?? false
        }
    }

    @Test func whatNobodyMasksIsNotWritten() async throws {
        try await withCamera(worker: nil) { stage in
            _ = try await stage.privacy.add(as: me, of: "main", Self.everything)
            try await change(stage) { $0.isEnabled = true }
            try await eventually("pictures come") {
                try await stage.cameras.camera(as: me, "main").status.main?.frames ?? 0 > 30
            }
            let status = try await stage.cameras.camera(as: me, "main").status
            #expect(status.state == .watching && status.code == "not-masked")
            #expect(status.reason.contains("to be masked"))
            #expect(
                await stage.cameras.problems().contains { $0.contains("main/main") && $0.contains("mask_recordings") }
            )
            #expect(try await recordings(stage).isEmpty)
            try await eventually("the gap is told") {
                try await stage.catalog.gaps(GapQuery(limit: 9)).map(\.reason) == [.notMasked]
            }
            // Without masks there is nothing to hide.
            _ = try await stage.privacy.replace(as: me, of: "main", [])
            try await isRecorded(stage, files: 1)
            #expect(try await originals(stage) == [true])
            #expect(try await stage.cameras.camera(as: me, "main").status.state == .recording)
            #expect(await stage.cameras.problems().isEmpty)
            // And when there is again, it ends at once.
            _ = try await stage.privacy.add(as: me, of: "main", Self.corner)
            let ended = try #require(try await stage.catalog.segments(SegmentQuery(limit: 9)).first)
            #expect(!ended.isOpen, "before the change of the masks is answered")
            // Said by the camera no more.
            try await change(stage) { $0.masksRecordings = false }
            try await isRecorded(stage, files: 2)
            #expect(try await originals(stage) == [true, true])
        }
    }

    @Test func aWorkerMasksWhatIsRecorded() async throws {
        try await withCamera(worker: DerivedSamples.worker) { stage in
            _ = try await stage.privacy.add(as: me, of: "main", Self.corner)
            try await change(stage) { $0.isEnabled = true }
            try await isRecorded(stage, files: 1)
            #expect(try await originals(stage) == [false])
            #expect(try await stage.cameras.camera(as: me, "main").status.state == .recording)
            // Other masks are another file.
            _ = try await stage.privacy.replace(as: me, of: "main", [Self.everything])
            try await isRecorded(stage, files: 2)
            // None: as the camera sends it. Masks again: never without.
            _ = try await stage.privacy.replace(as: me, of: "main", [])
            try await isRecorded(stage, files: 3)
            _ = try await stage.privacy.replace(as: me, of: "main", [Self.corner])
            try await isRecorded(stage, files: 4)
            #expect(try await originals(stage) == [false, false, true, false])
            // The files follow one another; what is missing between them is told.
            let files = try await stage.catalog.segments(SegmentQuery(limit: 9)).sorted { $0.id < $1.id }
            for (one, next) in zip(files, files.dropFirst()) { #expect(one.end <= next.start + .milliseconds(1)) }
        }
    }
}
