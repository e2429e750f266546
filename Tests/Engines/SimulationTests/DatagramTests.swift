import Logging
import Media
import RTP
import RTSP
import Testing

@testable import Simulation

@Suite(.serialized)
struct DatagramTests {
    private static func configuration() throws -> CameraServer.Configuration {
        var configuration = try CameraServerTests.configuration()
        configuration.startsAtPlay = true
        configuration.speed = 20
        return configuration
    }

    @Test(arguments: ["main", "sub", "h265", "mjpeg"])
    func sendsTheClipByteForByteOverTwoPasses(name: String) async throws {
        let count = try Demo.clip(name).unitCounts[0] * 2
        let file = try FileUnits([UInt8](Demo.file(name)))
        var configuration = try Self.configuration()
        configuration.videoUnitLimit = count
        try await CameraServerTests.serving(configuration) { server in
            let wish = TestClient.Wish(path: "/\(name)", transport: .datagrams) { $0.video.count == count }
            let received = try await TestClient.run(wish, port: server.port)
            if name != "mjpeg" { #expect(received.video.prefix(count).map(\.payload) == file.video + file.video) }
            let audio = received.audio.map(\.payload)
            #expect(audio == Array((file.audio + file.audio).prefix(audio.count)))
            #expect((name == "mjpeg") == audio.isEmpty)
            #expect(received.sequenceGaps == 0)
            #expect(received.transports.allSatisfy { $0.datagrams?.server != nil } && !received.transports.isEmpty)
            #expect(received.reports[0].first?.timestamp == received.first[0]?.timestamp)
            #expect(server.statistics.paths["/\(name)"]?.datagrams == nil)
        }
    }

    @Test(arguments: ["h265", "mjpeg"])
    func sendsTheClipWithinTheConnectionToo(name: String) async throws {
        let file = try FileUnits([UInt8](Demo.file(name)))
        try await CameraServerTests.serving(try Self.configuration()) { server in
            let wish = TestClient.Wish(path: "/\(name)") { $0.video.count == 100 }
            let received = try await TestClient.run(wish, port: server.port)
            #expect(received.video.map(\.isKey) == file.isKey + file.isKey)
            // The head of a JPEG file is made anew by whoever receives it.
            let pictures = received.video.map { $0.payload.suffix(name == "mjpeg" ? 1000 : $0.payload.count) }
            let sent = (file.video + file.video).map { $0.suffix(name == "mjpeg" ? 1000 : $0.count) }
            #expect(pictures == sent)
            #expect(received.sequenceGaps == 0 && !received.isClosed)
        }
    }

    @Test func saysGoodbyeWhenTheServerEnds() async throws {
        let server = try await CameraServer.bind(try Self.configuration(), logger: Logger(label: "camera"))
        let received = try await TestClient.run(
            .init(transport: .datagrams) { received in
                if received.video.count == 10 { Task { await server.close() } }
                return received.goodbyes.count == 2
            },
            port: server.port
        )
        #expect(received.goodbyes.count == 2)
    }

    @Test(arguments: [("tcp-only", RTSPDelivery.datagrams), ("udp-only", .interleaved)])
    func theOtherTransportIsRefused(name: String, wanted: RTSPDelivery) async throws {
        var configuration = try Self.configuration()
        configuration.transports = try #require(.init(rawValue: name))
        try await CameraServerTests.serving(configuration) { server in
            let received = try await TestClient.run(.init(transport: wanted), port: server.port)
            #expect(received.failure == (wanted == .datagrams ? .datagramsRefused : .interleavedRefused))
            let other: RTSPDelivery = wanted == .datagrams ? .interleaved : .datagrams
            let played = try await TestClient.run(
                .init(transport: other) { !$0.video.isEmpty },
                port: server.port
            )
            #expect(played.failure == nil && !played.video.isEmpty)
        }
    }

    @Test func reportsKeepTheSession() async throws {
        var configuration = try Self.configuration()
        configuration.speed = 1
        configuration.sessionTimeout = .milliseconds(300)
        try await CameraServerTests.serving(configuration) { server in
            // Without reports this client would be sent away after some pictures.
            let wish = TestClient.Wish(transport: .datagrams, reports: true) { $0.video.count == 30 }
            let received = try await TestClient.run(wish, port: server.port)
            #expect(!received.isClosed && received.video.count == 30)
        }
    }

    // MARK: A bad network

    @Test func losesAndSwapsWhatItIsTold() async throws {
        var configuration = try Self.configuration()
        configuration.loss = 5
        configuration.reordering = 5
        // Slow enough for the socket of a reader that has to wait for its turn: only what is dropped on purpose may be missing.
        configuration.speed = 4
        configuration.videoUnitLimit = 200
        try await CameraServerTests.serving(configuration) { server in
            let wish = TestClient.Wish(media: [0], transport: .datagrams) { received in
                // The last may never be overtaken.
                let sent = server.statistics.paths["/main"]
                return sent?.videoUnits == 200 && received.packets[0].count >= (sent?.datagrams?.sent ?? 0) - 1
            }
            let received = try await TestClient.run(wish, port: server.port)
            let counts = try #require(server.statistics.paths["/main"]?.datagrams)
            let share = Double(counts.dropped) / Double(counts.sent + counts.dropped)
            #expect((0.02...0.09).contains(share))
            #expect((counts.sent - 1...counts.sent).contains(received.packets[0].count))
            let numbers = received.packets[0].map(\.sequence)
            #expect(zip(numbers, numbers.dropFirst()).contains { Int16(bitPattern: $1 &- $0) < 0 })
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func faultsAreTheSameWithTheSameSeed(seed: UInt64) throws {
        func run() throws -> (arrived: [Int], dropped: Int) {
            var faults = try #require(DatagramFaults<Int>(loss: 10, disorder: 20, seed: seed))
            var arrived: [Int] = []
            var dropped = 0
            for number in 0..<1000 where !faults.pass(number, send: { arrived.append($0) }) { dropped += 1 }
            return (arrived, dropped)
        }
        let (first, second) = (try run(), try run())
        #expect(first == second)
        // At most one is still on its way.
        #expect(
            (999...1000).contains(first.arrived.count + first.dropped)
                && Set(first.arrived).count == first.arrived.count
        )
        #expect((50...150).contains(first.dropped))
        // Nothing is overtaken by more than three.
        for (place, number) in first.arrived.enumerated() {
            #expect(first.arrived[..<place].count { $0 > number } <= 3)
        }
        #expect(first.arrived != first.arrived.sorted())
    }

    @Test func aFaultlessNetworkHasNoFaults() {
        #expect(DatagramFaults<Int>(loss: 0, disorder: 0, seed: 1) == nil)
    }
}
