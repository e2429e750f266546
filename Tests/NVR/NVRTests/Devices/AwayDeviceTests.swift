import HTTPAuthentication
import Media
import Simulation
import Stream
import Testing

@testable import NVR

/// Devices that are added before they answer.
@Suite(.serialized)
struct AwayDeviceTests {
    private static let password = "gate-Camera#7"
    private let chief = Asker.administrator

    private func withFinder(_ body: (DeviceFinder, Cameras, CameraServer) async throws -> Void) async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let device = try await CameraUnderTest { configuration in
            configuration.onvif = .init(host: "127.0.0.1", port: 0)
            configuration.credentials = .init(username: "admin", password: Self.password)
        }
        let settings = try await Settings.open(world.services)
        try await world.withCameras { cameras in
            let workers = RecorderWorkers(program: nil, time: world.services.time, logger: world.services.logger)
            let finder = DeviceFinder(
                services: world.services,
                cameras: cameras,
                settings: settings,
                workers: workers
            )
            try await body(finder, cameras, device.server)
        }
        await device.server.close()
    }

    @Test func itsStreamsAreTakenAsSoonAsItTellsOfThem() async throws {
        try await withFinder { finder, cameras, server in
            let stream = "rtsp://127.0.0.1:\(server.port)/main"
            var camera = CameraDraft(
                name: "Gate",
                url: "http://127.0.0.1:\(server.onvifPort ?? 0)/onvif/device_service"
            )
            camera.username = "admin"
            camera.password = "not this one"
            camera.isEnabled = false
            camera.retentionDays = 7
            var draft = DeviceAddDraft(camera)
            let strict = draft
            #expect(await refusal { _ = try await finder.add(as: chief, strict) } == .camera(.password))
            draft.mayBeAway = true
            let added = try await finder.add(as: chief, draft)
            #expect(added.id == "gate" && added.retentionDays == 7 && !added.isEnabled)
            #expect(added.connection?.url != stream)
            let devices = finder.devices
            #expect(try await devices.all(as: chief).map(\.awaitsStreams) == [true])
            #expect(try await devices.all(as: Asker.viewer([:])).isEmpty)
            #expect(await refusal { _ = try await devices.probe(as: chief, of: "gate") } == .camera(.password))

            var change = CameraChange()
            change.password = .some(Self.password)
            _ = try await cameras.change(as: chief, "gate", change)
            // One that is switched off is left alone.
            await DeviceAwaiting(devices: devices).look()
            #expect(try await devices.all(as: chief).map(\.awaitsStreams) == [true])
            change = CameraChange()
            change.isEnabled = true
            _ = try await cameras.change(as: chief, "gate", change)
            await DeviceAwaiting(devices: devices).look()
            let now = try await cameras.camera(as: chief, "gate")
            #expect(now.connection?.url == stream && now.connection?.hasPassword == true)
            #expect(now.connection?.subURL?.hasSuffix("/sub") == true)
            let view = try #require(try await devices.all(as: chief).first)
            #expect(!view.awaitsStreams && view.mainProfile != nil && view.facts?.manufacturer == "Nightjar")
        }
    }

    @Test func aLinkCanBringItsStreams() async throws {
        try await withFinder { finder, cameras, server in
            var camera = CameraDraft(name: "Yard", url: "rtsp://127.0.0.1:\(server.port)/old")
            camera.username = "admin"
            camera.password = Self.password
            camera.isEnabled = false
            _ = try await cameras.add(as: chief, camera)
            var draft = DeviceLinkDraft()
            draft.address = "127.0.0.1:\(server.onvifPort ?? 0)"
            let link = draft
            _ = try await finder.devices.link(as: chief, of: "yard", link)
            #expect(try await cameras.camera(as: chief, "yard").connection?.url.hasSuffix("/old") == true)
            draft.takesStreams = true
            let whole = draft
            _ = try await finder.devices.link(as: chief, of: "yard", whole)
            #expect(try await cameras.camera(as: chief, "yard").connection?.url.hasSuffix("/main") == true)
        }
    }

    @Test(arguments: ["", "abc", "8.8.8.0/24", "10.0.0.0/8"])
    func othersNetworksAreNotSearched(_ network: String) async throws {
        try await withFinder { finder, _, _ in
            let refused = await refusal { _ = try await finder.search(as: chief, seconds: 1, network: network) }
            #expect(refused == .invalid)
        }
    }
}
