import Catalog
import Media
import Simulation
import Stream
import Testing

@testable import NVR

/// Cameras as devices, against a simulated one.
@Suite(.serialized)
struct CameraDevicesTests {
    private static let password = DeviceUnderTest.password

    private static func withDevice(
        _ oddities: [String] = [],
        isSecure: Bool = false,
        fingerprint: String? = nil,
        _ body: (CameraDevices, CamerasUnderTest, CameraServer) async throws -> Void
    ) async throws {
        try await DeviceUnderTest.serving(oddities, isSecure: isSecure, fingerprint: fingerprint, body)
    }

    private static func link(_ server: CameraServer) -> DeviceLinkDraft { DeviceUnderTest.link(server) }

    @Test func whoMayNotManageLinksNothingAndWhoMayControlSteers() async throws {
        try await Self.withDevice { devices, _, server in
            let controller = Asker.viewer(["gate": [.live, .control]])
            let watcher = Asker.viewer(["gate": [.live]])
            let stranger = Asker.viewer([:])
            for asker in [controller, watcher] {
                #expect(
                    await refusal { _ = try await devices.link(as: asker, of: "gate", Self.link(server)) } == .forbidden
                )
            }
            #expect(await refusal { _ = try await devices.stop(as: controller, of: "gate") } == .conflict)
            let view = try await devices.link(as: Asker.administrator, of: "gate", Self.link(server))
            #expect(view.facts?.manufacturer == "Nightjar" && view.mainProfile == "Profile_1")
            try await devices.move(as: controller, of: "gate", PTZOrder(.absolute, pan: 0.5))
            #expect(await refusal { try await devices.stop(as: watcher, of: "gate") } == .forbidden)
            #expect(await refusal { try await devices.stop(as: stranger, of: "gate") } == .notFound)
            #expect(await refusal { try await devices.reboot(as: controller, of: "gate") } == .forbidden)
            // How it is reached is for those who manage it.
            #expect(try await devices.device(as: watcher, of: "gate")?.connection == nil)
            #expect(try await devices.device(as: Asker.administrator, of: "gate")?.connection?.hasPassword == true)
        }
    }

    @Test func passwordsAreSealedAndShownNowhereElse() async throws {
        try await Self.withDevice { devices, world, server in
            var wrong = Self.link(server)
            wrong.username = "admin"
            wrong.password = "another one"
            let failure = await refusal { _ = try await devices.link(as: Asker.administrator, of: "gate", wrong) }
            #expect(failure == .camera(.password))
            let found = try? await devices.device(as: Asker.administrator, of: "gate")
            #expect(found == .some(nil))
            var own = Self.link(server)
            own.username = "admin"
            own.password = .some(Self.password)
            _ = try await devices.link(as: Asker.administrator, of: "gate", own)
            let kept = try await world.catalog.setting(KeptDevice.key("gate"))
            #expect(kept?.contains(Self.password) == false && kept?.contains("sealed_password") == true)
            var elsewhere = DeviceLinkDraft()
            elsewhere.address = "127.0.0.2:80"
            #expect(
                await refusal { _ = try await devices.link(as: Asker.administrator, of: "gate", elsewhere) } == .invalid
            )
            // Nor is the camera's own password.
            elsewhere.username = .some(nil)
            elsewhere.password = .some(nil)
            #expect(
                await refusal { _ = try await devices.link(as: Asker.administrator, of: "gate", elsewhere) } == .invalid
            )
            let notes = try await world.audited()
            #expect(notes.contains { $0.hasPrefix("camera.device.link camera/gate") })
            #expect(!notes.joined().contains(Self.password))
            try await devices.unlink(as: Asker.administrator, of: "gate")
            let left = try? await devices.device(as: Asker.administrator, of: "gate")
            #expect(left == .some(nil))
        }
    }

    @Test func whatADeviceCannotIsUnsupportedInItsOwnWords() async throws {
        try await Self.withDevice(["onvif-lies"]) { devices, _, server in
            _ = try await devices.link(as: Asker.administrator, of: "gate", Self.link(server))
            do {
                _ = try await devices.heldRecordings(as: Asker.administrator, of: "gate")
                Issue.record("It holds nothing.")
            } catch let error as DomainError {
                #expect(error.kind == .unsupported)
            }
        }
    }

    /// Its certificate is one that it made itself.
    @Test func aDeviceBehindTLSIsAskedThere() async throws {
        try await Self.withDevice(isSecure: true) { devices, _, server in
            var secure = Self.link(server)
            secure.address = "https://127.0.0.1:\(server.onvifPort ?? 0)"
            let view = try await devices.link(as: Asker.administrator, of: "gate", secure)
            #expect(view.facts?.manufacturer == "Nightjar")
            #expect(view.connection?.address.hasPrefix("https://127.0.0.1:") == true)
            // All that it announces is asked there, too.
            try await devices.move(as: Asker.administrator, of: "gate", PTZOrder(.absolute, pan: 0.1))
            // In the open nobody is shown the password there.
            let open = Self.link(server)
            let failure = await refusal { _ = try await devices.link(as: Asker.administrator, of: "gate", open) }
            #expect(failure == .camera(.unreachable) || failure == .camera(.notACamera))
        }
    }

    @Test func aDeviceWithAnotherCertificateIsNotAsked() async throws {
        try await Self.withDevice(isSecure: true, fingerprint: String(repeating: "ab", count: 32)) {
            devices,
            _,
            server in
            var secure = Self.link(server)
            secure.address = "https://127.0.0.1:\(server.onvifPort ?? 0)"
            let draft = secure
            let failure = await #expect(throws: DomainError.self) {
                _ = try await devices.link(as: Asker.administrator, of: "gate", draft)
            }
            #expect(failure?.kind == .camera(.unreachable))
            #expect(failure?.sentence.contains("is not the one whose fingerprint is in its settings") == true)
            let nothing = try? await devices.device(as: Asker.administrator, of: "gate")
            #expect(nothing == .some(nil))
        }
    }

    /// What the library says of it is for nobody.
    @Test func aDeviceThatDoesNotEncryptIsSaidSo() async throws {
        try await Self.withDevice { devices, _, server in
            var secure = Self.link(server)
            secure.address = "https://127.0.0.1:\(server.onvifPort ?? 0)"
            let draft = secure
            let failure = await #expect(throws: DomainError.self) {
                _ = try await devices.link(as: Asker.administrator, of: "gate", draft)
            }
            #expect(failure?.kind == .camera(.unreachable))
            #expect(failure?.sentence.hasPrefix("No secure connection to the camera at 127.0.0.1:") == true)
            #expect(failure?.sentence.contains("SSL") == false)
        }
    }

    @Test func homeIsAPlaceThatIsKept() async throws {
        try await Self.withDevice { devices, _, server in
            _ = try await devices.link(as: Asker.administrator, of: "gate", Self.link(server))
            try await devices.move(as: Asker.administrator, of: "gate", PTZOrder(.absolute, pan: 0.1, tilt: 0))
            try await eventually("it is there") {
                let view = try await devices.position(as: Asker.administrator, of: "gate")
                return view.isMoving == false && view.pan == 0.1
            }
            try await devices.setHome(as: Asker.administrator, of: "gate")
            let preset = try await devices.setPreset(as: Asker.administrator, of: "gate", name: "Door")
            try await devices.move(as: Asker.administrator, of: "gate", PTZOrder(.continuous, pan: -1, seconds: 0.2))
            try await eventually("it has stopped by itself") {
                let view = try await devices.position(as: Asker.administrator, of: "gate")
                return view.isMoving == false && view.pan != 0.1
            }
            try await devices.goHome(as: Asker.administrator, of: "gate")
            try await eventually("it is home") {
                try await devices.position(as: Asker.administrator, of: "gate").pan == 0.1
            }
            #expect(try await devices.presets(as: Asker.administrator, of: "gate").map(\.name) == ["Door"])
            try await devices.removePreset(as: Asker.administrator, of: "gate", preset.token)
        }
    }
}
