import Catalog
import Foundation
import Logging
import Media
import Retention
import Storage
import Stream
import Testing

@testable import NVR

/// The volumes of a recorder in folders of its own.
private final class VolumesWorld: Sendable {
    let folder: URL
    let world: CamerasUnderTest
    let volumes: Volumes
    private let threads = DiskThreads(count: 1)

    var root: URL { folder.appending(path: "root") }
    var catalog: InMemoryCatalog { world.catalog }

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "nightjar-volumes-\(UUID().uuidString)")
        world = CamerasUnderTest()
        try FileManager.default.createDirectory(
            at: folder.appending(path: "root"),
            withIntermediateDirectories: true
        )
        let directory = try DataDirectory(folder.appending(path: "data").path)
        volumes = try await Volumes.open(
            world.services,
            VolumeRules(directory, roots: [folder.appending(path: "root").path + "/"]),
            default: try LocalDisk(path: directory.recordings),
            lane: DiskLane(name: "default", writers: threads, readers: threads)
        )
        volumes.standing.setMend { _, _, _ in true }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func end() async {
        await volumes.close()
        await threads.stop()
    }

    func draft(_ name: String, at path: String) -> VolumeDraft {
        VolumeDraft(name: name, path: root.appending(path: path).path)
    }

    func recording(_ id: Int64, on volume: String) async throws {
        try await catalog.apply([
            .opened(
                SegmentRecord(
                    id: RecordingID(nanoseconds: id),
                    camera: KeepingUnderTest.camera("yard"),
                    stream: .main,
                    start: WallTime(nanoseconds: id),
                    end: WallTime(nanoseconds: id + 1_000_000_000),
                    bytes: 1000,
                    isOpen: false,
                    node: "local",
                    volume: volume,
                    key: "yard/\(id)",
                    run: RecordingID(nanoseconds: id)
                )
            )
        ])
    }
}

struct VolumesTests {
    private let chief = Asker.administrator

