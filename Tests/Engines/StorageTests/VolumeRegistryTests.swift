import Foundation
import Glibc
import Media
import Synchronization
import Testing

@testable import Storage

/// A root with folders that are volumes, and a registry of them.
private final class RegistryWorld: Sendable {
    let root: URL
    let local: LocalDisk
    let fallback: FaultyDisk
    let registry: VolumeRegistry
    private let log = Log()

    final class Log: Sendable {
        let news = Mutex<[String]>([])
        let mended = Mutex<[WallTime?]>([])
        let canMend = Mutex(true)
        let disks = Mutex<[String: FaultyDisk]>([:])
        let isReadOnly = Mutex(false)
        let isProbeFailing = Mutex(false)
        let now = Mutex<Int64>(1)
    }

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "nightjar-volumes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        local = try LocalDisk(path: root.appending(path: "default").path)
        fallback = FaultyDisk(local)
        let threads = DiskThreads(count: 1)
        let log = log
        registry = VolumeRegistry(
            default: "default",
            fallback,
            lane: DiskLane(name: "default", writers: threads, readers: threads),
            parts: .init(
                open: { (wanted) throws(VolumeFault) in
                    var opened = try VolumeRegistry.openLocally(wanted)
                    let disk = FaultyDisk(opened.store)
                    log.disks.withLock { $0[wanted.place.path] = disk }
                    opened.store = disk
                    opened.isReadOnly = log.isReadOnly.withLock { $0 }
                    let probe = opened.probe
                    opened.probe = { () throws(StorageError) in
                        if log.isProbeFailing.withLock({ $0 }) { throw StorageError.io(EIO, "probe") }
                        try probe()
                    }
                    return opened
                },
                mend: { _, _, since in
                    log.mended.withLock { $0.append(since) }
                    return log.canMend.withLock { $0 }
                },
                told: { news in log.news.withLock { $0.append("\(news.volume) \(news.status.state.rawValue)") } },
                clock: { WallTime(nanoseconds: log.now.withLock { $0 }) }
            )
        )
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func place(_ name: String) -> VolumePlace { VolumePlace(root: root.path, below: StorageKey(name)) }

    /// Makes a volume, as somebody does who adds it.
    func make(_ name: String) throws -> VolumeRegistry.Wanted {
        let disk = try LocalDisk.make(at: place(name)) { _ in false }
        return VolumeRegistry.Wanted(place: place(name), identity: disk.volume)
    }

    func started(_ name: String) async throws -> VolumeRegistry.Wanted {
        let wanted = try make(name)
        registry.add(name, wanted)
        await registry.start()
        return wanted
    }

    func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(at: root.appending(path: name), to: root.appending(path: other))
    }

    var news: [String] { log.news.withLock { $0 } }
    var mended: [WallTime?] { log.mended.withLock { $0 } }
    func setMendable(_ can: Bool) { log.canMend.withLock { $0 = can } }
    func setReadOnly(_ isReadOnly: Bool) { log.isReadOnly.withLock { $0 = isReadOnly } }
    func setProbe(failing: Bool) { log.isProbeFailing.withLock { $0 = failing } }
    func setTime(_ seconds: Int64) { log.now.withLock { $0 = seconds * 1_000_000_000 } }
    func disk(_ name: String) -> FaultyDisk? { log.disks.withLock { $0[place(name).path] } }
    func state(_ name: String) -> VolumeState? { registry.status(of: name)?.state }
}

struct VolumeRegistryTests {
    @Test func aVolumeThatIsThereIsChosenAndOthersAreNot() async throws {
        let world = try RegistryWorld()
        _ = try await world.started("ssd")
        #expect(world.registry.choose("ssd").name == "ssd" && world.registry.choose("ssd").detour == nil)
        #expect(world.registry.choose("default").name == "default")
        let unknown = world.registry.choose("nowhere")
        #expect(unknown.name == "default" && unknown.detour?.contains("nowhere") == true)
        #expect(world.registry.store(of: "nowhere") == nil)
        #expect(world.registry.readable.keys.sorted() == ["default", "ssd"])
        #expect(world.registry.lane(of: "ssd").name == "ssd" && world.registry.lane(of: "nowhere").name == "default")
        // What it holds from before the start is mended with all else.
        #expect(world.mended.isEmpty && world.news == ["ssd ready"])
        await world.registry.close()
    }

