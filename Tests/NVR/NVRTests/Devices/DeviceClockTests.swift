import ONVIF
import Testing

@testable import NVR

/// A camera's own clock, set by the recorder's.
@Suite(.serialized)
struct DeviceClockTests {
    private static let chief = Asker.administrator

    @Test(arguments: ["-7200", "7200"])
    func oneThatIsWrongIsSet(offset: String) async throws {
        try await DeviceUnderTest.linked(["onvif-clock=0.001,\(offset)"]) { devices, _ in
            let before = try await devices.probe(as: Self.chief, of: "gate").facts.clockOffset
            #expect(abs(before ?? 0) > 3600)
            let after = try #require(try await devices.setClock(as: Self.chief, of: "gate"))
            #expect(abs(after) < 3600)
            #expect(try await devices.device(as: Self.chief, of: "gate")?.facts?.clockOffset == after)
            // It is asked on, by tokens of the new time.
            _ = try await devices.users(as: Self.chief, of: "gate")
            let controller = Asker.viewer(["gate": [.live, .control]])
            let refused = await refusal { _ = try await devices.setClock(as: controller, of: "gate") }
            #expect(refused == .forbidden)
        }
    }

    @Test func oneThatATimeServerSetsIsLeftAloneUnlessThatIsConfirmed() async throws {
        try await DeviceUnderTest.linked { devices, _ in
            let linked = try await devices.linked("gate")
            _ = try await devices.ask(linked, DeviceService.SetSystemDateAndTime { $0.dateTimeType = "NTP" })
            let refused = await refusal { _ = try await devices.setClock(as: Self.chief, of: "gate") }
            #expect(refused == .conflict)
            let now = try await devices.ask(linked, DeviceService.GetSystemDateAndTime()).systemDateAndTime
            #expect(now.dateTimeType == "NTP")
            _ = try await devices.setClock(as: Self.chief, of: "gate", isConfirmed: true)
            let later = try await devices.ask(linked, DeviceService.GetSystemDateAndTime()).systemDateAndTime
            #expect(later.dateTimeType == "Manual")
        }
    }
}
