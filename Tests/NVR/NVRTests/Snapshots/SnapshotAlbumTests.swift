import Catalog
import Foundation
import Media
import Simulation
import Storage
import Stream
import Testing

@testable import NVR

/// Snapshots that are kept, for those who may see and make them.
struct SnapshotAlbumTests {
    private let me = Asker.administrator

    private struct Scene {
        let album: SnapshotAlbum
        let cameras: Cameras
        let catalog: InMemoryCatalog
        let folder: String
    }

    /// Calls `body` with a camera "yard" that sends JPEG, and an album that is open.
    private func withAlbum(_ body: (Scene) async throws -> Void) async throws {
        let world = CamerasUnderTest(allowsLoopback: true, time: SystemTimeSource())
        let camera = try await CameraUnderTest { $0.http = .init(host: "127.0.0.1", port: 0) }
        let workers = RecorderWorkers(program: nil, time: world.services.time, logger: world.services.logger)
        let folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-album-\(UUID().uuidString)").path
        let threads = DiskThreads(count: 1)
        try await world.withRunning { cameras, _ in
            var draft = CameraDraft(
                name: "yard",
                url: "http://127.0.0.1:\(camera.server.httpPort ?? 0)/mjpeg.mjpeg"
            )
            draft.isRecorded = false
            _ = try await cameras.add(as: me, draft)
            let shelf = try await SnapshotAlbum.openShelf(at: folder, world.catalog, threads, world.services.logger)
            let snapshots = Snapshots(cameras: cameras, workers: workers, time: world.services.time)
            let album = SnapshotAlbum(world.services, cameras, snapshots, shelf: shelf)
            #expect(await refusal { _ = try await album.take(as: me, of: "yard") } == .unavailable)
            try await album.mend()
            #expect(album.problems.isEmpty)
            try await body(Scene(album: album, cameras: cameras, catalog: world.catalog, folder: folder))
        }
        await threads.stop()
        await camera.server.close()
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test func aPictureIsTakenListedGivenAndDeleted() async throws {
        try await withAlbum { scene in
            let album = scene.album
            let taken = try await album.take(as: me, of: "yard")
            #expect(taken.camera == "yard" && taken.size == PictureSize(width: 320, height: 180))
            #expect(taken.cause == "manual" && !taken.isProtected)
            let second = try await album.take(as: me, of: "yard")
            var query = SnapshotAlbum.Query()
            query.limit = 1
            let page = try await album.list(as: me, query)
            #expect(page.items == [second])
            query.cursor = page.next
            let last = try await album.list(as: me, query)
            #expect(last.items == [taken] && last.next == nil)
            query.cursor = "x"
            let wrong = query
            #expect(await refusal { _ = try await album.list(as: me, wrong) } == .invalid)
            #expect(try await album.snapshot(as: me, taken.id) == taken)
            let file = try await album.file(as: me, taken.id)
            #expect(try JPEGFormat(parsing: file.bytes.span).size == taken.size && file.bytes.count == Int(taken.bytes))

            #expect(try await album.protect(as: me, taken.id, true).isProtected)
            #expect(await refusal { try await album.delete(as: me, taken.id) } == .conflict)
            #expect(try await !album.protect(as: me, taken.id, false).isProtected)
            try await album.delete(as: me, taken.id)
            #expect(await refusal { try await album.delete(as: me, taken.id) } == .notFound)
            #expect(await refusal { _ = try await album.file(as: me, taken.id) } == .notFound)
            // Snapshots outlive their camera.
            try await scene.cameras.remove(as: me, "yard")
            query = SnapshotAlbum.Query()
            query.camera = "yard"
            #expect(try await album.list(as: me, query).items == [second])
        }
    }

    @Test func whoMayPlayRecordingsSeesThemAndNobodyElse() async throws {
        try await withAlbum { scene in
            let album = scene.album
            let id = try await album.take(as: me, of: "yard").id
            let guardian = Asker.user(.operator, .some(["yard": [.playback, .control]]))
            let player = Asker.viewer(["yard": [.playback]])
            #expect(try await album.list(as: player, .init()).items.count == 1)
            #expect(try await album.file(as: player, id).bytes.count > 0)
            for stranger in [Asker.viewer([:]), Asker.viewer(["yard": [.live]]), Asker.viewer(["gate": [.playback]])] {
                #expect(try await album.list(as: stranger, .init()).items.isEmpty)
                #expect(await refusal { _ = try await album.snapshot(as: stranger, id) } == .notFound)
                #expect(await refusal { _ = try await album.file(as: stranger, id) } == .notFound)
                #expect(await refusal { try await album.delete(as: stranger, id) } == .notFound)
                #expect(await refusal { _ = try await album.protect(as: stranger, id, true) } == .notFound)
            }
            for asker in [player, Asker.viewer(["yard": [.playback, .control, .live]])] {
                #expect(await refusal { _ = try await album.take(as: asker, of: "yard") } == .forbidden)
                #expect(await refusal { _ = try await album.protect(as: asker, id, true) } == .forbidden)
            }
            #expect(try await album.protect(as: guardian, id, true).isProtected)
            #expect(try await album.take(as: guardian, of: "yard").camera == "yard")
            #expect(await refusal { try await album.delete(as: guardian, id) } == .forbidden)
            #expect(await refusal { _ = try await album.take(as: Principal.nobody, of: "yard") } == .unproven)
            #expect(await refusal { _ = try await album.list(as: Principal.nobody, .init()) } == .unproven)
        }
    }

    /// By age and by hand; never what is protected, nor what somebody may not delete.
    @Test func oldOnesGoUnlessTheyAreProtected() async throws {
        try await withAlbum { scene in
            let album = scene.album
            let (kept, second) = (try await album.take(as: me, of: "yard"), try await album.take(as: me, of: "yard"))
            _ = try await album.protect(as: me, kept.id, true)
            await album.purge(olderThanDays: 0)
            await album.purge(olderThanDays: 1)
            #expect(try await album.list(as: me, .init()).items.count == 2)
            var purge = SnapshotPurge()
            purge.camera = "yard"
            purge.olderThanDays = 1
            #expect(try await album.purge(as: me, purge) == SnapshotSum())
            (purge.olderThanDays, purge.isDryRun) = (0, true)
            let sum = SnapshotSum(snapshots: 1, bytes: second.bytes)
            #expect(try await album.purge(as: me, purge) == sum)
            purge.isDryRun = false
            let allowed = purge
            for stranger in [Asker.viewer(["yard": [.playback]]), Asker.viewer([:])] {
                #expect(await refusal { _ = try await album.purge(as: stranger, allowed) } != nil)
            }
            purge.olderThanDays = -1
            let wrong = purge
            #expect(await refusal { _ = try await album.purge(as: me, wrong) } == .invalid)
            #expect(try await album.purge(as: me, allowed) == sum)
            #expect(try await album.list(as: me, .init()).items.map(\.id) == [kept.id])
            let files = try FileManager.default.subpathsOfDirectory(atPath: scene.folder).filter {
                $0.hasSuffix(".jpg")
            }
            #expect(files.count == 1)
        }
    }

    @Test func aFileThatIsGoneIsSaidToBe() async throws {
        try await withAlbum { scene in
            let taken = try await scene.album.take(as: me, of: "yard")
            let record = try #require(try await scene.catalog.snapshots(SnapshotQuery(limit: 1)).first)
            try FileManager.default.removeItem(atPath: scene.folder + "/" + record.key)
            #expect(await refusal { _ = try await scene.album.file(as: me, taken.id) } == .gone)
            try await scene.album.mend()
            #expect(await refusal { _ = try await scene.album.file(as: me, taken.id) } == .notFound)
        }
    }

    /// A disk that is not mounted, or another one: nothing is written there, and it is told.
    @Test func anotherFolderIsNotTakenForTheOneThatWas() async throws {
        try await withAlbum { scene in
            let other = scene.folder + "-other"
            defer { try? FileManager.default.removeItem(atPath: other) }
            let threads = DiskThreads(count: 1)
            let services = await scene.cameras.services
            let shelf = try await SnapshotAlbum.openShelf(at: other, scene.catalog, threads, services.logger)
            guard case .failure = shelf else {
                Issue.record("it was taken")
                return
            }
            let workers = RecorderWorkers(program: nil, time: services.time, logger: services.logger)
            let snapshots = Snapshots(cameras: scene.cameras, workers: workers, time: services.time)
            let album = SnapshotAlbum(services, scene.cameras, snapshots, shelf: shelf)
            try await album.mend()
            #expect(album.problems.count == 1)
            #expect(await refusal { _ = try await album.take(as: me, of: "yard") } == .unavailable)
            await threads.stop()
        }
    }
}
