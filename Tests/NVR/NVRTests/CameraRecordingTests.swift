import Catalog
import Media
import Simulation
import Storage
import Stream
import Synchronization
import Testing

@testable import NVR

/// The switch for recording, and changes that must not undo one another.
struct CameraRecordingTests {
    @Test func recordingIsSwitchedWithoutTouchingTheSession() async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let camera = try await CameraUnderTest()
        try await world.withRunning { cameras, archive in
            let me = Asker.administrator
            var draft = draft(camera)
            draft.connect = "always"
            _ = try await cameras.add(as: me, draft)
            try await eventually("it is recorded") {
                try await cameras.camera(as: me, "yard").status.state == .recording
            }
            try await eventually("there is a recording") { try await recordings(archive).count == 1 }

            var change = CameraChange()
            change.isRecorded = false
            let stopped = try await cameras.change(as: me, "yard", change)
            #expect(!stopped.isRecorded)
            #expect(stopped.status.state == .watching)
            #expect(stopped.status.main?.state == .watching)
            #expect(stopped.status.reason.contains("recording is switched off"))
            let ended = try #require(try await recordings(archive).first)
            #expect(!ended.isOpen && ended.keyFrames > 0)
            let gap = try #require(try await world.catalog.openGaps().first)
            #expect(gap.reason == .disabled)
            #expect(gap.detail == "Recording was stopped by anna.")
            // Pictures still come, for whoever watches.
            let before = stopped.status.main?.frames ?? 0
            try await eventually("pictures come") {
                try await cameras.camera(as: me, "yard").status.main?.frames ?? 0 > before
            }

            change.isRecorded = true
            #expect(try await cameras.change(as: me, "yard", change).status.state == .recording)
            try await eventually("it is recorded again") { try await recordings(archive).count == 2 }
            try await eventually("the gap has ended") { try await world.catalog.openGaps().isEmpty }
            #expect(camera.sessions().all == 1)
        }
        await camera.server.close()
        let published = await world.published()
        #expect(published.contains("state camera yard"))
        #expect(published.count { $0.hasPrefix("created recording yard/") } == 2)
    }

    @Test func aCameraThatIsOnlyWatchedIsNotRecordedFromTheStart() async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let camera = try await CameraUnderTest()
        try await world.withRunning { cameras, archive in
            var draft = draft(camera)
            draft.isRecorded = false
            draft.connect = "always"
            _ = try await cameras.add(as: Asker.administrator, draft)
            try await eventually("it can be watched") {
                try await cameras.camera(as: Asker.administrator, "yard").status.state == .watching
            }
            #expect(await cameras.problems().isEmpty)
            #expect(try await recordings(archive).isEmpty)
        }
        await camera.server.close()
        #expect(try await world.catalog.segments(SegmentQuery(limit: 9)).isEmpty)
    }

    @Test(arguments: [(true, "disk-full", "the disk is full"), (false, "disk-error", "reports an error")])
    func aCameraIsNotCalledRecordedWhileTheDiskRefusesIt(isFull: Bool, code: String, words: String) async throws {
        var world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let held = Held()
        world.faulty = { disk in held.disk.withLock { $0 = disk } }
        let camera = try await CameraUnderTest()
        try await world.withRunning { cameras, archive in
            let me = Asker.administrator
            let found = held.disk.withLock { $0 }
            let disk = try #require(found)
            _ = try await cameras.add(as: me, draft(camera))
            try await eventually("there is a recording") { try await recordings(archive).count == 1 }
            if isFull { disk.limit(room: 0) } else { disk.fail([.create, .write]) }
            try await eventually("it is said") {
                try await cameras.camera(as: me, "yard").status.state == .watching
            }
            let status = try await cameras.camera(as: me, "yard").status
            #expect(status.code == code && status.reason.contains(words))
            #expect(status.main?.state == .watching && status.main?.code == code)
            // Whoever may not manage the camera is told no more, and no less.
            let seen = try await cameras.camera(as: Asker.viewer(["yard": [.live]]), "yard").status
            #expect(seen.reason == status.reason && !seen.reason.contains("yard/"))
            disk.limit(room: nil)
            disk.fail([])
            try await eventually("it goes on") {
                let status = try await cameras.camera(as: me, "yard").status
                return status.state == .recording && status.code.isEmpty
            }
        }
        await camera.server.close()
    }

    private final class Held: Sendable {
        let disk = Mutex<FaultyDisk?>(nil)
    }

    @Test func picturesThatAreKeptSeldomAreExpectedSeldom() throws {
        var record = CameraRecord(
            id: try #require(CameraID("yard")),
            name: "Yard",
            mainURL: "http://camera/picture.jpg",
            subURL: "rtsp://camera/",
            sampleInterval: 60,
            owner: "local",
            leaseEpoch: 1,
            createdAt: WallTime(nanoseconds: 0)
        )
        #expect(CameraStreams.pictureInterval(of: record, .main) == .seconds(60))
        // Over RTSP all are kept.
        #expect(CameraStreams.pictureInterval(of: record, .sub) == .zero)
        record.sampleInterval = 1
        #expect(CameraStreams.pictureInterval(of: record, .main) == .zero)
    }

    @Test func whoeverLookedAtAnotherVersionChangesNothing() async throws {
        let world = CamerasUnderTest()
        try await world.withCameras { cameras in
            let me = Asker.administrator
            var draft = CameraDraft(name: "yard", url: "rtsp://192.0.2.7/")
            draft.isEnabled = false
            let first = try await cameras.add(as: me, draft)
            #expect(try await cameras.camera(as: me, "yard").version == first.version)
            #expect(try await cameras.list(as: me).first?.version == first.version)
            var versions: Set = [first.version]
            var last = first
            for change in changes {
                last = try await cameras.change(as: me, "yard", change, ifMatch: last.version)
                versions.insert(last.version)
            }
            #expect(versions.count == changes.count + 1)
            let stale = await refusal {
                _ = try await cameras.change(as: me, "yard", changes[0], ifMatch: first.version)
            }
            #expect(stale == .stale)
            #expect(await refusal { try await cameras.remove(as: me, "yard", ifMatch: first.version) } == .stale)
            #expect(try await cameras.camera(as: me, "yard").version == last.version)
            // What a viewer sees has a version of its own, in which no address is.
            let viewer = Asker.viewer(["yard": [.live]])
            let seen = try await cameras.camera(as: viewer, "yard")
            var change = CameraChange()
            change.url = "rtsp://192.0.2.8/"
            change.password = "s3cret"
            last = try await cameras.change(as: me, "yard", change)
            #expect(try await cameras.camera(as: viewer, "yard").version == seen.version)
            #expect(seen.version != last.version)
            try await cameras.remove(as: me, "yard", ifMatch: last.version)
            #expect(try await cameras.list(as: me).isEmpty)
        }
    }

    /// One of each member.
    private var changes: [CameraChange] {
        let all: [(inout CameraChange) -> Void] = [
            { $0.name = "Yard" }, { $0.url = "rtsp://192.0.2.9/" }, { $0.subURL = "rtsp://192.0.2.9/sub" },
            { $0.username = "anna" }, { $0.password = "s3cret" }, { $0.isRecorded = false }, { $0.connect = "always" },
            { $0.recordsAudio = false }, { $0.segmentSeconds = 30 }, { $0.transport = "udp" },
            { $0.subTransport = "tcp" }, { $0.sampleInterval = 2 }, { $0.priority = 9 },
            { $0.certificateFingerprint = String(repeating: "0f", count: 32) },
        ]
        return all.map { edit in
            var change = CameraChange()
            edit(&change)
            return change
        }
    }

    private func draft(_ camera: CameraUnderTest) -> CameraDraft {
        CameraDraft(name: "yard", url: "rtsp://127.0.0.1:\(camera.server.port)/main")
    }

    private func recordings(_ archive: Archive) async throws -> [RecordingView] {
        try await archive.recordings(as: Asker.administrator, Archive.Query()).items
    }
}
