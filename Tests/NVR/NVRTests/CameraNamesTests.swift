import Media
import Testing

@testable import NVR

struct CameraNamesTests {
    @Test func namesAreThoseOfRemovedCamerasToo() async throws {
        let world = CamerasUnderTest()
        try await world.withCameras { cameras in
            for name in ["Gate", "Yard"] {
                var draft = CameraDraft(name: name, url: "rtsp://192.0.2.1/main")
                // Nothing runs here that would end its streams.
                draft.isEnabled = false
                _ = try await cameras.add(as: Asker.administrator, draft)
            }
            try await cameras.remove(as: Asker.administrator, "gate")
            let names = try await cameras.names(as: Asker.administrator)
            #expect(names.map(\.name) == ["Gate", "Yard"])
            #expect(names.map(\.isRemoved) == [true, false])
            #expect(try await cameras.names(as: Asker.viewer(["yard": [.live]])).map(\.id) == ["yard"])
        }
    }
}
