import Catalog
import Foundation
import Media
import Recording
import Retention
import Storage
import Stream
import Testing

@testable import NVR

struct ArchiveGroupTests {
    private let chief = Asker.administrator

    private func withArchive(
        _ body: (KeepingUnderTest, Cameras, ArchiveGroups, SnapshotShelf) async throws -> Void
    ) async throws {
        let world = try await KeepingUnderTest()
        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-group-\(UUID().uuidString)").path
        let threads = DiskThreads(count: 1)
        let outcome: Result<Void, any Error>
        do {
            try await world.world.withCameras { cameras in
                let services = world.world.services
                let opened = try await SnapshotAlbum.openShelf(at: folder, world.catalog, threads, services.logger)
                let shelf = try opened.get()
                let workers = RecorderWorkers(program: nil, time: services.time, logger: services.logger)
                let snapshots = Snapshots(cameras: cameras, workers: workers, time: services.time)
                let album = SnapshotAlbum(services, cameras, snapshots, shelf: .success(shelf))
                try await album.mend()
                let groups = ArchiveGroups(services, world.settings, world.keeping, cameras, album)
                try await body(world, cameras, groups, shelf)
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await world.end()
        await threads.stop()
        try? FileManager.default.removeItem(atPath: folder)
        try outcome.get()
    }

    @Test func anArchiveStaysUntilSomebodyDeletesIt() async throws {
        try await withArchive { world, _, groups, _ in
            for (id, days) in [(1, 400), (2, 40), (3, 1)] as [(Int64, Double)] {
                try await world.record(id, endedAgo: days)
            }
            try await world.record(9, of: "yard", endedAgo: 400)
            #expect(try await groups.remove(as: chief, "gate", recordings: .archive) == nil)
            #expect(try await world.keeping.cleanUp(as: chief).recordings == 1)
            #expect(try await world.ids() == ["1", "2", "3"])
            let group = try #require(try await groups.list(as: chief).first)
            #expect(group.camera == "gate" && group.recordings == 3 && group.bytes == 3000 && group.retentionDays == 0)
            #expect(group.archivedAt == world.time.wall && group.oldest != nil)
            // Nor does it go where there is no room.
            let rules = try await world.keeping.rules.rules(for: ["default": .init(total: 1_000_000, free: 0)])
            #expect(rules.rule(of: KeepingUnderTest.camera("gate")).staysForGood)
            // For a time of its own; and then by the camera's rule again.
            let own = try await groups.change(as: chief, "gate", isArchived: nil, retentionDays: 365)
            #expect(own.retentionDays == 365)
            #expect(try await world.keeping.cleanUp(as: chief).recordings == 1)
            let none = try await groups.change(as: chief, "gate", isArchived: false, retentionDays: nil)
            #expect(none.archivedAt == nil && none.retentionDays == 30)
            #expect(try await world.keeping.cleanUp(as: chief).recordings == 1)
            #expect(try await world.ids() == ["3"])
        }
    }

    @Test func whatIsErasedGoesButForWhatIsProtected() async throws {
        try await withArchive { world, _, groups, shelf in
            for id in 1...3 { try await world.record(Int64(id), endedAgo: 1) }
            _ = try await world.keeping.protect(as: chief, ["2"], true)
            var pictures: [SnapshotRecord] = []
            for name in ["gate", "gate", "yard"] {
                pictures.append(
                    try await shelf.keep(
                        Bytes([1, 2, 3]),
                        PictureSize(width: 16, height: 16),
                        of: KeepingUnderTest.camera(name),
                        takenAt: world.time.wall,
                        because: .manual
                    )
                )
            }
            try await world.catalog.setProtected(true, snapshot: pictures[0].id)
            let job = try #require(try await groups.remove(as: chief, "gate", recordings: .erase))
            try await eventually("they are deleted") { try world.jobs.job(as: chief, job.id).endedAt != nil }
            #expect(try await world.ids() == ["2"])
            let result = try world.jobs.job(as: chief, job.id).result
            #expect(result["done"] == "2" && result["snapshots"] == "1" && result["bytes"] == "2003")
            let group = try #require(try await groups.list(as: chief).first)
            #expect(group.protected.recordings == 1)
            #expect(group.snapshots == SnapshotSum(snapshots: 1, bytes: 3) && group.protectedSnapshots == 1)
            // Of the file, too, nothing is left; and what is another camera's stays.
            let left = try await world.catalog.snapshots(SnapshotQuery(limit: 9)).map(\.id)
            #expect(left == [pictures[0].id, pictures[2].id])
            #expect(try await world.catalog.removedSnapshots().isEmpty)
        }
    }

    /// Its events tell of what was recorded, and go with it.
    @Test func theEventsOfACameraThatIsErasedGoToo() async throws {
        try await withArchive { world, _, groups, _ in
            for (id, name) in [(1, "gate"), (2, "yard")] as [(Int64, String)] {
                try await world.catalog.insert(
                    CameraEventRecord(
                        id: CameraEventID(nanoseconds: id),
                        camera: KeepingUnderTest.camera(name),
                        kind: "manual",
                        start: WallTime(nanoseconds: 10),
                        end: WallTime(nanoseconds: 20),
                        source: "manual"
                    )
                )
            }
            let job = try #require(try await groups.remove(as: chief, "gate", recordings: .erase))
            try await eventually("they are deleted") { try world.jobs.job(as: chief, job.id).endedAt != nil }
            #expect(try await world.catalog.event(CameraEventID(nanoseconds: 1)) == nil)
            #expect(try await world.catalog.event(CameraEventID(nanoseconds: 2)) != nil)
        }
    }

    /// What was said at an earlier removal, and was never taken back because the program was killed, counts no more.
    @Test func eachRemovalSaysAnewWhatBecomesOfTheRecordings() async throws {
        try await withArchive { world, _, groups, _ in
            var stale = ArchivedCameras()
            stale.groups = ["gate": .init(archivedAt: 1), "attic": .init(archivedAt: 2, keepDays: 7)]
            try await world.catalog.changeSettings([ArchivedCameras.key: stale.text()])
            _ = try await groups.remove(as: chief, "gate", recordings: .keep)
            let left = try await ArchivedCameras(from: world.catalog).groups
            #expect(left == ["attic": ArchivedCameras.Group(archivedAt: 2, keepDays: 7)])
            #expect(try await groups.list(as: chief).first?.archivedAt == nil)
        }
    }

    @Test func aRemovedCameraComesBackAsItWas() async throws {
        try await withArchive { world, cameras, groups, _ in
            try await world.record(1, endedAgo: 400)
            let before = try await cameras.camera(as: chief, "gate")
            #expect(await refusal { _ = try await groups.restore(as: chief, "gate") } == .conflict)
            #expect(await refusal { _ = try await groups.erase(as: chief, "gate") } == .conflict)
            _ = try await groups.remove(as: chief, "gate", recordings: .archive)
            #expect(await refusal { _ = try await cameras.camera(as: chief, "gate") } == .notFound)
            let keeper = Asker.user(.operator, .some(["gate": [.playback]]))
            #expect(await refusal { _ = try await groups.restore(as: keeper, "gate") } == .forbidden)
            #expect(try await groups.list(as: keeper).map(\.camera) == ["gate"])
            #expect(try await groups.list(as: Asker.viewer(["yard": [.playback]])).isEmpty)
            let back = try await groups.restore(as: chief, "gate")
            #expect(back.name == before.name && back.version == before.version)
            #expect(try await cameras.list(as: chief).map(\.id) == ["gate", "yard"])
            #expect(try await groups.list(as: chief).isEmpty)
            // From now on it is kept as long as its rule says.
            #expect(try await world.keeping.cleanUp(as: chief).recordings == 1)
            #expect(try await world.world.audited().contains { $0.hasPrefix("camera.restore camera/gate") })
        }
    }
}
