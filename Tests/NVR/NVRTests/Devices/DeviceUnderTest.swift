import HTTPAuthentication
import Simulation
import Stream

@testable import NVR

/// A camera "gate", and the simulated device that it is.
enum DeviceUnderTest {
    static let password = "gate-Camera#7"

    /// Serves a device; the camera is added, and not linked with it.
    static func serving(
        _ oddities: [String] = [],
        isSecure: Bool = false,
        fingerprint: String? = nil,
        _ body: (CameraDevices, CamerasUnderTest, CameraServer) async throws -> Void
    ) async throws {
        let plan = try OddityPlan(oddities)
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let device = try await CameraUnderTest { configuration in
            configuration.onvif = .init(host: "127.0.0.1", port: 0)
            configuration.credentials = .init(username: "admin", password: password)
            if isSecure { configuration.security = .selfSigned }
            configuration.oddities = plan
        }
        try await world.withCameras { cameras in
            var draft = CameraDraft(name: "Gate", url: "rtsp://127.0.0.1:\(device.server.port)/main")
            draft.username = "admin"
            draft.password = password
            draft.isEnabled = false
            draft.certificateFingerprint = fingerprint
            _ = try await cameras.add(as: Asker.administrator, draft)
            let workers = RecorderWorkers(program: nil, time: world.services.time, logger: world.services.logger)
            let devices = CameraDevices(services: world.services, cameras: cameras, workers: workers)
            try await body(devices, world, device.server)
        }
        await device.server.close()
    }

    static func link(_ server: CameraServer) -> DeviceLinkDraft {
        var draft = DeviceLinkDraft()
        draft.address = "127.0.0.1:\(server.onvifPort ?? 0)"
        return draft
    }

    /// Serves a device with which the camera is linked.
    static func linked(
        _ oddities: [String] = [],
        _ body: (CameraDevices, CameraServer) async throws -> Void
    ) async throws {
        try await serving(oddities) { devices, _, server in
            _ = try await devices.link(as: Asker.administrator, of: "gate", link(server))
            try await body(devices, server)
        }
    }
}
