import Catalog
import HTTPAuthentication
import Ingest
import Logging
import Media
import NIOPosix
import RTSP
import Simulation
import Stream
import Testing

@testable import NVR

/// A picture from the address that a camera has for it.
struct CameraStillsTests {
    private let me = Asker.administrator

    /// Calls `body` with a camera of H.264, which nothing here could decode, and whose own snapshots are at `path`.
    private func withCamera(
        _ path: String,
        credentials: HTTPCredentials? = nil,
        _ body: (Snapshots, Cameras, CameraUnderTest) async throws -> Void
    ) async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let camera = try await CameraUnderTest {
            $0.http = .init(host: "127.0.0.1", port: 0)
            $0.credentials = credentials
        }
        let workers = RecorderWorkers(program: nil, time: world.services.time, logger: world.services.logger)
        try await world.withRunning { cameras, _ in
            var draft = CameraDraft(name: "yard", url: "rtsp://127.0.0.1:\(camera.server.port)/main")
            draft.snapshotURL = "http://127.0.0.1:\(camera.server.httpPort ?? 0)/\(path)"
            draft.username = credentials?.username
            draft.password = credentials?.password
            _ = try await cameras.add(as: me, draft)
            try await body(Snapshots(cameras: cameras, workers: workers, time: world.services.time), cameras, camera)
        }
        await camera.server.close()
    }

    /// They keep a picture for long.
    private func stills(_ cameras: Cameras) async -> CameraStills {
        let services = await cameras.services
        return CameraStills(
            rules: await cameras.rules,
            hosts: CameraHosts(time: services.time),
            loop: IngestLoop(MultiThreadedEventLoopGroup.singleton.next()),
            lifetime: .seconds(600),
            time: services.time,
            logger: services.logger
        )
    }

    @Test(arguments: [nil, HTTPCredentials(username: "admin", password: "p@ss:w/rd")])
    func theCamerasOwnIsGiven(_ credentials: HTTPCredentials?) async throws {
        try await withCamera("mjpeg.jpg", credentials: credentials) { snapshots, cameras, camera in
            let picture = try await snapshots.picture(as: me, of: "yard", width: nil)
            #expect(try JPEGFormat(parsing: picture.bytes.span).size == PictureSize(width: 320, height: 180))
            #expect(try await snapshots.fresh(of: "yard").bytes.count > 0)
            // What somebody has just had is not fetched again; who wants one of now gets none of then.
            let record = try await cameras.record("yard")
            let stills = await stills(cameras)
            #expect(await stills.picture(of: record, isFresh: false) != nil)
            await camera.server.close()
            #expect(await stills.picture(of: record, isFresh: false) != nil)
            #expect(await stills.picture(of: record, isFresh: true) == nil)
            // Nor is it asked again so soon.
            #expect(await stills.picture(of: record, isFresh: false) == nil)
        }
    }

    @Test(arguments: ["nothing.jpg", "mjpeg.mjpeg/none"])
    func whereItGivesNoneAKeyFrameIsTaken(_ path: String) async throws {
        try await withCamera(path) { snapshots, cameras, _ in
            try await eventually("it is recorded") {
                try await cameras.camera(as: me, "yard").status.main?.frames ?? 0 > 0
            }
            let error = await #expect(throws: DomainError.self) {
                try await snapshots.picture(as: me, of: "yard", width: nil)
            }
            // To decode it takes a worker: so far it has come.
            #expect(error?.sentence.contains("nightjar-worker") == true)
        }
    }

    @Test func aWrongPasswordIsNotTriedAgainByEachWhoAsks() async throws {
        try await withCamera("mjpeg.jpg", credentials: .init(username: "admin", password: "right")) {
            _,
            cameras,
            _ in
            var record = try await cameras.record("yard")
            record.username = "nobody"
            #expect(await cameras.stills.picture(of: record, isFresh: true) == nil)
            let began = ContinuousClock.now
            for _ in 0..<20 { #expect(await cameras.stills.picture(of: record, isFresh: true) == nil) }
            #expect(ContinuousClock.now - began < .seconds(1), "nobody was asked")
        }
    }

    @Test func anAddressOfSnapshotsHasTheSameRulesAsThatOfTheStream() async throws {
        let world = CamerasUnderTest()
        try await world.withCameras { cameras in
            var draft = CameraDraft(name: "yard", url: "rtsp://192.0.2.7/main")
            draft.isEnabled = false
            draft.snapshotURL = "http://anna:s3cret@192.0.2.7/still?pwd=s3cret&token=abcdef"
            let added = try await cameras.add(as: me, draft)
            #expect(added.connection?.snapshotURL == "http://192.0.2.7/still?pwd={password}&token={token}")
            #expect(added.connection?.username == "anna" && added.connection?.hasPassword == true)
            let record = try await cameras.record("yard")
            let source = try #require(await cameras.rules.snapshotSource(of: record))
            #expect(source.url.description.contains("pwd=s3cret&token=abcdef"))
            #expect(source.credentials == HTTPCredentials(username: "anna", password: "s3cret"))

            for url in ["rtsp://192.0.2.7/still", "file:///etc/passwd", "http://127.0.0.1/still", "x"] {
                var change = CameraChange()
                change.snapshotURL = url
                let wrong = change
                let error = await #expect(throws: DomainError.self) {
                    try await cameras.change(as: me, "yard", wrong)
                }
                #expect(error?.kind == .invalid && error?.member == "snapshot_url", "\(url)")
            }
            // The kept password goes to no other place.
            var change = CameraChange()
            change.snapshotURL = "http://192.0.2.8/still"
            let elsewhere = change
            #expect(await refusal { _ = try await cameras.change(as: me, "yard", elsewhere) } == .invalid)
            change.password = "s3cret"
            #expect(try await cameras.change(as: me, "yard", change).connection?.snapshotURL != nil)
            change = CameraChange()
            change.snapshotURL = .some(nil)
            #expect(try await cameras.change(as: me, "yard", change).connection?.snapshotURL == nil)
        }
    }
}
