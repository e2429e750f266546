import Catalog
import HTTPAuthentication
import Ingest
import Media
import Stream
import Testing

@testable import NVR
@testable import Simulation

/// Trying a camera: what is said of one that works, and what of one that does not.
struct CameraTestTests {
    private let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
    private let me = Asker.administrator

    private func draft(_ url: String) -> CameraTestDraft {
        var draft = CameraTestDraft()
        draft.url = url
        return draft
    }

    /// Tries what is at a path of a simulated camera; no session is left with it.
    private func report(
        _ path: String = "main",
        _ change: (inout CameraTestDraft) -> Void = { _ in },
        of configure: (inout CameraServer.Configuration) -> Void = { _ in }
    ) async throws -> CameraTestReport {
        let camera = try await CameraUnderTest(configure)
        var report: CameraTestReport?
        try await world.withCameras { cameras in
            var draft = draft("rtsp://127.0.0.1:\(camera.server.port)/\(path)")
            change(&draft)
            if draft.url?.hasPrefix("http:") == true {
                draft.url = "http://127.0.0.1:\(camera.server.httpPort ?? 0)/\(path).mjpeg"
            }
            report = try await cameras.test(as: me, draft)
        }
        // With HTTP the camera hears of the end only when the connection's is read.
        try await eventually("no session is left") { camera.sessions("/\(path)").open == 0 }
        await camera.server.close()
        return try #require(report)
    }

    @Test(arguments: ["tcp", "udp"])
    func aCameraThatWorksIsDescribed(transport: String) async throws {
        let report = try await report("main") { $0.transport = transport }
        #expect(report.fault == nil)
        #expect(report.transport == transport)
        #expect(!report.isOfRunningStream)
        let video = try #require(report.tracks.first)
        #expect(video.kind == "video" && video.name == "H.264" && video.codec.hasPrefix("avc1."))
        #expect(video.pictureSize?.width ?? 0 > 0)
        let clip = try #require(try Clip.demo().first { $0.name == "main" }?.clip)
        let rate = 1 / clip.picturePeriod.inSeconds
        #expect(abs((video.framesPerSecond ?? 0) - rate) < rate / 20)
        #expect(video.bitsPerSecond ?? 0 > 10_000)
        #expect(video.keyFrameInterval ?? 0 > 0)
        let audio = try #require(report.tracks.last)
        #expect(audio.kind == "audio" && audio.sampleRate ?? 0 > 0 && audio.units > 0)
        let picture = try #require(report.firstPicture)
        let packet = try #require(report.firstPacket)
        let connecting = try #require(report.connecting)
        #expect(connecting < packet)
        #expect(packet <= picture)
        #expect(picture < report.duration)
        #expect(try #require(report.roundTrip) < .seconds(5))
    }

    @Test func picturesOverHTTPAreDescribed() async throws {
        let report = try await report("mjpeg") {
            $0.url = "http:"
        } of: {
            $0.http = .init(host: "127.0.0.1", port: 0)
        }
        #expect(report.fault == nil)
        #expect(report.transport == "http")
        #expect(report.tracks.map(\.name) == ["MJPEG"] || report.tracks.map(\.name) == ["Motion JPEG"])
        #expect(report.firstPicture != nil && report.roundTrip != nil && report.firstPacket != nil)
    }

    @Test func anEncryptedCameraIsTakenUnlessItsCertificateIsAnother() async throws {
        func report(_ fingerprint: String?) async throws -> CameraTestReport {
            let camera = try await CameraUnderTest { $0.security = .selfSigned }
            var report: CameraTestReport?
            try await world.withCameras { cameras in
                var draft = draft("rtsps://127.0.0.1:\(camera.server.port)/main")
                draft.certificateFingerprint = fingerprint
                report = try await cameras.test(as: me, draft)
            }
            await camera.server.close()
            return try #require(report)
        }
        #expect(try await report(nil).fault == nil)
        let other = try await report(String(repeating: "ab", count: 32))
        #expect(other.fault?.code == "certificate_changed")
        #expect(other.tracks.isEmpty)
    }

