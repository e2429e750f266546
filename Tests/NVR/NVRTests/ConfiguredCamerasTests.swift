import Catalog
import Testing

@testable import NVR

/// When the cameras of the configuration file are applied, and when the catalogue wins (design §5).
struct ConfiguredCamerasTests {
    private let world = CamerasUnderTest()

    private func entry(_ id: String, name: String, hash: String) -> CameraDraft {
        var draft = CameraDraft(name: name, url: "rtsp://192.0.2.7/\(id)")
        draft.identifier = id
        draft.entryHash = hash
        return draft
    }

    private func names() async throws -> [String] { try await world.catalog.cameras().map(\.name) }

    @Test func anEntryIsAppliedWhenItIsNewAndWhenItsTextChanged() async throws {
        try await world.withCameras { cameras in
            try await cameras.apply([entry("a", name: "One", hash: "1")])
            #expect(try await names() == ["One"])
            // Changed in the app: the catalogue wins as long as the entry stays what it was.
            var record = try #require(try await world.catalog.cameras().first)
            record.name = "Renamed"
            try await world.catalog.update(record)
            try await cameras.apply([entry("a", name: "One", hash: "1")])
            #expect(try await names() == ["Renamed"])
            try await cameras.apply([entry("a", name: "Two", hash: "2")])
            #expect(try await names() == ["Two"])
        }
    }

    @Test func aCameraRemovedInTheAppStaysRemovedUntilItsEntryChanges() async throws {
        try await world.withCameras { cameras in
            try await cameras.apply([entry("a", name: "One", hash: "1")])
            try await cameras.remove(as: .recorder, "a")
            try await cameras.apply([entry("a", name: "One", hash: "1")])
            #expect(try await names().isEmpty)
            try await cameras.apply([entry("a", name: "One", hash: "2")])
            #expect(try await names() == ["One"])
        }
    }

    @Test func anEntryTakenOutChangesNothingButADemoCameraGoes() async throws {
        try await world.withCameras { cameras in
            var demo = entry("demo-1", name: "Demo", hash: "d")
            demo.url = "rtsp://127.0.0.1:8554/main"
            demo.isDemo = true
            try await cameras.apply([entry("a", name: "One", hash: "1"), demo])
            try await cameras.apply([])
            #expect(try await names() == ["One"])
        }
    }

    @Test func twoEntriesWithOneIdAreAnError() async throws {
        try await world.withCameras { cameras in
            let twice = [entry("a", name: "One", hash: "1"), entry("a", name: "Two", hash: "2")]
            await #expect(throws: DomainError.self) { try await cameras.apply(twice) }
        }
    }
}
