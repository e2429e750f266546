import Media
import Simulation
import Testing

@testable import NVR

/// What a camera holds on its own card.
@Suite(.serialized)
struct HeldRecordingTests {
    private static let chief = Asker.administrator

    /// It tells two at a time.
    @Test func aCardIsSearchedToItsEnd() async throws {
        try await DeviceUnderTest.linked { devices, server in
            #expect(try await devices.device(as: Self.chief, of: "gate")?.facts?.recordings == true)
            let held = try await devices.heldRecordings(as: Self.chief, of: "gate")
            #expect(held.map(\.name) == ["main", "sub", "h265", "mjpeg"])
            #expect(Set(held.map(\.token)).count == 4)
            for recording in held {
                let (from, to) = (try #require(recording.from), try #require(recording.to))
                #expect(from < to)
            }
            let first = try #require(held.first)
            let url = try await devices.replayURL(as: Self.chief, of: "gate", recording: first.token)
            #expect(url == "rtsp://127.0.0.1:\(server.port)/main")
            let missing = await refusal {
                _ = try await devices.replayURL(as: Self.chief, of: "gate", recording: "another")
            }
            #expect(missing == .notFound)
            let stranger = Asker.viewer(["gate": [.live, .control]])
            #expect(await refusal { _ = try await devices.heldRecordings(as: stranger, of: "gate") } == .forbidden)
        }
    }

    @Test func aCardThatCannotBeSearchedIsListed() async throws {
        try await DeviceUnderTest.linked(["onvif-no-search"]) { devices, _ in
            #expect(try await devices.device(as: Self.chief, of: "gate")?.facts?.recordings == true)
            let held = try await devices.heldRecordings(as: Self.chief, of: "gate")
            #expect(held.map(\.name) == ["main", "sub", "h265", "mjpeg"])
            #expect(held.allSatisfy { $0.from == nil && $0.to == nil })
        }
    }
}
