import Testing

@testable import NVR

/// The home of a head that has none: a preset stands for it.
@Suite(.serialized)
struct CameraHomeTests {
    private static let chief = Asker.administrator

    /// Has the head look there, and waits until it does.
    private static func look(_ devices: CameraDevices, _ pan: Double) async throws {
        try await devices.move(as: chief, of: "gate", PTZOrder(.absolute, pan: pan, tilt: 0))
        try await waits(devices, pan)
    }

    private static func waits(_ devices: CameraDevices, _ pan: Double) async throws {
        try await eventually("it looks to \(pan)") {
            let view = try await devices.position(as: chief, of: "gate")
            return view.isMoving == false && view.pan == pan
        }
    }

    @Test func withoutAnyPresetThereIsNoneAndSettingOneMakesIt() async throws {
        try await DeviceUnderTest.linked(["onvif-no-home"]) { devices, _ in
            #expect(try await devices.device(as: Self.chief, of: "gate")?.facts?.movement?.home == false)
            #expect(await refusal { try await devices.goHome(as: Self.chief, of: "gate") } == .notFound)
            try await Self.look(devices, 0.1)
            try await devices.setHome(as: Self.chief, of: "gate")
            #expect(try await devices.presets(as: Self.chief, of: "gate").map(\.name) == ["Home"])
            try await Self.look(devices, -0.1)
            try await devices.goHome(as: Self.chief, of: "gate")
            try await Self.waits(devices, 0.1)
            // Set again it is the same preset.
            try await Self.look(devices, 0.2)
            try await devices.setHome(as: Self.chief, of: "gate")
            #expect(try await devices.presets(as: Self.chief, of: "gate").map(\.pan) == [0.2])
        }
    }

    @Test func thePresetThatIsCalledSoComesBeforeTheFirst() async throws {
        try await DeviceUnderTest.linked(["onvif-no-home"]) { devices, _ in
            for (pan, name) in [(0.1, "Door"), (0.2, "Yard")] {
                try await Self.look(devices, pan)
                _ = try await devices.setPreset(as: Self.chief, of: "gate", name: name)
            }
            #expect(try await devices.presets(as: Self.chief, of: "gate").map(\.token) == ["1", "2"])
            try await devices.goHome(as: Self.chief, of: "gate")
            try await Self.waits(devices, 0.1)
            try await Self.look(devices, 0.3)
            _ = try await devices.setPreset(as: Self.chief, of: "gate", name: "HOME")
            try await Self.look(devices, 0)
            try await devices.goHome(as: Self.chief, of: "gate")
            try await Self.waits(devices, 0.3)
        }
    }

    @Test func theFirstPresetBecomesTheHomeThatIsSet() async throws {
        try await DeviceUnderTest.linked(["onvif-no-home"]) { devices, _ in
            _ = try await devices.setPreset(as: Self.chief, of: "gate", name: "Door")
            try await Self.look(devices, 0.1)
            try await devices.setHome(as: Self.chief, of: "gate")
            let presets = try await devices.presets(as: Self.chief, of: "gate")
            #expect(presets.map(\.token) == ["1"] && presets.map(\.name) == ["Home"] && presets.map(\.pan) == [0.1])
        }
    }
}