    private func with(_ body: (VolumesWorld, Volumes) async throws -> Void) async throws {
        let world = try await VolumesWorld()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(world, world.volumes)) } catch { outcome = .failure(error) }
        await world.end()
        try outcome.get()
    }

    @Test func aVolumeIsMadeListedAndChanged() async throws {
        try await with { world, volumes in
            var draft = world.draft("Big Disk", at: "disk-1")
            draft.note = "In the rack"
            draft.limitBytes = 1 << 40
            let made = try await volumes.add(as: chief, draft)
            #expect(made.id == "big-disk" && made.state == "ready" && made.path == draft.path && made.freeBytes != nil)
            #expect(FileManager.default.fileExists(atPath: draft.path + "/.nightjar-volume"))
            let list = try await volumes.list(as: chief)
            #expect(
                list.map(\.id) == ["default", "big-disk"] && list[0].isDefault && list[0].path.hasSuffix("/recordings")
            )
            var change = VolumeChange()
            change.name = "Small Disk"
            change.limitBytes = .some(nil)
            change.floorBytes = 0
            let changed = try await volumes.change(as: chief, "big-disk", change)
            #expect(changed.name == "Small Disk" && changed.limitBytes == nil && changed.floorBytes == 0)
            #expect(changed.id == "big-disk" && changed.note == "In the rack")
            // Of the default volume all but the path.
            change.name = nil
            change.floorBytes = 5000
            #expect(try await volumes.change(as: chief, "default", change).floorBytes == 5000)
            change.path = draft.path
            #expect(await refusal { _ = try await volumes.change(as: chief, "default", change) } == .invalid)
            #expect(await refusal { _ = try await volumes.volume(as: chief, "nowhere") } == .notFound)
            let audited = try await world.world.audited().map { $0.prefix { $0 != "{" } }
            #expect(
                audited == [
                    "volume.add volume/big-disk ", "volume.change volume/big-disk ", "volume.change volume/default ",
                ]
            )
            let published = await world.world.published()
            #expect(published.contains("created volume big-disk") && published.contains("changed volume big-disk"))
        }
    }

    @Test func onlyAdministratorsMay() async throws {
        try await with { world, volumes in
            let viewer = Asker.user(.operator, .all(Principal.CameraRight.usual))
            #expect(await refusal { _ = try await volumes.list(as: viewer) } == .forbidden)
            #expect(await refusal { _ = try await volumes.add(as: viewer, world.draft("a", at: "a")) } == .forbidden)
            #expect(await refusal { _ = try await volumes.change(as: viewer, "default", VolumeChange()) } == .forbidden)
        }
    }

    @Test func noVolumeLiesElsewhere() async throws {
        try await with { world, volumes in
            let data = world.folder.appending(path: "data").path
            for path in [
                "", "/", "disk", "/srv/elsewhere", world.root.path + "/../out", world.root.path + "//a",
                world.root.path + "/a b", world.root.path + "/.hidden", data, data + "/keys", data + "/recordings",
                data + "/recordings/a/b", world.folder.path, world.root.path + "-other/a",
            ] {
                let error = await domainError {
                    _ = try await volumes.add(as: chief, VolumeDraft(name: "a", path: path))
                }
                #expect(error?.kind == .invalid && error?.member == "path", "\(path): \(String(describing: error))")
            }
            let outside = await domainError { _ = try await volumes.add(as: chief, .init(name: "a", path: "/srv/a")) }
            #expect(outside?.sentence.contains("volume_roots") == true)
            #expect(try await volumes.list(as: chief).map(\.id) == ["default"])
            // Directly in the data folder's recordings, and in the root itself.
            let inside = try await volumes.add(as: chief, .init(name: "a", path: data + "/recordings/ssd_1"))
            #expect(inside.state == "ready")
            let whole = try await volumes.add(as: chief, .init(name: "b", path: world.root.path + "/"))
            #expect(whole.path == world.root.path)
            #expect(await refusal { _ = try await volumes.add(as: chief, world.draft("c", at: "c")) } == .conflict)
        }
    }

    /// Where the configuration file names a folder above the data folder, all but the recorder's own folders are beneath it.
    @Test func aRootAboveTheDataFolderReachesIntoIt() async throws {
        try await with { world, _ in
            let data = world.folder.appending(path: "data").path
            let rules = VolumeRules(try DataDirectory(data), roots: [world.folder.path])
            #expect(try rules.place(of: data + "/disks/ssd").path == data + "/disks/ssd")
            for name in ["keys", "keys/a", "Backups", "snapshots/a", "nightjar.sqlite", ".hidden/a", "exports"] {
                #expect(throws: DomainError.self, "\(name)") { try rules.place(of: data + "/" + name) }
            }
            #expect(throws: DomainError.self) { try rules.place(of: data) }
            #expect(throws: DomainError.self) { try rules.place(of: world.folder.path) }
        }
    }

    @Test func aFolderOfSomebodyElseIsRefused() async throws {
        try await with { world, volumes in
            let foreign = try LocalDisk.make(at: .init(root: world.root.path, below: StorageKey("foreign"))) { _ in
                false
            }
            #expect(
                await refusal { _ = try await volumes.add(as: chief, world.draft("a", at: "foreign")) } == .conflict
            )
            try FileManager.default.createDirectory(
                at: world.root.appending(path: "music/a"),
                withIntermediateDirectories: true
            )
            #expect(await refusal { _ = try await volumes.add(as: chief, world.draft("a", at: "music")) } == .conflict)
            try FileManager.default.createSymbolicLink(
                at: world.root.appending(path: "link"),
                withDestinationURL: world.folder.appending(path: "data")
            )
            #expect(await refusal { _ = try await volumes.add(as: chief, world.draft("a", at: "link")) } == .conflict)
            #expect(
                await refusal { _ = try await volumes.add(as: chief, world.draft("a", at: "link/new")) } == .conflict
            )
            // Unless it is said that it shall be taken over: then it is looked through first.
            var draft = world.draft("Taken", at: "foreign")
            draft.adopts = true
            let taken = try await volumes.add(as: chief, draft)
            #expect(taken.state != "ready")
            await volumes.registry.look()
            #expect(try await volumes.volume(as: chief, taken.id).state == "ready")
            #expect(try await world.catalog.volumes().first { $0.id == taken.id }?.identity == foreign.volume.text)
            // A second volume of the same folder there is not.
            draft.name = "Again"
            #expect(await refusal { _ = try await volumes.add(as: chief, draft) } == .conflict)
        }
    }

    @Test func aPathIsChangedOnlyToWhereTheVolumeIs() async throws {
        try await with { world, volumes in
            let made = try await volumes.add(as: chief, world.draft("a", at: "a"))
            try FileManager.default.moveItem(
                at: world.root.appending(path: "a"),
                to: world.root.appending(path: "b")
            )
            await volumes.registry.look()
            let away = try await volumes.volume(as: chief, made.id)
            #expect(away.state == "missing" && away.reason != nil && away.totalBytes == nil)
            #expect(volumes.standing.problems(volumes.registry).count == 1)
            var change = VolumeChange()
            change.path = world.root.appending(path: "c").path
            #expect(await refusal { _ = try await volumes.change(as: chief, made.id, change) } == .conflict)
            change.path = world.root.appending(path: "b").path
            _ = try await volumes.change(as: chief, made.id, change)
            await volumes.registry.look()
            #expect(try await volumes.volume(as: chief, made.id).state == "ready")
            #expect(volumes.standing.problems(volumes.registry).isEmpty && volumes.standing.losses == [made.id: 1])
            // Of several the last is enough.
            #expect(await world.world.published().contains("state volume a"))
        }
    }

    @Test func volumesHaveRulesOfTheirOwn() async throws {
        let keeping = try await KeepingUnderTest(room: .init(total: 1_000_000, free: 500_000))
        let rules = KeepingRules(settings: keeping.settings, catalog: keeping.catalog)
        let now = KeepingUnderTest.now
        var record = VolumeRecord(id: "ssd", name: "ssd", path: "/a", limitBytes: 7000, createdAt: now)
        try await keeping.catalog.insert(record)
        let rooms: [String: KeptVolume.Room] = [
            "ssd": .init(total: 1000, free: 1), "default": .init(total: 2000, free: 1),
        ]
        let first = try await rules.rules(for: rooms).volumes
        #expect(first["ssd"] == VolumeRule(limit: 7000, floor: 50) && first["default"] == VolumeRule(floor: 100))
        record.floorBytes = 3
        try await keeping.catalog.update(record)
        #expect(try await rules.rules(for: rooms).volumes["ssd"] == VolumeRule(limit: 7000, floor: 3))
        await keeping.end()
    }

    @Test func aCameraChoosesAmongThoseThatAreThere() async throws {
        try await with { world, volumes in
            _ = try await volumes.add(as: chief, world.draft("ssd", at: "ssd"))
            try await world.world.withCameras { cameras in
                var draft = CameraDraft(name: "Yard", url: "rtsp://192.0.2.7/")
                draft.isEnabled = false
                draft.volume = "nowhere"
                #expect(await refusal { _ = try await cameras.add(as: chief, draft) } == .invalid)
                draft.volume = "ssd"
                draft.subVolume = "default"
                let camera = try await cameras.add(as: chief, draft)
                #expect(camera.volume == "ssd" && camera.subVolume == nil)
                #expect(try await volumes.volume(as: chief, "ssd").cameras == ["yard"])
                var change = CameraChange()
                change.subVolume = "../out"
                #expect(await refusal { _ = try await cameras.change(as: chief, "yard", change) } == .invalid)
                change.subVolume = "ssd"
                change.volume = .some(nil)
                change.eventVolume = "nowhere"
                #expect(await refusal { _ = try await cameras.change(as: chief, "yard", change) } == .invalid)
                change.eventVolume = "ssd"
                change.snapshotVolume = "nowhere"
                #expect(await refusal { _ = try await cameras.change(as: chief, "yard", change) } == .invalid)
                change.snapshotVolume = "ssd"
                let changed = try await cameras.change(as: chief, "yard", change)
                #expect(changed.volume == nil && changed.subVolume == "ssd" && changed.version != camera.version)
                #expect(changed.snapshotVolume == "ssd" && changed.eventVolume == "ssd")
            }
        }
    }
}
