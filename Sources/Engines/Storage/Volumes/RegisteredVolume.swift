import Media
import Synchronization

/// One volume of a ``VolumeRegistry``, but for the default.
final class RegisteredVolume: Sendable {
    struct State {
        var wanted: VolumeRegistry.Wanted
        /// As it was last found; kept while it cannot be used, since whoever has a file of it open goes on.
        var opened: OpenedVolume?
        var status = VolumeStatus(.missing, reason: "It has not been looked for yet.")
        /// When it was last found to be well; nil where it was not since the program began.
        var wellAt: WallTime?
        /// Since when somebody waits for its disk.
        var lookingSince: WallTime?
        /// The program begins: what was left on it is mended with all else.
        var isStarting = true
        var isMending = false
    }

    let name: String
    let lane: DiskLane
    let state: Mutex<State>
    /// The one that looks, so that a disk that does not answer keeps no other busy.
    private let looker = DiskThreads(count: 1)

    private static let writers = 4
    private static let readers = 2

    init(_ name: String, _ wanted: VolumeRegistry.Wanted) {
        self.name = name
        state = Mutex(State(wanted: wanted))
        lane = DiskLane(
            name: name,
            writers: DiskThreads(count: Self.writers),
            readers: DiskThreads(count: Self.readers)
        )
    }

    func close() async {
        // One that waits for a disk that hangs would wait for ever.
        guard state.withLock({ $0.lookingSince }) == nil else { return }
        await looker.stop()
        await lane.writers.stop()
        await lane.readers.stop()
    }

    /// It was just made, or found by somebody else.
    func take(_ opened: OpenedVolume) {
        state.withLock { state in
            state.opened = opened
            state.status = VolumeStatus(.ready)
            state.isStarting = false
        }
    }

    // MARK: Looking

    /// Looks whether it is where it should be, unless somebody does already.
    func look(_ parts: VolumeRegistry.Parts) async {
        let wanted = state.withLock { state -> VolumeRegistry.Wanted? in
            guard state.lookingSince == nil else { return nil }
            state.lookingSince = parts.clock()
            return state.wanted
        }
        guard let wanted else { return }
        let needsProbe = state.withLock { !$0.isStarting && $0.status.state.needsProbe }
        let found = await looker.run { () -> Result<OpenedVolume, VolumeFault> in
            do throws(VolumeFault) {
                return .success(try Self.find(wanted, probing: needsProbe, parts))
            } catch {
                return .failure(error)
            }
        }
        state.withLock { $0.lookingSince = nil }
        switch found {
        case .failure(let fault): fail(fault, ifReady: false, parts)
        case .success(let opened): await take(opened, parts)
        }
    }

    /// Blocks.
    private static func find(
        _ wanted: VolumeRegistry.Wanted,
        probing: Bool,
        _ parts: VolumeRegistry.Parts
    ) throws(VolumeFault) -> OpenedVolume {
        let opened = try parts.open(wanted)
        guard probing, !opened.isReadOnly else { return opened }
        do throws(StorageError) {
            try opened.probe()
        } catch {
            throw VolumeFault(error) ?? VolumeFault(.failed, error.description)
        }
        return opened
    }

    private enum Step { case none, readOnly, ready, mend(any MediaStore, since: WallTime?) }

    private func take(_ opened: OpenedVolume, _ parts: VolumeRegistry.Parts) async {
        let now = parts.clock()
        let step = state.withLock { state -> Step in
            // Whoever has something of it open goes on with that, unless it was mounted anew.
            if state.opened?.place != opened.place { state.opened = opened }
            if opened.isReadOnly { return .readOnly }
            if state.status.state == .ready || state.isMending {
                state.wellAt = state.status.state == .ready ? now : state.wellAt
                return .none
            }
            guard !state.isStarting else { return .ready }
            state.isMending = true
            return .mend(state.opened?.store ?? opened.store, since: state.wellAt)
        }
        switch step {
        case .none: return
        case .readOnly: set(VolumeStatus(.readOnly, reason: Self.readOnly(name)), parts)
        case .ready: becomeReady(parts)
        case .mend(let store, let since):
            set(VolumeStatus(.returning, reason: "The volume \(name) is back, and is looked through."), parts)
            let isMended = await parts.mend(name, store, since)
            let isStillThere = state.withLock { state in
                state.isMending = false
                return state.status.state == .returning
            }
            // Where it could not be done, the next look tries again.
            if isMended, isStillThere { becomeReady(parts) }
        }
    }

    private func becomeReady(_ parts: VolumeRegistry.Parts) {
        state.withLock { $0.wellAt = parts.clock() }
        set(VolumeStatus(.ready), parts)
    }

    private static func readOnly(_ name: String) -> String {
        "The disk of the volume \(name) is mounted read-only. Mount it so that Nightjar may write to it."
    }

    // MARK: Standing

    /// - Parameter ifReady: only where it counts as well: an error that came while it was used.
    func fail(_ fault: VolumeFault, ifReady: Bool, _ parts: VolumeRegistry.Parts) {
        if ifReady, state.withLock({ $0.status.state != .ready }) { return }
        set(VolumeStatus(fault.state, reason: fault.reason), parts)
    }

    /// Nothing has come of a look that was begun long ago.
    func noteSilence(_ parts: VolumeRegistry.Parts) {
        let isSilent = state.withLock { state in
            state.lookingSince.map { parts.clock() - $0 > parts.patience } ?? false
        }
        guard isSilent else { return }
        let reason = "The disk of the volume \(name) does not answer."
        fail(VolumeFault(.failed, reason), ifReady: false, parts)
    }

    private func set(_ status: VolumeStatus, _ parts: VolumeRegistry.Parts) {
        let before = state.withLock { state in
            defer { state.status = status }
            return state.status.state
        }
        guard before != status.state else { return }
        parts.told(VolumeRegistry.News(volume: name, status: status, before: before))
    }
}
