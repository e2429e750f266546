package import Media
import Synchronization

/// The volumes by the names that rows have: which are there, and to which a new file goes.
///
/// The default volume lies in the data folder and is always there. Any other that is not mounted, is not the one it was, or
/// fails, is never written to: what should go there goes to the default volume until it is back. Each has threads of its own, so
/// that one that is slow, or hangs, holds up nobody who records to another.
///
/// All calls may come from any thread; those that block say so.
package final class VolumeRegistry: Sendable {
    /// What a volume is supposed to be.
    package struct Wanted: Hashable, Sendable {
        package var place: VolumePlace
        package var identity: VolumeID
        /// It has been taken out of use: what lies on it is read and deleted, and nothing new comes.
        package var isRetired: Bool

        package init(place: VolumePlace, identity: VolumeID, isRetired: Bool = false) {
            self.place = place
            self.identity = identity
            self.isRetired = isRetired
        }
    }

    /// A volume that stands otherwise than before.
    package struct News: Hashable, Sendable {
        package var volume: String
        package var status: VolumeStatus
        package var before: VolumeState?
    }

    /// To which volume a new file goes.
    package struct Choice: Sendable {
        package var name: String
        package var store: any MediaStore
        /// Why not to the one that was wanted; nil where it is that.
        package var detour: String?
    }

    /// What whoever makes a registry decides.
    package struct Parts: Sendable {
        /// Finds a volume where it should be. Blocks.
        package var open: @Sendable (Wanted) throws(VolumeFault) -> OpenedVolume
        /// Brings what lies on a volume that is back in line with the catalogue, since it was last there; nil: since the last
        /// run of the program. Nobody writes to it meanwhile. Answers whether that could be done.
        package var mend: @Sendable (_ volume: String, any MediaStore, _ since: WallTime?) async -> Bool
        package var told: @Sendable (News) -> Void
        package var clock: @Sendable () -> WallTime
        /// A disk that takes longer to answer counts as failed.
        package var patience: Duration

        package init(
            open: @escaping @Sendable (Wanted) throws(VolumeFault) -> OpenedVolume = VolumeRegistry.openLocally,
            mend: @escaping @Sendable (String, any MediaStore, WallTime?) async -> Bool = { _, _, _ in true },
            told: @escaping @Sendable (News) -> Void = { _ in },
            clock: @escaping @Sendable () -> WallTime,
            patience: Duration = .seconds(20)
        ) {
            self.open = open
            self.mend = mend
            self.told = told
            self.clock = clock
            self.patience = patience
        }
    }

    /// The volume that all else falls back to.
    package let defaultName: String
    private let fallback: any MediaStore
    private let fallbackLane: DiskLane
    let parts: Parts
    private let volumes = Mutex<[String: RegisteredVolume]>([:])

    /// - Parameters:
    ///   - name: of the default volume.
    ///   - lane: the threads that write to it; they outlive the registry, as those do that read.
    package init(default name: String, _ store: any MediaStore, lane: DiskLane, parts: Parts) {
        defaultName = name
        fallback = store
        fallbackLane = lane
        self.parts = parts
    }

    /// One volume and no other.
    package convenience init(only name: String, _ store: any MediaStore, writers: DiskThreads, readers: DiskThreads) {
        self.init(
            default: name,
            store,
            lane: DiskLane(name: name, writers: writers, readers: readers),
            parts: Parts(clock: { WallTime(nanoseconds: 0) })
        )
    }

    /// A volume on a disk of this machine.
    package static func openLocally(_ wanted: Wanted) throws(VolumeFault) -> OpenedVolume {
        let disk = try LocalDisk.open(wanted.place, as: wanted.identity)
        do throws(StorageError) {
            return try OpenedVolume(disk)
        } catch {
            throw VolumeFault(error) ?? VolumeFault(.failed, error.description)
        }
    }

    func volume(_ name: String) -> RegisteredVolume? { volumes.withLock { $0[name] } }

    var all: [RegisteredVolume] {
        volumes.withLock { $0.values.sorted { $0.name < $1.name } }
    }

    // MARK: Using

    /// Where a new file goes that is wanted on the volume `name`.
    package func choose(_ name: String) -> Choice {
        guard name != defaultName else { return Choice(name: name, store: fallback) }
        guard let volume = volume(name) else {
            return fallBack("There is no volume \(name) any more.")
        }
        let (store, status, wanted) = volume.state.withLock { ($0.opened?.store, $0.status, $0.wanted) }
        if wanted.isRetired { return fallBack("The volume \(name) has been taken out of use.") }
        guard status.state == .ready, let store else {
            return fallBack(status.reason ?? "The volume \(name) is not ready.")
        }
        return Choice(name: name, store: store)
    }

    private func fallBack(_ reason: String) -> Choice {
        Choice(name: defaultName, store: fallback, detour: reason)
    }

    /// The volume, to read what lies on it; nil where that cannot be.
    package func store(of name: String) -> (any MediaStore)? {
        guard name != defaultName else { return fallback }
        return volume(name)?.state.withLock { $0.status.state.isReadable ? $0.opened?.store : nil }
    }

    /// The volume, to take files away from it; nil where that cannot be now.
    package func storeForDeleting(of name: String) -> (any MediaStore)? {
        guard name != defaultName else { return fallback }
        return volume(name)?.state.withLock { $0.status.state.isDeletable ? $0.opened?.store : nil }
    }

    /// The threads of a volume; those of the default volume where there is none of the name.
    package func lane(of name: String) -> DiskLane { volume(name)?.lane ?? fallbackLane }

    /// Those that can be read, the default volume among them.
    package var readable: [String: any MediaStore] {
        var stores = [defaultName: fallback]
        for volume in all { stores[volume.name] = store(of: volume.name) }
        return stores
    }

    /// Where those lie that can be read, but for the default volume.
    package var places: [String: VolumePlace] {
        var places: [String: VolumePlace] = [:]
        for volume in all where store(of: volume.name) != nil {
            places[volume.name] = volume.state.withLock { $0.wanted.place }
        }
        return places
    }

    /// How a volume stands; nil where there is none of the name, or it is the default volume, which nobody looks after here.
    package func status(of name: String) -> VolumeStatus? { volume(name)?.state.withLock { $0.status } }

    /// The names of all but the default volume.
    package var names: [String] { all.map(\.name) }

    /// An error came while a volume was used: if it is the volume's, nothing new is written to it until a look finds it well.
    package func report(_ error: StorageError, of name: String) {
        guard let volume = volume(name), let fault = VolumeFault(error) else { return }
        volume.fail(fault, ifReady: true, parts)
    }

    // MARK: Changing

    /// Takes up a volume. It is looked for by ``start(waiting:)`` or the next look, unless whoever has made it has it open.
    package func add(_ name: String, _ wanted: Wanted, opened: OpenedVolume? = nil) {
        let volume = RegisteredVolume(name, wanted)
        if let opened { volume.take(opened) }
        volumes.withLock { volumes in
            if volumes[name] == nil { volumes[name] = volume }
        }
    }

    /// What lies on a volume that was added while the program runs is mended by ``Parts/mend`` when it is found.
    package func begin(_ name: String) { volume(name)?.state.withLock { $0.isStarting = false } }

    /// A volume is to be another, or elsewhere, from now on. Counts at the next look, but for its retirement.
    package func change(_ name: String, to wanted: Wanted) {
        volume(name)?.state.withLock { $0.wanted = wanted }
    }

    // MARK: Looking

    /// How often ``beginLook()`` is meant to be called.
    package static let interval: Duration = .seconds(5)

    /// Looks for all volumes at the start of the program: what they hold is mended with all else, and not by
    /// ``Parts/mend``. Returns when each has answered, or after a time.
    package func start(waiting time: Duration = .seconds(10)) async {
        let looks = all.map { volume in Task { await volume.look(parts) } }
        let (answered, signal) = AsyncStream.makeStream(of: Never.self)
        Task {
            for look in looks { await look.value }
            signal.finish()
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in answered {} }
            // The longest that a start may wait for a disk; cut short by the answer.
            group.addTask { try? await Task.sleep(for: time) }
            await group.next()
            group.cancelAll()
        }
        for volume in all { volume.state.withLock { $0.isStarting = false } }
    }

    /// Looks whether all volumes are where they should be; returns when each has answered.
    package func look() async {
        await withTaskGroup(of: Void.self) { group in
            for volume in all { group.addTask { await volume.look(self.parts) } }
        }
    }

    /// The same, and waits for none: one that does not answer is looked at again only when it has.
    package func beginLook() {
        for volume in all {
            volume.noteSilence(parts)
            Task { await volume.look(parts) }
        }
    }

    /// Ends the threads of all but the default volume.
    package func close() async {
        for volume in all { await volume.close() }
    }
}
