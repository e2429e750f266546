import HTTPAuthentication
import NIOCore
import ONVIF
import Simulation
import Stream
import Testing

@testable import Devices

@Suite(.serialized)
struct DeviceClientTests {
    @Test(arguments: [
        [], ["onvif-proof=digest"], ["onvif-proof=token"], ["onvif-clock=0.001,-86400"], ["onvif-no-namespaces"],
        ["onvif-foreign-addresses"], ["onvif-slow=0.02"], ["onvif-device-io"],
    ])
    func aDeviceTellsWhatItIsAndWhereItsStreamsAre(oddities: [String]) async throws {
        try await DeviceWorld.serving(oddities) { server in
            let found = try await DeviceWorld.client(port: server.onvifPort).describe()
            #expect(found.manufacturer == "Nightjar" && found.serial != "")
            #expect(found.profiles.map(\.token) == ["Profile_1", "Profile_2", "Profile_3", "Profile_4"])
            // On the host at which it was reached, whatever it says.
            #expect(found.profiles.allSatisfy { $0.streamURL?.hasPrefix("rtsp://127.0.0.1") == true })
            #expect(found.profiles.contains { $0.encoding == "H265" })
            #expect(found.movement?.panTilt == true && found.movement?.home == true)
            #expect(found.relays == ["Relay_1"] && found.inputs == ["Input_1"])
            #expect(found.services.isSuperset(of: [.media, .media2, .ptz, .imaging, .events]))
        }
    }

    @Test func whatItOnlyClaimsIsRemarked() async throws {
        try await DeviceWorld.serving(["onvif-lies"]) { server in
            let found = try await DeviceWorld.client(port: server.onvifPort).describe()
            #expect(found.movement == nil && !found.remarks.isEmpty)
        }
    }

    @Test(arguments: [[], ["onvif-device-io"]])
    func relaysAreSwitchedByTheServiceThatKnowsThem(oddities: [String]) async throws {
        try await DeviceWorld.serving(oddities) { server in
            let client = DeviceWorld.client(port: server.onvifPort)
            #expect(try await client.relays().map(\.token) == ["Relay_1"])
            try await client.switchRelay("Relay_1", isActive: true)
            let error = await deviceError { try await client.switchRelay("Relay_9", isActive: true) }
            guard case .answered(.invalid)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func aWrongPasswordIsOne() async throws {
        try await DeviceWorld.serving { server in
            let wrong = HTTPCredentials(username: "admin", password: "wrong")
            for credentials in [wrong, nil] {
                let error = await deviceError {
                    _ = try await DeviceWorld.client(port: server.onvifPort, credentials).describe()
                }
                #expect(error?.isAboutPassword == true)
            }
        }
    }

    @Test func nobodyIsUnreachableAndAnRTSPServerIsNoDevice() async throws {
        try await DeviceWorld.serving { server in
            let nowhere = await deviceError { _ = try await DeviceWorld.client(port: 1).describe() }
            guard case .unreachable? = nowhere else {
                Issue.record("\(String(describing: nowhere))")
                return
            }
            let error = await deviceError { _ = try await DeviceWorld.client(port: server.port).describe() }
            switch error {
            case .answered(.notADevice)?, .unreachable?: break
            default: Issue.record("\(String(describing: error))")
            }
        }
    }

    @Test func nobodyWaitsForADeviceThatNeverAnswers() async throws {
        try await DeviceWorld.serving(["onvif-silent"]) { server in
            let client = DeviceWorld.client(port: server.onvifPort)
            let error = await deviceError {
                _ = try await client.ask(DeviceService.GetSystemDateAndTime(), within: .milliseconds(100))
            }
            guard case .unreachable? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            // Whoever is cancelled waits no longer.
            let asking = Task { try await client.ask(DeviceService.GetSystemDateAndTime(), within: .seconds(3600)) }
            asking.cancel()
            await #expect(throws: DeviceError.self) { _ = try await asking.value }
        }
    }

    @Test func aGigabyteIsNotTaken() async throws {
        try await DeviceWorld.serving(["onvif-gigabyte"]) { server in
            let error = await deviceError { _ = try await DeviceWorld.client(port: server.onvifPort).describe() }
            #expect(error == .answered(.answerTooLarge(limit: ONVIFResponse.longestBody)))
        }
    }

    @Test func nothingIsSentWhereNothingMayBe() async throws {
        try await DeviceWorld.serving { server in
            let network = DeviceWorld.network { _ in "Not there." }
            let error = await deviceError {
                _ = try await DeviceWorld.client(port: server.onvifPort, network: network).describe()
            }
            #expect(error == .addressNotAllowed("Not there."))
        }
    }
}