    @Test func oneThatIsAwayIsNotWrittenToAndComesBackMended() async throws {
        let world = try RegistryWorld()
        _ = try await world.started("ssd")
        world.setTime(60)
        await world.registry.look()
        try world.move("ssd", to: "away")
        await world.registry.look()
        #expect(world.state("ssd") == .missing && world.registry.choose("ssd").name == "default")
        #expect(world.registry.store(of: "ssd") == nil && world.registry.storeForDeleting(of: "ssd") == nil)
        #expect(world.registry.places.isEmpty)
        // A mount point without its disk.
        let folder = world.root.appending(path: "ssd")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        await world.registry.look()
        #expect(world.state("ssd") == .missing)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        try FileManager.default.removeItem(at: folder)
        world.setTime(600)
        world.setMendable(false)
        try world.move("away", to: "ssd")
        await world.registry.look()
        #expect(world.state("ssd") == .returning && world.registry.choose("ssd").name == "default")
        #expect(world.registry.store(of: "ssd") != nil && world.registry.storeForDeleting(of: "ssd") == nil)
        world.setMendable(true)
        await world.registry.look()
        #expect(world.registry.choose("ssd").name == "ssd")
        #expect(world.mended == [WallTime(nanoseconds: 60_000_000_000), WallTime(nanoseconds: 60_000_000_000)])
        #expect(world.news == ["ssd ready", "ssd missing", "ssd returning", "ssd ready"])
        await world.registry.close()
    }

    @Test func oneThatIsNotThereAtTheStartIsMendedWhenItComes() async throws {
        let world = try RegistryWorld()
        let wanted = try world.make("ssd")
        try world.move("ssd", to: "away")
        world.registry.add("ssd", wanted)
        await world.registry.start()
        #expect(world.state("ssd") == .missing)
        try world.move("away", to: "ssd")
        await world.registry.look()
        #expect(world.state("ssd") == .ready && world.mended == [nil])
        await world.registry.close()
    }

    @Test func anotherVolumeInItsPlaceIsForeign() async throws {
        let world = try RegistryWorld()
        _ = try await world.started("ssd")
        _ = try world.make("other")
        try world.move("ssd", to: "away")
        try world.move("other", to: "ssd")
        await world.registry.look()
        #expect(world.state("ssd") == .foreign && world.registry.choose("ssd").name == "default")
        // Nor is a link to the right one followed.
        try world.move("ssd", to: "other")
        try FileManager.default.createSymbolicLink(
            at: world.root.appending(path: "ssd"),
            withDestinationURL: world.root.appending(path: "away")
        )
        await world.registry.look()
        #expect(world.state("ssd") == .foreign)
        await world.registry.close()
    }

    @Test func anErrorWhileItIsUsedTakesItOutUntilATrialGoesWell() async throws {
        let world = try RegistryWorld()
        _ = try await world.started("ssd")
        world.registry.report(.exists("a"), of: "ssd")
        #expect(world.state("ssd") == .ready)
        world.registry.report(.io(EIO, "a"), of: "ssd")
        #expect(world.state("ssd") == .failed && world.registry.choose("ssd").detour?.contains("error") == true)
        world.setProbe(failing: true)
        await world.registry.look()
        #expect(world.state("ssd") == .failed)
        world.setProbe(failing: false)
        await world.registry.look()
        #expect(world.state("ssd") == .ready && world.mended.count == 1)
        world.registry.report(.full("a"), of: "ssd")
        #expect(world.state("ssd") == .full)
        // Room is made on one that is full.
        #expect(world.registry.storeForDeleting(of: "ssd") != nil)
        await world.registry.look()
        #expect(world.state("ssd") == .ready)
        // The default volume takes what no other can, come what may.
        world.registry.report(.io(EIO, "a"), of: "default")
        #expect(world.registry.choose("default").name == "default")
        await world.registry.close()
    }

