import Catalog
import Cryptography
import Foundation
import Ingest
import Logging
import Media
import NIOPosix
import Recording
import Storage
import Stream
import Testing

@testable import NVR

/// When the cameras of the configuration file are applied, and when the catalogue wins (design §5).
struct ConfiguredCamerasTests {
    private let catalog = InMemoryCatalog()
    private let time = ManualTimeSource(wall: WallTime(nanoseconds: 1_795_233_600_000_000_000))

    private func withCameras(_ body: (Cameras) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-cameras-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let threads = DiskThreads(count: 1)
        let recording = RecordingService(
            configuration: .init(node: "local", volume: "default"),
            store: try LocalDisk(path: folder),
            threads: threads,
            catalog: catalog,
            previousOpen: nil,
            time: time,
            logger: logger
        )
        let cameras = Cameras(
            catalog: catalog,
            recording: recording,
            rules: CameraRules(allowsLoopback: false, masterKey: MasterKey(.random()), logger: logger),
            loops: [IngestLoop(MultiThreadedEventLoopGroup.singleton.next())],
            ringBytes: 1 << 20,
            time: time,
            logger: logger
        )
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(cameras)) } catch { outcome = .failure(error) }
        await threads.stop()
        try outcome.get()
    }

    private func entry(_ id: String, name: String, hash: String) -> CameraDraft {
        var draft = CameraDraft(name: name, url: "rtsp://192.0.2.7/\(id)")
        draft.identifier = id
        draft.entryHash = hash
        return draft
    }

    private func names() async throws -> [String] { try await catalog.cameras().map(\.name) }

    @Test func anEntryIsAppliedWhenItIsNewAndWhenItsTextChanged() async throws {
        try await withCameras { cameras in
            try await cameras.apply([entry("a", name: "One", hash: "1")])
            #expect(try await names() == ["One"])
            // Changed in the app: the catalogue wins as long as the entry stays what it was.
            var record = try #require(try await catalog.cameras().first)
            record.name = "Renamed"
            try await catalog.update(record)
            try await cameras.apply([entry("a", name: "One", hash: "1")])
            #expect(try await names() == ["Renamed"])
            try await cameras.apply([entry("a", name: "Two", hash: "2")])
            #expect(try await names() == ["Two"])
        }
    }

    @Test func aCameraRemovedInTheAppStaysRemovedUntilItsEntryChanges() async throws {
        try await withCameras { cameras in
            try await cameras.apply([entry("a", name: "One", hash: "1")])
            try await cameras.remove("a")
            try await cameras.apply([entry("a", name: "One", hash: "1")])
            #expect(try await names().isEmpty)
            try await cameras.apply([entry("a", name: "One", hash: "2")])
            #expect(try await names() == ["One"])
        }
    }

    @Test func anEntryTakenOutChangesNothingButADemoCameraGoes() async throws {
        try await withCameras { cameras in
            var demo = entry("demo-1", name: "Demo", hash: "d")
            demo.url = "rtsp://127.0.0.1:8554/main"
            demo.isDemo = true
            try await cameras.apply([entry("a", name: "One", hash: "1"), demo])
            try await cameras.apply([])
            #expect(try await names() == ["One"])
        }
    }

    @Test func twoEntriesWithOneIdAreAnError() async throws {
        try await withCameras { cameras in
            let twice = [entry("a", name: "One", hash: "1"), entry("a", name: "Two", hash: "2")]
            await #expect(throws: DomainError.self) { try await cameras.apply(twice) }
        }
    }
}
