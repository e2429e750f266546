import HTTPAuthentication
import Logging
import NIOCore
import NIOPosix
import ONVIF
import Simulation
import Stream

@testable import Devices

/// A simulated device, and what is needed to ask it.
enum DeviceWorld {
    static let credentials = HTTPCredentials(username: "admin", password: "secret")
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func network(
        refusal: @escaping @Sendable (SocketAddress) -> String? = { _ in nil }
    ) -> DeviceNetwork {
        DeviceNetwork(group: MultiThreadedEventLoopGroup.singleton, refusal: refusal) { _, _, _ in }
    }

    static func client(
        port: Int?,
        _ credentials: HTTPCredentials? = credentials,
        network: DeviceNetwork = network()
    ) -> DeviceClient {
        let address = ServiceAddress(host: "127.0.0.1", port: port)
        return DeviceClient(network, address, credentials: credentials, time: SystemTimeSource())
    }

    static func serving(
        _ oddities: [String] = [],
        credentials: HTTPCredentials? = credentials,
        discovers: Bool = false,
        _ body: (CameraServer) async throws -> Void
    ) async throws {
        var configuration = CameraServer.Configuration(cameras: SimulatedCamera.cameras(try Clip.demo(), count: 1))
        configuration.port = 0
        configuration.onvif = .init(host: "127.0.0.1", port: 0)
        if discovers { configuration.discovery = .init(host: "127.0.0.1", port: 0) }
        configuration.credentials = credentials
        configuration.oddities = try OddityPlan(oddities)
        let server = try await CameraServer.bind(configuration, logger: logger)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(server)) } catch { outcome = .failure(error) }
        await server.close()
        try outcome.get()
    }

    static func move(_ isMoving: Bool, _ server: CameraServer) async throws {
        let target = "/simulation/motion/" + (isMoving ? "on" : "off")
        let call = DeviceCall(ServiceAddress(host: "127.0.0.1", port: server.onvifPort, target: target))
        _ = try await call.send(over: network(), within: .seconds(20))
    }
}

/// What `body` throws; nil for nothing.
func deviceError(_ body: () async throws -> Void) async -> DeviceError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? DeviceError
    }
}