    @Test func oneThatIsMountedReadOnlyIsReadAndNotWritten() async throws {
        let world = try RegistryWorld()
        _ = try await world.started("ssd")
        world.setReadOnly(true)
        await world.registry.look()
        #expect(world.state("ssd") == .readOnly && world.registry.store(of: "ssd") != nil)
        #expect(world.registry.storeForDeleting(of: "ssd") == nil && world.registry.choose("ssd").name == "default")
        world.setReadOnly(false)
        await world.registry.look()
        #expect(world.state("ssd") == .ready)
        await world.registry.close()
    }

    @Test func oneThatIsTakenOutOfUseIsStillRead() async throws {
        let world = try RegistryWorld()
        var wanted = try await world.started("ssd")
        wanted.isRetired = true
        world.registry.change("ssd", to: wanted)
        #expect(world.registry.choose("ssd").name == "default")
        #expect(world.registry.store(of: "ssd") != nil && world.registry.storeForDeleting(of: "ssd") != nil)
        await world.registry.look()
        #expect(world.registry.store(of: "ssd") != nil)
        await world.registry.close()
    }

    /// What has a file open goes on with the volume that it has; it is another only where it was mounted anew.
    @Test func aVolumeStaysTheSameAsLongAsItIsNotMountedAnew() async throws {
        let world = try RegistryWorld()
        _ = try await world.started("ssd")
        let first = try #require(world.disk("ssd"))
        await world.registry.look()
        #expect(world.registry.choose("ssd").store as? FaultyDisk === first)
        await world.registry.close()
    }

    @Test func aDiskThatDoesNotAnswerHoldsUpNobodyAndCountsAsFailed() async throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "nightjar-volumes-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        let place = VolumePlace(root: root.path, below: StorageKey("nfs"))
        let disk = try LocalDisk.make(at: place) { _ in false }
        let threads = DiskThreads(count: 1)
        let gate = DispatchSemaphore(value: 0)
        let hangs = Mutex(false)
        let looks = Mutex(0)
        let now = Mutex<Int64>(0)
        let registry = VolumeRegistry(
            default: "default",
            try LocalDisk(path: root.appending(path: "default").path),
            lane: DiskLane(name: "default", writers: threads, readers: threads),
            parts: .init(
                open: { (wanted) throws(VolumeFault) in
                    looks.withLock { $0 += 1 }
                    if hangs.withLock({ $0 }) { gate.wait() }
                    return try VolumeRegistry.openLocally(wanted)
                },
                clock: { WallTime(nanoseconds: now.withLock { $0 } * 1_000_000_000) }
            )
        )
        registry.add("nfs", .init(place: place, identity: disk.volume))
        await registry.start()
        hangs.withLock { $0 = true }
        registry.beginLook()
        while looks.withLock({ $0 }) < 2 { await Task.yield() }
        registry.beginLook()
        #expect(registry.choose("nfs").name == "nfs")
        now.withLock { $0 = 30 }
        registry.beginLook()
        #expect(registry.status(of: "nfs")?.state == .failed && registry.choose("nfs").name == "default")
        // However long it takes, one thread waits.
        #expect(looks.withLock { $0 } == 2)
        hangs.withLock { $0 = false }
        gate.signal()
        while registry.status(of: "nfs")?.state != .ready {
            await registry.look()
            await Task.yield()
        }
        await registry.close()
        await threads.stop()
    }

    @Test func aStartWaitsForNoDiskForEver() async throws {
        let world = FileManager.default.temporaryDirectory.appending(path: "nightjar-volumes-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: world) }
        let threads = DiskThreads(count: 1)
        let gate = DispatchSemaphore(value: 0)
        let registry = VolumeRegistry(
            default: "default",
            try LocalDisk(path: world.path),
            lane: DiskLane(name: "default", writers: threads, readers: threads),
            parts: .init(
                open: { (_) throws(VolumeFault) in
                    gate.wait()
                    throw VolumeFault(.missing, "gone")
                },
                clock: { WallTime(nanoseconds: 0) }
            )
        )
        registry.add("nfs", .init(place: VolumePlace(root: "/nowhere", below: nil), identity: .random()))
        await registry.start(waiting: .milliseconds(1))
        #expect(registry.choose("nfs").name == "default")
        gate.signal()
        await threads.stop()
    }
}

