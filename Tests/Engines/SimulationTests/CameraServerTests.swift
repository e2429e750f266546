import Foundation
import HTTPAuthentication
import Logging
import Media
import NIOCore
import NIOPosix
import RTP
import RTSP
import Testing

@testable import Simulation

@Suite(.serialized)
struct CameraServerTests {
    @Test(arguments: CameraServer.Configuration.Delivery.allCases)
    func sendsTheClipByteForByteOverTwoPasses(delivery: CameraServer.Configuration.Delivery) async throws {
        let file = try FileUnits([UInt8](Demo.file("main")))
        var configuration = try Self.configuration()
        configuration.delivery = delivery
        configuration.startsAtPlay = true
        configuration.speed = 50
        configuration.videoUnitLimit = 400
        try await Self.serving(configuration) { server in
            let received = try await TestClient.run(.init { $0.video.count == 400 }, port: server.port)
            #expect(received.video.map(\.payload) == file.video + file.video)
            #expect(received.video.map(\.isKey) == file.isKey + file.isKey)
            let audio = received.audio.map(\.payload)
            #expect(audio == Array((file.audio + file.audio).prefix(audio.count)) && audio.count > 740)
            #expect(received.sequenceGaps == 0)
            for (media, step) in [(0, 3600), (1, 1024)] {
                let first = try #require(received.first[media])
                let timestamps = received.units[media].indices.map { first.timestamp &+ UInt32($0 * step) }
                #expect(received.units[media].map(\.timestamp) == timestamps)
                let track = try #require(received.tracks.first { $0.media == media })
                #expect(track.rtpTime == first.timestamp)
                #expect(track.sequence == (first.sequence > 1 ? first.sequence : nil))
                #expect(received.unitsBeforeReports[media] == 0)
                #expect(received.reports[media].first?.timestamp == first.timestamp)
                #expect(received.reports[media].count == 4)
            }
            let sent = try #require(server.statistics.paths["/main"])
            #expect(sent.sessions == 1 && sent.videoUnits == 400 && sent.audioUnits == audio.count)
            #expect(sent.firstVideoIndex == 0 && sent.lastVideoIndex == 399 && sent.droppedSessions == 0)
        }
    }

    @Test func aSessionStaysOpenAfterTheLastPicture() async throws {
        var configuration = try Self.configuration()
        configuration.startsAtPlay = true
        configuration.speed = 100
        configuration.videoUnitLimit = 3
        try await Self.serving(configuration) { server in
            let wish = TestClient.Wish { received in
                received.video.count == 3 && server.statistics.paths["/main"]?.openSessions == 1
            }
            let received = try await TestClient.run(wish, port: server.port)
            #expect(!received.isClosed && received.goodbyes.isEmpty)
            #expect(server.statistics.paths["/main"]?.videoUnits == 3)
        }
    }

    @Test func aSilentClientIsSentAway() async throws {
        var configuration = try Self.configuration()
        configuration.sessionTimeout = .milliseconds(20)
        try await Self.serving(configuration) { server in
            var client = try await Conversation.open(port: server.port)
            #expect(await client.next() == nil)
        }
    }

    @Test func everyoneSeesTheSamePictureOfARunningCamera() async throws {
        var configuration = try Self.configuration()
        configuration.speed = 20
        try await Self.serving(configuration) { server in
            let file = try FileUnits([UInt8](Demo.file("main")))
            async let one = TestClient.run(.init { $0.video.count == 60 }, port: server.port)
            async let other = TestClient.run(.init(media: [0]) { $0.video.count == 60 }, port: server.port)
            for received in [try await one, try await other] {
                let number = try #require(file.video.firstIndex(of: received.video[0].payload))
                #expect(number % 50 == 0)
                #expect(received.video.map(\.payload) == Array((file.video + file.video)[number..<number + 60]))
            }
            #expect(try await other.audio.isEmpty)
            let sent = try #require(server.statistics.paths["/main"])
            let first = try #require(sent.firstVideoIndex)
            #expect(sent.sessions == 2 && first % 50 == 0)
        }
    }

    // MARK: Who may see what

    @Test func passwordsAreChecked() async throws {
        var configuration = try Self.configuration()
        configuration.credentials = HTTPCredentials(username: "admin", password: "a:b@c")
        configuration.speed = 50
        try await Self.serving(configuration) { server in
            func run(_ credentials: HTTPCredentials?) async throws -> Received {
                try await TestClient.run(.init(credentials: credentials) { !$0.video.isEmpty }, port: server.port)
            }
            let attempts: [HTTPCredentials?] = [
                configuration.credentials, .init(username: "admin", password: "wrong"),
                .init(username: "someone", password: "a:b@c"), nil,
            ]
            var failures: [RTSPFailure?] = []
            for attempt in attempts { failures.append(try await run(attempt).failure) }
            #expect(failures == [nil, .passwordRefused, .passwordRefused, .credentialsNeeded])
            #expect(server.statistics.paths["/main"]?.sessions == 1)
        }
    }

