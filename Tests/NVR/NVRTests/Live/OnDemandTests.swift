import Catalog
import Live
import Logging
import Media
import NIOCore
import Simulation
import Stream
import Testing

@testable import NVR

/// A camera that nobody records is connected while somebody watches it, on whatever way.
struct OnDemandTests {
    private let me = Asker.administrator

    private struct House {
        let cameras: Cameras
        let camera: CameraUnderTest
        let catalog: InMemoryCatalog
        let time: any TimeSource
        let settings: Settings

        func state() async throws -> CameraStatus.State {
            try await cameras.camera(as: Asker.administrator, "yard").status.state
        }
    }

    private func withCamera(_ path: String = "main", _ body: (House) async throws -> Void) async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let camera = try await CameraUnderTest { $0.http = .init(host: "127.0.0.1", port: 0) }
        let settings = try await Settings.open(world.services)
        try await world.withRunning { cameras, archive in
            var draft = CameraDraft(name: "Yard", url: "rtsp://127.0.0.1:\(camera.server.port)/\(path)")
            if path == "mjpeg" { draft.url = "http://127.0.0.1:\(camera.server.httpPort ?? 0)/mjpeg.mjpeg" }
            draft.isRecorded = false
            let added = try await cameras.add(as: me, draft)
            #expect(added.connect == "on_demand" && added.status.state == .idle)
            #expect(added.status.reason.contains("nobody watches"))
            try await body(
                House(
                    cameras: cameras,
                    camera: camera,
                    catalog: world.catalog,
                    time: world.services.time,
                    settings: settings
                )
            )
            #expect(try await archive.recordings(as: me, Archive.Query()).items.isEmpty)
        }
        await camera.server.close()
        #expect(try await world.catalog.openGaps().isEmpty)
    }

    /// Asks again as long as the camera has not answered, as the message says: a machine with much to do keeps it waiting for
    /// longer than a viewer is kept.
    private func patiently<Answer>(_ ask: () async throws -> Answer) async throws -> Answer {
        let end = ContinuousClock.now + .seconds(120)
        while true {
            do {
                return try await ask()
            } catch let error as DomainError where error.kind == .unavailable && ContinuousClock.now < end {
                await Task.yield()
            }
        }
    }

    @Test func aViewerHasItConnectedAndItIsLeftWhenHeHasGone() async throws {
        try await withCamera { house in
            let hub = LiveHub(linger: .milliseconds(1))
            let live = LiveStreams(cameras: house.cameras, hub: hub)
            #expect(house.camera.sessions().all == 0)
            var feed: LiveFeed? = try await live.fragments(as: me, camera: "yard", LiveWish())
            var messages = feed?.makeAsyncIterator()
            guard case .initialization(let start)? = await messages?.next()?.first else {
                Issue.record("it does not begin")
                return
            }
            #expect(start.stream == "main" && start.pictureSize?.width == 1280)
            try await eventually("it is watched") { try await house.state() == .watching }
            #expect(await house.cameras.problems().isEmpty)
            feed = nil
            messages = nil
            try await eventually("it is left") { try await house.state() == .idle }
            #expect(await house.cameras.problems().isEmpty)
            let status = try await house.cameras.camera(as: me, "yard").status
            #expect(status.main?.bitsPerSecond == 0 && status.main?.frames ?? 0 > 0 && status.code.isEmpty)
            try await eventually("the camera was told") { house.camera.sessions().open == 0 }
            #expect(house.camera.sessions().all == 1)
        }
    }

    @Test func rawFramesAndHLSAndSnapshotsWaitForIt() async throws {
        try await withCamera { house in
            let live = LiveStreams(cameras: house.cameras, hub: LiveHub(linger: .milliseconds(1)))
            // What it sends is not known before the first time.
            for await pieces in try await patiently({ try await live.frames(as: me, camera: "yard", LiveWish()) }) {
                #expect(pieces.first?.getInteger(at: 0, as: UInt8.self) == 0)
                break
            }
            try await eventually("it is left") { try await house.state() == .idle }
            let before = house.camera.sessions().all
            let hls = HLSDelivery(engine: LiveHLS(time: house.time), cameras: house.cameras, settings: house.settings)
            // It is known now: the list is told without the camera.
            #expect(try await hls.index(as: me, camera: "yard").contains("main/ts/index.m3u8"))
            #expect(house.camera.sessions().all == before)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await hls.run() }
                let list = try await patiently {
                    try await hls.playlist(as: me, camera: "yard", stream: "main", format: "ts", query: "")
                }
                #expect(list.text.contains(".ts"))
                group.cancelAll()
            }
            #expect(house.camera.sessions().all > before)
        }
    }

    @Test func aListThatNobodyHasAskedForBeforeWaitsForTheCamera() async throws {
        try await withCamera { house in
            let hls = HLSDelivery(engine: LiveHLS(time: house.time), cameras: house.cameras, settings: house.settings)
            let list = try await patiently { try await hls.index(as: me, camera: "yard") }
            #expect(list.contains("main/ts/index.m3u8"))
            #expect(house.camera.sessions().all >= 1)
        }
    }

    @Test func aSnapshotWaitsForTheFirstPicture() async throws {
        try await withCamera("mjpeg") { house in
            let workers = RecorderWorkers(
                program: nil,
                time: house.time,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            let snapshots = Snapshots(cameras: house.cameras, workers: workers, time: house.time)
            let picture = try await patiently { try await snapshots.picture(as: me, of: "yard", width: nil) }
            #expect(picture.bytes.count > 0)
        }
    }

    @Test func aCameraThatIsRecordedOrAlwaysConnectedIsNeverIdle() async throws {
        try await withCamera { house in
            var change = CameraChange()
            change.isRecorded = true
            _ = try await house.cameras.change(as: me, "yard", change)
            try await eventually("it is recorded") { try await house.state() == .recording }
            change = CameraChange()
            change.connect = "sometimes"
            let wrong = change
            #expect(await refusal { _ = try await house.cameras.change(as: me, "yard", wrong) } == .invalid)
            change.connect = "always"
            change.isRecorded = false
            _ = try await house.cameras.change(as: me, "yard", change)
            #expect(try await house.state() == .watching)
            change.connect = "on_demand"
            _ = try await house.cameras.change(as: me, "yard", change)
            try await eventually("it is left") { try await house.state() == .idle }
            for segment in try await house.catalog.segments(SegmentQuery(limit: 9)) {
                _ = try await house.catalog.deleteSegments([segment.id], includingProtected: true)
            }
            for gap in try await house.catalog.openGaps() {
                // Recording was stopped by hand, which is no fault of the camera.
                #expect(gap.reason == .disabled)
                _ = try await house.catalog.closeGap(gap.id, at: house.time.wall)
            }
        }
    }
}
