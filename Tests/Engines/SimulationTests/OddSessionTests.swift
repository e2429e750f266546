import Foundation
import HTTPAuthentication
import Logging
import Media
import RTP
import RTSP
import SDP
import Testing

@testable import Simulation

/// Odd cameras as their clients see them.
@Suite(.serialized)
struct OddSessionTests {
    private static func serving(
        _ oddities: String...,
        speed: Double = 20,
        startsAtPlay: Bool = true,
        credentials: HTTPCredentials? = nil,
        _ body: (CameraServer) async throws -> Void
    ) async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.oddities = try OddityPlan(oddities)
        configuration.speed = speed
        configuration.startsAtPlay = startsAtPlay
        configuration.credentials = credentials
        try await CameraServerTests.serving(configuration, body)
    }

    // MARK: After a time

    @Test func fallsSilent() async throws {
        try await Self.serving("silence-after=0.2", "session-timeout=1", speed: 1) { server in
            let received = try await TestClient.run(.init(), port: server.port)
            // It was sent away because it said nothing, and not before.
            #expect(received.isClosed && !received.tracks.isEmpty && received.video.count <= 12)
        }
    }

    @Test func isCutInTheMiddleOfAPacket() async throws {
        try await Self.serving("close-after=0.2") { server in
            let received = try await TestClient.run(.init(), port: server.port)
            #expect(received.isClosed && received.unfinishedBytes > 4)
        }
    }

    @Test func throwsInGarbageAndGoesOnInStep() async throws {
        try await Self.serving("garbage-after=0.2") { server in
            let received = try await TestClient.run(
                .init { $0.skips > 0 && $0.video.count > 200 },
                port: server.port
            )
            #expect(received.skips == 1 && received.sequenceGaps <= 1)
        }
    }

    @Test func sendsNothingButGarbage() async throws {
        try await Self.serving("garbage-forever") { server in
            var client = try await Conversation.open(port: server.port)
            #expect(try await client.play().compactMap { $0?.status } == [200, 200, 200])
            let received = try? await TestClient.run(
                .init { _ in (server.statistics.paths["/main"]?.videoUnits ?? 0) > 100 },
                port: server.port
            )
            #expect(received?.video.isEmpty ?? true)
            try await client.close()
        }
    }

    @Test(arguments: [-5.0, 3600.0])
    func theClockJumps(by seconds: Double) async throws {
        try await Self.serving("clock-jump=0.1,\(seconds)") { server in
            let received = try await TestClient.run(.init { $0.video.count > 150 }, port: server.port)
            let times = received.video.map(\.timestamp)
            let steps = zip(times, times.dropFirst()).map { Int32(bitPattern: $1 &- $0) }
            #expect(steps.filter { $0 != 3600 } == [Int32(seconds * 90_000) + 3600])
            #expect(received.sequenceGaps == 0)
        }
    }

    @Test func thePictureSizeChanges() async throws {
        try await Self.serving("sps-change-after=0.1") { server in
            let received = try await TestClient.run(.init { $0.sizes.count > 1 }, port: server.port)
            let sizes = [PictureSize(width: 1280, height: 720), PictureSize(width: 640, height: 360)]
            #expect(received.sizes == sizes && received.sequenceGaps == 0)
        }
    }

    @Test func aSizeCannotChangeToNothing() async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.oddities = try OddityPlan(["sps-change-after=1"])
        configuration.cameras.removeAll { $0.path == "sub" }
        await #expect(throws: CameraServerError.noOtherClip) {
            _ = try await CameraServer.bind(configuration, logger: Logger(label: "camera"))
        }
    }

    @Test func theSourceChanges() async throws {
        try await Self.serving("ssrc-change-after=0.1") { server in
            let wish = TestClient.Wish(media: [0]) { Set($0.packets[0].map(\.ssrc)).count > 1 }
            let received = try await TestClient.run(wish, port: server.port)
            #expect(received.goodbyes.isEmpty && received.sequenceGaps == 1)
        }
    }

    @Test func restarts() async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.oddities = try OddityPlan(["restart-every=3"])
        configuration.http = .init(host: "127.0.0.1", port: 0)
        let server = try await CameraServer.bind(configuration, logger: Logger(label: "camera"))
        let run = Task { await server.run() }
        for transport in [RTSPDelivery.interleaved, .datagrams] {
            // Wait for the ports to be open again; then the connection is dropped in its turn.
            var received: Received?
            while received?.video.isEmpty ?? true {
                received = try? await TestClient.run(.init(transport: transport), port: server.port)
                await Task.yield()
            }
            #expect(received?.isClosed == true && received?.goodbyes.isEmpty == true)
        }
        run.cancel()
        await run.value
        await #expect(throws: (any Error).self) { try await TestClient.run(.init(), port: server.port) }
    }

    // MARK: Numbers and times

    @Test func numbersBeginAsTold() async throws {
        try await Self.serving("sequence-start=65530", "timestamp-start=4294960000") { server in
            let received = try await TestClient.run(.init { $0.video.count > 10 }, port: server.port)
            for media in 0...1 {
                #expect(received.first[media]?.sequence == 65_530)
                #expect(received.tracks[media].rtpTime == 4_294_960_000)
            }
            #expect(received.first[0]?.timestamp == 4_294_960_000)
            #expect(received.sequenceGaps == 0 && received.video.last.map { $0.timestamp < 100_000 } == true)
        }
    }

    @Test func thereAreNoReports() async throws {
        try await Self.serving("no-sender-reports") { server in
            let received = try await TestClient.run(.init { $0.video.count > 300 }, port: server.port)
            #expect(received.reports == [[], []])
        }
    }

    @Test func picturesComeMoreSlowlyThanTheirTimestampsSay() async throws {
        try await Self.serving("wrong-rate=0.5", speed: 20) { server in
            let received = try await TestClient.run(.init { $0.reports[0].count == 3 }, port: server.port)
            let (first, last) = (received.reports[0][0], received.reports[0][2])
            let stamped = Double(last.timestamp &- first.timestamp) / 90_000
            // The camera's time of day is right.
            #expect(abs((last.time - first.time).inSeconds - 2 * stamped) < 0.1)
        }
    }

    @Test(arguments: [true, false])
    func thePastComesAtOnce(startsAtPlay: Bool) async throws {
        try await Self.serving("burst-start=6", speed: 1, startsAtPlay: startsAtPlay) { server in
            let begin = ContinuousClock.now
            let received = try await TestClient.run(.init { $0.video.count >= 140 }, port: server.port)
            #expect(ContinuousClock.now - begin < .seconds(5), "pictures of 5.6 s")
            #expect(received.sequenceGaps == 0)
        }
    }

    @Test(arguments: [RTSPDelivery.interleaved, .datagrams])
    func thePictureComesBeforeTheAnswer(transport: RTSPDelivery) async throws {
        try await Self.serving("early-media", speed: 1) { server in
            let wish = TestClient.Wish(transport: transport) { $0.video.count == 3 }
            let received = try await TestClient.run(wish, port: server.port)
            #expect(received.sequenceGaps == 0)
            // With datagrams either may be read first.
            if transport == .interleaved { #expect(received.earlyPackets > 0) }
        }
    }

    @Test func nothingComesUnlessAllIsSetUp() async throws {
        try await Self.serving("needs-all-tracks", "session-timeout=1", speed: 1) { server in
            let alone = try await TestClient.run(.init(media: [0], transport: .datagrams), port: server.port)
            #expect(alone.isClosed && alone.video.isEmpty && !alone.tracks.isEmpty)
            for wish in [TestClient.Wish(media: [0]), .init(transport: .datagrams)] {
                var wish = wish
                wish.isEnough = { $0.video.count == 3 }
                #expect(try await TestClient.run(wish, port: server.port).video.count == 3)
            }
        }
    }

    @Test func foreignPacketsAreBesideTheStream() async throws {
        let file = try FileUnits([UInt8](Demo.file("main")))
        try await Self.serving("foreign-channel", "foreign-payload-type") { server in
            let received = try await TestClient.run(.init { $0.video.count == 200 }, port: server.port)
            #expect(received.video.map(\.payload) == file.video && received.foreignFrames == 1)
            let foreign = received.packets[0].filter { $0.payloadType == 50 }
            #expect(foreign.count == 4)
        }
    }
}
