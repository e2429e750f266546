import Catalog
import Changes
import Logging
import Logs
import Machine
import Media
import Storage
import Stream
import Synchronization

/// The recorder as a whole, for those who look after it: how it does, its log, its figures, what changes in it, and its
/// end.
///
/// All calls may come from any thread, and none waits for a camera.
package final class RecorderSystem: Sendable {
    /// What it is told of the rest of the recorder.
    struct Parts: Sendable {
        /// The program's own.
        var version: String
        /// Versions by the library's name, of those that can be asked.
        var libraries: [String: String] = [:]
        /// Folders that hold recordings or the catalogue, by the names that people know them by.
        var volumes: [VolumeWatch.Place] = []
        /// Those that come and go while it runs.
        var moreVolumes: @Sendable () -> [VolumeWatch.Place] = { [] }
        /// The catalogue's file.
        var catalogue: String?
        /// Those that look at disks.
        var threads: DiskThreads
        var machine = MachineReader()
        var logs: LogStore
        var jobs: RecorderJobs
        var figures: @Sendable () async -> RecorderFigures = { RecorderFigures() }
        /// What is wrong, in sentences, with cameras' names.
        var problems: @Sendable () async -> [String] = { [] }
        var workers: @Sendable () async -> WorkersView? = { nil }
        /// Whether something that should be recorded cannot be written.
        var isInterrupted: @Sendable () -> Bool = { false }
        var onWish: @Sendable (ProgramWish) -> Void = { _ in }
    }

    struct State: Sendable {
        /// When the catalogue has last taken something.
        var catalogueAnswered: MonotonicTime
        var wish: ProgramWish?
        /// What others add to the figures.
        var metricSources: [MetricSource] = []
        /// How the cameras stood at the last look.
        var stands: [String: CameraStand] = [:]
    }

    let services: DomainServices
    let parts: Parts
    let sampler: MachineSampler
    let facts: MachineFacts
    let volumes: VolumeWatch
    let startedAt: WallTime
    let started: MonotonicTime
    let state: Mutex<State>

    init(_ services: DomainServices, _ parts: Parts) {
        self.services = services
        self.parts = parts
        startedAt = services.time.wall
        started = services.time.monotonic
        sampler = MachineSampler(reader: parts.machine)
        facts = parts.machine.facts()
        volumes = VolumeWatch(
            { parts.volumes + parts.moreVolumes() },
            catalogue: parts.catalogue,
            threads: parts.threads
        )
        state = Mutex(State(catalogueAnswered: services.time.monotonic))
        // So that whoever asks first already gets rates, since the start.
        _ = sampler.sample(now: started)
    }

    /// The catalogue has taken a row just now: told at every beat of the recorder's heart.
    func beat() async {
        let now = services.time.monotonic
        state.withLock { $0.catalogueAnswered = now }
        // Rates are of the last few seconds then, however seldom somebody asks.
        _ = sample(with: await parts.workers())
    }

    // MARK: The end

    /// Has the program end in good order and start anew in place. Returns before it does.
    ///
    /// - Throws: `conflict` where it is being ended already.
    package func restart(as principal: Principal) async throws(DomainError) {
        try await wish(.restart, as: principal)
    }

    /// Has the program end in good order. Returns before it does.
    ///
    /// - Throws: `conflict` where it is being ended already.
    package func shutDown(as principal: Principal) async throws(DomainError) {
        try await wish(.shutDown, as: principal)
    }

    private func wish(_ wish: ProgramWish, as principal: Principal) async throws(DomainError) {
        try Policy.require(principal, .manageSystem)
        let earlier = state.withLock { state in
            defer { state.wish = state.wish ?? wish }
            return state.wish
        }
        if let earlier {
            let what = earlier == .restart ? "restarted" : "shut down"
            throw DomainError(.conflict, "Nightjar is being \(what) already.")
        }
        await services.audit.note("system.\(wish.rawValue)", by: principal)
        services.logger.notice("the program is to end", metadata: ["wish": "\(wish.rawValue)"])
        services.published(.state, EventObject.system)
        parts.onWish(wish)
    }
}