struct VolumeOnLocalDiskTests {
    private func withRoot(_ body: (URL, (String?) -> VolumePlace) throws -> Void) throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "nightjar-root-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        try body(root) { VolumePlace(root: root.path, below: $0.flatMap(StorageKey.init)) }
    }

    private func fault(_ body: () throws(VolumeFault) -> Void) -> VolumeState? {
        do throws(VolumeFault) {
            try body()
            return nil
        } catch {
            return error.state
        }
    }

    @Test func aVolumeIsMadeInAnEmptyFolderAndFoundAgain() throws {
        try withRoot { root, place in
            let made = try LocalDisk.make(at: place("disk")) { _ in false }
            let found = try LocalDisk.open(place("disk"), as: made.volume)
            try found.probe()
            #expect(try FileManager.default.contentsOfDirectory(atPath: found.path) == [VolumeID.fileName])
            let key = try #require(StorageKey("yard/a.mp4"))
            _ = try made.create(key)
            _ = try found.open(key, for: .reading)
            // The root itself, where a disk is mounted there.
            let inner = VolumePlace(root: root.appending(path: "disk").path, below: nil)
            #expect(try LocalDisk.open(inner, as: made.volume).volume == made.volume)
            #expect(fault { () throws(VolumeFault) in _ = try LocalDisk.open(inner, as: .random()) } == .foreign)
        }
    }

    @Test func whatIsNotEmptyOrAnotherVolumeIsRefused() throws {
        try withRoot { root, place in
            let disk = try LocalDisk.make(at: place("disk")) { _ in false }
            #expect(
                fault { () throws(VolumeFault) in _ = try LocalDisk.make(at: place("disk")) { _ in false } } == .foreign
            )
            #expect(try LocalDisk.make(at: place("disk")) { $0 == disk.volume }.volume == disk.volume)
            try FileManager.default.createDirectory(
                at: root.appending(path: "music"),
                withIntermediateDirectories: false
            )
            try Data([1]).write(to: root.appending(path: "music/a.mp3"))
            #expect(
                fault { () throws(VolumeFault) in _ = try LocalDisk.make(at: place("music")) { _ in true } } == .foreign
            )
            // Only the last folder is made.
            #expect(
                fault { () throws(VolumeFault) in _ = try LocalDisk.make(at: place("a/b")) { _ in true } } == .missing
            )
        }
    }

    @Test func noLinkLeadsToAVolume() throws {
        try withRoot { root, place in
            let outside = FileManager.default.temporaryDirectory.appending(path: "nightjar-out-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: outside) }
            try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
            let link = root.appending(path: "link")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: outside)
            for name in ["link", "link/disk"] {
                #expect(
                    fault { () throws(VolumeFault) in _ = try LocalDisk.make(at: place(name)) { _ in true } }
                        == .foreign
                )
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path).isEmpty)
        }
    }

    @Test func aVolumeWithinAnotherIsNoPartOfIt() throws {
        try withRoot { root, place in
            let outer = try LocalDisk.make(at: place(nil)) { _ in false }
            _ = try outer.create(try #require(StorageKey("yard/main/a.mp4")))
            _ = try LocalDisk.make(at: place("inner")) { _ in false }
            #expect(try outer.list(nil).map(\.key.text) == ["yard"])
        }
    }
}
