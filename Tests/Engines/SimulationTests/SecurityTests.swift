import HTTPAuthentication
import Logging
import Media
import RTSP
import Testing

@testable import Simulation

@Suite(.serialized)
struct SecurityTests {
    @Test func playsOverTLS() async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.security = .selfSigned
        configuration.startsAtPlay = true
        configuration.speed = 20
        configuration.credentials = HTTPCredentials(username: "admin", password: "secret")
        try await CameraServerTests.serving(configuration) { server in
            let file = try FileUnits([UInt8](Demo.file("main")))
            let wish = TestClient.Wish(credentials: configuration.credentials, isSecure: true) { $0.video.count == 200 }
            let received = try await TestClient.run(wish, port: server.port)
            #expect(received.video.map(\.payload) == file.video && received.sequenceGaps == 0)
            // In the open there is nothing, and by UDP neither.
            let open = try await TestClient.run(.init(), port: server.port)
            #expect(open.isClosed && open.description == nil)
            var datagrams = wish
            datagrams.transport = .datagrams
            #expect(try await TestClient.run(datagrams, port: server.port).failure == .datagramsRefused)
        }
    }

    @Test func datagramsAreNotOpenedBesideTLS() async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.security = .selfSigned
        configuration.transports = .datagrams
        await #expect(throws: CameraServerError.datagramsAreOpen) {
            _ = try await CameraServer.bind(configuration, logger: Logger(label: "camera"))
        }
    }
}