    @Test func basicWillDo() async throws {
        var configuration = try Self.configuration()
        configuration.credentials = HTTPCredentials(username: "admin", password: "secret")
        try await Self.serving(configuration) { server in
            let url = "rtsp://127.0.0.1:\(server.port)/main"
            func status(_ credentials: String) async throws -> Int? {
                var client = try await Conversation.open(port: server.port)
                return try await client.ask(.describe, url, [("Authorization", "Basic \(credentials)")])?.status
            }
            let right = try await status(Data("admin:secret".utf8).base64EncodedString())
            let wrong = try await status(Data("admin:Secret".utf8).base64EncodedString())
            #expect(right == 200 && wrong == 401)
        }
    }

    @Test func unknownPathsAreNotFound() async throws {
        try await Self.serving(try Self.configuration()) { server in
            let received = try await TestClient.run(.init(path: "/main-1"), port: server.port)
            #expect(received.failure == .streamNotFound)
        }
    }

    // MARK: Ends

    @Test func aClientThatDoesNotReadIsDropped() async throws {
        let (messages, continuation) = AsyncStream.makeStream(of: String.self)
        var configuration = try Self.configuration()
        configuration.startsAtPlay = true
        configuration.speed = 1000
        configuration.unsentLimit = 1 << 20
        let logger = Logger(label: "camera") { _ in ForwardingLog(continuation: continuation) }
        try await Self.serving(configuration, logger: logger) { server in
            let client = Task { try await TestClient.run(.init(reads: false), port: server.port) }
            _ = try #require(await messages.first { $0.contains("does not read") })
            let sent = try #require(server.statistics.paths["/main"])
            #expect(sent.droppedSessions == 1)
            client.cancel()
            _ = try? await client.value
        }
    }

    @Test func runEndsWithGoodbyeWhenItIsCancelled() async throws {
        let report = FileManager.default.temporaryDirectory.appending(path: "camera-report-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: report) }
        var configuration = try Self.configuration()
        configuration.startsAtPlay = true
        configuration.videoUnitLimit = 10
        configuration.speed = 50
        configuration.reportPath = report.path
        let server = try await CameraServer.bind(configuration, logger: Logger(label: "camera"))
        let run = Task { await server.run() }
        let received = try await TestClient.run(
            .init { received in
                if received.video.count == 10 { run.cancel() }
                return received.isClosed
            },
            port: server.port
        )
        await run.value
        #expect(received.isClosed && received.goodbyes.count == 2)
        let written = try JSONDecoder().decode(CameraServerStatistics.self, from: Data(contentsOf: report))
        #expect(written == server.statistics)
        #expect(written.paths["/main"]?.videoUnits == 10 && written.paths["/main"]?.openSessions == 0)
        await #expect(throws: (any Error).self) { try await TestClient.run(.init(), port: server.port) }
    }

    @Test func aPortInUseIsNamed() async throws {
        try await Self.serving(try Self.configuration()) { server in
            var configuration = try Self.configuration()
            configuration.port = server.port
            let taken = CameraServerError.addressInUse(host: "127.0.0.1", port: server.port)
            await #expect(throws: taken) {
                _ = try await CameraServer.bind(configuration, logger: Logger(label: "camera"))
            }
        }
    }

    @Test func anAddressThatIsNotOursIsNamed() async throws {
        var configuration = try Self.configuration()
        configuration.host = "192.0.2.1"
        await #expect(throws: CameraServerError.noSuchAddress("192.0.2.1")) {
            _ = try await CameraServer.bind(configuration, logger: Logger(label: "camera"))
        }
    }

    // MARK: Helpers

    static func configuration() throws -> CameraServer.Configuration {
        var configuration = CameraServer.Configuration(cameras: SimulatedCamera.cameras(try Demo.clips.get(), count: 1))
        configuration.port = 0
        return configuration
    }

    static func serving(
        _ configuration: CameraServer.Configuration,
        logger: Logger = Logger(label: "camera") { _ in SwiftLogNoOpLogHandler() },
        _ body: (CameraServer) async throws -> Void
    ) async throws {
        // Of its own, so that no other test's cameras delay these.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result: Result<Void, any Error>
        do {
            let server = try await CameraServer.bind(configuration, on: group, logger: logger)
            do {
                result = .success(try await body(server))
            } catch {
                result = .failure(error)
            }
            await server.close()
        } catch {
            result = .failure(error)
        }
        try await group.shutdownGracefully()
        try result.get()
    }
}

/// Gives messages to whoever waits for one.
private struct ForwardingLog: LogHandler {
    let continuation: AsyncStream<String>.Continuation
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { continuation.yield("\(event.message)") }
}
