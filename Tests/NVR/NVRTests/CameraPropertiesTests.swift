import Testing

@testable import NVR

struct CameraPropertiesTests {
    private let chief = Asker.administrator
    private let vera = Asker.viewer(["yard": [.live]])

    private func with(_ body: (Cameras, CamerasUnderTest) async throws -> Void) async throws {
        let world = CamerasUnderTest()
        try await world.withCameras { cameras in
            var draft = CameraDraft(name: "Yard", url: "rtsp://192.0.2.7/a")
            draft.isEnabled = false
            _ = try await cameras.add(as: chief, draft)
            try await body(cameras, world)
        }
    }

    @Test func whatIsSaidIsKeptAndWhatIsNotHasItsDefault() async throws {
        try await with { cameras, world in
            let before = try await cameras.properties(as: chief, of: "yard")
            #expect(before["people.location"] == .null)
            #expect(before["live.mode"] == .text("auto"))
            #expect(before["no.such"] == .null)
            let changes: [String: SettingValue] = [
                "people.location": .text("Shed"), "live.mode": .text("mjpeg"), "objects.threshold": .integer(0),
            ]
            let answer = await refusal { _ = try await cameras.change(properties: changes, as: chief, of: "yard") }
            #expect(answer == .invalid)
            #expect(try await cameras.properties(as: chief, of: "yard") == before)
            let good = changes.filter { $0.key != "objects.threshold" }
            let after = try await cameras.change(properties: good, as: chief, of: "yard")
            #expect(after["people.location"] == .text("Shed"))
            #expect(try await cameras.properties(as: chief, of: "yard") == after)
            // What is as usual is as if nobody had said it.
            let back: [String: SettingValue] = ["people.location": .null, "live.mode": .text("auto")]
            #expect(try await cameras.change(properties: back, as: chief, of: "yard") == before)
            #expect(try await world.audited().contains { $0.hasPrefix("camera.properties camera/yard") })
        }
    }

    @Test func whoeverSeesTheCameraSeesAllButWhoIsTold() async throws {
        try await with { cameras, _ in
            let changes: [String: SettingValue] = [
                "notify.email": .text("a@example.net"), "people.location": .text("Shed"),
            ]
            _ = try await cameras.change(properties: changes, as: chief, of: "yard")
            let seen = try await cameras.properties(as: vera, of: "yard")
            #expect(seen["people.location"] == .text("Shed"))
            #expect(seen["notify.email"] == .null)
            #expect(try await cameras.properties(as: vera) == ["yard": seen])
            #expect(await refusal { _ = try await cameras.change(properties: [:], as: vera, of: "yard") } == .forbidden)
            #expect(await refusal { _ = try await cameras.properties(as: chief, of: "nobody") } == .notFound)
        }
    }

    /// A default that its own rule refuses could not be sent back.
    @Test func everyDefaultIsGood() {
        #expect(KnownProperties.byKey.count == KnownProperties.all.count)
        for definition in KnownProperties.all where definition.defaultValue != .null {
            #expect(definition.kind.accepted(definition.defaultValue) != nil, "\(definition.key)")
        }
    }
}