    @Test func whatIsWrongHasACodeAndASentence() async throws {
        let secret = "s3cret-" + String(UInt32.random(in: 0 ... .max))
        let closed: (inout CameraServer.Configuration) -> Void = {
            $0.credentials = HTTPCredentials(username: "anna", password: "right")
        }
        let wrong = try await report("main", { ($0.username, $0.password) = ("anna", secret) }, of: closed)
        #expect(wrong.fault?.code == "refused_password")
        #expect(!"\(wrong)".contains(secret))
        #expect(try await report("main", of: closed).fault?.code == "password_needed")
        #expect(try await report("nothing-here").fault?.code == "no_such_stream")
        let onlyTCP = try await report("main", { $0.transport = "udp" }, of: { $0.transports = .interleaved })
        #expect(onlyTCP.fault == nil && onlyTCP.transport == "tcp")
        #expect(onlyTCP.remarks.contains("UDP was asked for and does not work; TCP does."))
        for entry in try await world.audited() { #expect(entry.hasPrefix("camera.test 127.0.0.1 ")) }
    }

    @Test func nothingAtTheAddressIsUnreachable() async throws {
        let camera = try await CameraUnderTest()
        await camera.server.close()
        try await world.withCameras { cameras in
            let report = try await cameras.test(as: me, draft("rtsp://127.0.0.1:\(camera.server.port)/main"))
            #expect(report.fault?.code == "unreachable")
            #expect(report.connecting == nil && report.tracks.isEmpty)
            #expect(await refusal { _ = try await cameras.test(as: me, draft("file:///etc/passwd")) } == .invalid)
            #expect(await refusal { _ = try await cameras.test(as: me, CameraTestDraft()) } == .invalid)
            let viewer = Asker.viewer(["yard": [.live]])
            #expect(await refusal { _ = try await cameras.test(as: viewer, draft("rtsp://192.0.2.1/")) } == .forbidden)
            #expect(await refusal { _ = try await cameras.test(as: viewer, "gate", .init()) } == .notFound)
        }
        let careful = CamerasUnderTest(time: SystemTimeSource())
        try await careful.withCameras { cameras in
            #expect(await refusal { _ = try await cameras.test(as: me, draft("rtsp://127.0.0.1/")) } == .invalid)
        }
    }

    @Test func aCameraThatIsRecordedIsNotAskedForAnotherSession() async throws {
        let camera = try await CameraUnderTest()
        try await world.withRunning { cameras, _ in
            _ = try await cameras.add(
                as: me,
                CameraDraft(name: "yard", url: "rtsp://127.0.0.1:\(camera.server.port)/main")
            )
            try await eventually("it is recorded") {
                try await cameras.camera(as: me, "yard").status.state == .recording
            }
            let report = try await cameras.test(as: me, "yard", CameraTestDraft())
            #expect(report.fault == nil && report.isOfRunningStream)
            #expect(report.tracks.first?.name == "H.264")
            #expect(camera.sessions().all == 1)
            // With another transport it has to be tried for itself, and the recording goes on.
            var change = CameraTestDraft()
            change.transport = "udp"
            let other = try await cameras.test(as: me, "yard", change)
            #expect(other.fault == nil && other.transport == "udp" && !other.isOfRunningStream)
            #expect(camera.sessions().all == 2)
            #expect(try await cameras.camera(as: me, "yard").status.state == .recording)
        }
        await camera.server.close()
    }

    @Test func aTestThatIsCancelledSaysGoodbye() async throws {
        let camera = try await CameraUnderTest()
        try await world.withCameras { cameras in
            let test = Task { try await cameras.test(as: me, draft("rtsp://127.0.0.1:\(camera.server.port)/main")) }
            try await eventually("it plays") { camera.sessions().all == 1 }
            test.cancel()
            await #expect(throws: CancellationError.self) { try await test.value }
            try await eventually("the session has ended") { camera.sessions().open == 0 }
            #expect(await cameras.tests == 0)
        }
        await camera.server.close()
    }

    @Test func aPasswordBehindTheHostIsUsedAndTheKeptOneFitsIn() throws {
        let rules = CameraRules(
            allowsLoopback: false,
            masterKey: world.services.masterKey,
            logger: world.services.logger
        )
        let record = try rules.makeRecord(
            CameraDraft(name: "yard", url: "rtsp://192.0.2.7/user=a&password=kept"),
            known: [],
            at: WallTime(nanoseconds: 0)
        )
        func url(_ url: String?, of record: CameraRecord?) throws -> (String, Bool) {
            var wanted = CameraTestDraft()
            wanted.url = url
            let source = try rules.testSource(wanted, of: record, .main)
            return ("\(source.source.url)", source.withheldPassword)
        }
        let new = "rtsp://192.0.2.9/user=a&password=own"
        #expect(try url(new, of: nil) == (new, false))
        #expect(try url(nil, of: record) == ("rtsp://192.0.2.7/user=a&password=kept", false))
        #expect(try url("rtsp://192.0.2.7/?pwd={password}", of: record) == ("rtsp://192.0.2.7/?pwd=kept", false))
        #expect(try url("rtsp://192.0.2.9/?pwd={password}", of: record) == ("rtsp://192.0.2.9/?pwd=", true))
    }

    @Test func aKeptPasswordGoesToNoOtherHost() throws {
        let rules = CameraRules(
            allowsLoopback: false,
            masterKey: world.services.masterKey,
            logger: world.services.logger
        )
        let now = WallTime(nanoseconds: 0)
        var draft = CameraDraft(name: "yard", url: "rtsps://anna:kept@192.0.2.7/main")
        draft.subURL = "rtsps://192.0.2.8/sub"
        let record = try rules.makeRecord(draft, known: [], at: now)
        func password(_ url: String?) throws -> (String?, Bool) {
            var wanted = CameraTestDraft()
            wanted.url = url
            let source = try rules.testSource(wanted, of: record, .main)
            return (source.source.credentials?.password, source.withheldPassword)
        }
        #expect(try password(nil) == ("kept", false))
        #expect(try password("rtsps://192.0.2.7/other") == ("kept", false))
        #expect(try password("rtsps://192.0.2.7:8322/other") == (nil, true))
        #expect(try password("rtsps://192.0.2.8/other") == ("kept", false))
        #expect(try password("rtsps://192.0.2.9/main") == (nil, true))
        #expect(try password("rtsp://192.0.2.7/main") == (nil, true))
        #expect(try password("rtsps://eve:own@192.0.2.9/main") == ("own", false))
        var cleared = CameraTestDraft()
        cleared.password = .some(nil)
        #expect(try rules.testSource(cleared, of: record, .main).source.credentials?.password == "")
        cleared.username = .some(nil)
        #expect(try rules.testSource(cleared, of: record, .main).source.credentials == nil)
    }
}
