import Catalog
import Media
import Testing

@testable import NVR

/// Who may do what with cameras, who is told of it, and what of a camera people see.
struct CameraAccessTests {
    private let world = CamerasUnderTest()
    private let viewer = Asker.viewer(["gate": [.live], "attic": [.live]])

    private func draft(_ name: String) -> CameraDraft {
        // Switched off: nothing is to be connected here.
        var draft = CameraDraft(name: name, url: "rtsp://anna:s3cret@192.0.2.7/\(name)")
        draft.isEnabled = false
        return draft
    }

    @Test func everyoneSeesHisCamerasAndOnlyManagersTheirAddresses() async throws {
        try await world.withCameras { cameras in
            for name in ["gate", "yard"] { _ = try await cameras.add(as: Asker.administrator, draft(name)) }
            let all = try await cameras.list(as: Asker.administrator)
            #expect(all.map(\.id) == ["gate", "yard"])
            #expect(all.first?.connection?.url == "rtsp://192.0.2.7/gate")
            #expect(all.first?.connection?.username == "anna")
            #expect(all.first?.connection?.hasPassword == true)
            let some = try await cameras.list(as: viewer)
            #expect(some.map(\.id) == ["gate"])
            #expect(some.first?.connection == nil)
            #expect(try await cameras.camera(as: viewer, "gate").connection == nil)
            #expect(await refusal { _ = try await cameras.list(as: .nobody) } == .unproven)
        }
    }

    @Test func aCameraThatOneMayNotSeeIsNotThere() async throws {
        try await world.withCameras { cameras in
            _ = try await cameras.add(as: Asker.administrator, draft("yard"))
            _ = try await cameras.add(as: Asker.administrator, draft("gate"))
            for id in ["yard", "nowhere", "", "../x"] {
                #expect(await refusal { _ = try await cameras.camera(as: viewer, id) } == .notFound)
                #expect(await refusal { _ = try await cameras.change(as: viewer, id, .init()) } == .notFound)
                #expect(await refusal { try await cameras.reconnect(as: viewer, id) } == .notFound)
                #expect(await refusal { try await cameras.remove(as: viewer, id) } == .notFound)
            }
            #expect(await refusal { _ = try await cameras.change(as: viewer, "gate", .init()) } == .forbidden)
            #expect(await refusal { try await cameras.reconnect(as: viewer, "gate") } == .forbidden)
            #expect(await refusal { try await cameras.remove(as: viewer, "gate") } == .forbidden)
            #expect(await refusal { _ = try await cameras.add(as: viewer, draft("new")) } == .forbidden)
            #expect(await refusal { _ = try await cameras.add(as: .nobody, draft("new")) } == .unproven)
            #expect(try await cameras.list(as: Asker.administrator).count == 2)
        }
    }

    @Test func whatIsDoneIsNotedWithoutSecretsAndPublished() async throws {
        try await world.withCameras { cameras in
            _ = try await cameras.add(as: Asker.administrator, draft("gate"))
            var change = CameraChange()
            change.password = "0ther"
            change.segmentSeconds = 30
            _ = try await cameras.change(as: Asker.administrator, "gate", change)
            _ = try await cameras.change(as: Asker.administrator, "gate", CameraChange())
            try await cameras.remove(as: Asker.administrator, "gate")
        }
        #expect(
            try await world.audited() == [
                #"camera.add camera/gate {"face":"native","name":"gate"}"#,
                #"camera.change camera/gate {"face":"native","members":"password, segment_seconds"}"#,
                #"camera.remove camera/gate {"face":"native","name":"gate"}"#,
            ]
        )
        #expect(await world.published() == ["created camera gate", "changed camera gate", "deleted camera gate"])
    }

    @Test func whereACameraIsDoesNotShowInWhyItIsDown() {
        let place = "There is no way to 192.0.2.7:554: check the network and the camera's address."
        let stream = CameraStatus.Stream(
            state: .waiting,
            code: "camera-refused",
            reason: place,
            frames: 0,
            bytes: 0,
            bitsPerSecond: 0,
            lostPackets: 0,
            packetsLostAtCamera: 0,
            damagedUnits: 0,
            sessions: 1,
            remarks: [place]
        )
        var status = CameraStatus(
            state: .waiting,
            code: "camera-unreachable",
            reason: place,
            since: WallTime(nanoseconds: 0),
            main: stream
        )
        status = status.withoutPlaces
        #expect(status.reason == "The camera could not be reached.")
        #expect(status.main?.reason == "The camera refused the connection.")
        #expect(!"\(status)".contains("192.0.2.7"))
    }
}
