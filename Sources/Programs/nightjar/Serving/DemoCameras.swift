import Logging
import NVR
import ServiceLifecycle
import Simulation

/// The two simulated cameras of `serve --demo`, on a port of this machine that nobody else knows.
struct DemoCameras: Service {
    private let server: CameraServer

    static func start(logger: Logger) async throws -> DemoCameras {
        var configuration = CameraServer.Configuration(cameras: SimulatedCamera.cameras(try Clip.demo(), count: 2))
        configuration.port = 0
        return DemoCameras(server: try await CameraServer.bind(configuration, logger: logger))
    }

    /// The cameras as the recorder shall know them. Their port is another at each start, so their text always differs
    /// from what was applied last, and they are applied anew.
    var drafts: [CameraDraft] {
        [(1, "Demo Garden"), (2, "Demo Street")].map { number, name in
            var draft = CameraDraft(name: name, url: "rtsp://127.0.0.1:\(server.port)/main-\(number)")
            draft.identifier = "demo-\(number)"
            draft.subURL = "rtsp://127.0.0.1:\(server.port)/sub-\(number)"
            draft.isDemo = true
            draft.entryHash = "demo-\(server.port)"
            return draft
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await server.run() }
    }
}
