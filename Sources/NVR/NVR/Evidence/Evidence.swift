import Catalog
import Changes
import Cryptography
import Logging
package import Media
import Playback
import Storage
import Stream
import Synchronization

/// The evidence chains of cameras: which have one, what it says, and whether what is on the disks is what it says
/// (docs/security.md).
///
/// All calls may come from any thread.
package final class Evidence: Sendable {
    let services: DomainServices
    let jobs: RecorderJobs
    let player: Player
    /// That entries are signed with; nil where it cannot be used, and nothing is sealed.
    let key: SigningKey?
    private let thread: DiskThreads
    let reader: EvidenceReader
    private let sealer: EvidenceSealer?
    private let changing = OneAtATime()
    private let trouble = Mutex<String?>(nil)
    // Injected, so that a test can turn the clock.
    private let sleep: @Sendable (Duration) async throws -> Void

    /// It is looked so often for recordings that have ended.
    private static let interval = Duration.seconds(20)
    private static let mostRead = 1000

    init(
        services: DomainServices,
        jobs: RecorderJobs,
        player: Player,
        key: SigningKey?,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.services = services
        self.jobs = jobs
        self.player = player
        self.key = key
        self.sleep = sleep
        thread = DiskThreads.patient()
        let reader = EvidenceReader(thread: thread)
        self.reader = reader
        sealer = key.map { key in
            EvidenceSealer(
                EvidenceSealer.Parts(
                    catalog: services.catalog,
                    player: player,
                    key: key,
                    time: services.time,
                    logger: services.logger,
                    reader: reader
                )
            )
        }
    }

    /// Makes entries, until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await seal()
            try? await sleep(Self.interval)
        }
    }

    /// Makes the entries that there are to be made now.
    func seal() async {
        guard let sealer else { return }
        do throws(CatalogError) {
            var since: [CameraID: WallTime] = [:]
            for (name, time) in try await choices().since {
                if let camera = CameraID(name) { since[camera] = WallTime(nanoseconds: time) }
            }
            try await sealer.pass(since)
            let count = sealer.failureCount
            trouble.withLock { problem in
                problem =
                    count == 0
                    ? nil
                    : "\(count) recordings have no entry in the evidence chain, because they cannot be read. The log says more."
            }
        } catch {
            trouble.withLock { $0 = "No entries can be added to the evidence chains: \(error.message)" }
        }
    }

    /// Ends the thread.
    func close() async { await thread.stop() }

    /// What is wrong, in sentences.
    var problems: [String] { trouble.withLock { $0.map { [$0] } ?? [] } }

    // MARK: Asking

    package func view(as principal: Principal, of id: String) async throws -> EvidenceView {
        try Policy.require(principal, .playRecordings, .camera(id))
        let camera = try await camera(id)
        return try await view(camera)
    }

    private func view(_ camera: CameraID) async throws -> EvidenceView {
        let last = try await services.catalog.lastEvidence(of: camera)
        let entry = last.flatMap { EvidenceEntry(bytes: $0.entry) }
        return EvidenceView(
            since: try await choices().since[camera.text].map(WallTime.init),
            entries: last?.number ?? 0,
            chain: entry?.chain,
            head: last.map { EvidenceEntry.hash($0.entry) },
            lastMadeAt: entry?.madeAt
        )
    }

    package struct Query: Sendable {
        package var from: WallTime?
        package var to: WallTime?
        package var stream: String?
        package var isNewestFirst = false
        /// 1…1000.
        package var limit = 100
        /// What a page before gave for the next one.
        package var cursor: String?

        package init() {}
    }

    package struct Page: Sendable {
        package var items: [EvidenceItem]
        package var next: String?
    }

    /// The entries of a camera's chain.
    package func entries(as principal: Principal, of id: String, _ query: Query) async throws -> Page {
        try Policy.require(principal, .playRecordings, .camera(id))
        guard (1...Self.mostRead).contains(query.limit) else {
            throw DomainError(.invalid, "limit is a number from 1 to \(Self.mostRead).", member: "limit")
        }
        var wanted = EvidenceQuery(
            camera: try await camera(id),
            from: query.from,
            to: query.to,
            stream: try query.stream.map { name throws(DomainError) in try Archive.stream(name) },
            isNewestFirst: query.isNewestFirst,
            limit: query.limit + 1
        )
        if let cursor = query.cursor {
            guard let number = Int64(cursor) else {
                throw DomainError(.invalid, "cursor is not one that was given out.", member: "cursor")
            }
            wanted.after = number
        }
        var found = try await services.catalog.evidence(wanted)
        let hasMore = found.count > query.limit
        if hasMore { found.removeLast() }
        return Page(items: found.map(EvidenceItem.init), next: hasMore ? found.last.map { "\($0.number)" } : nil)
    }

    // MARK: Changing

    /// Gives a camera a chain, which says something of what is recorded from now on, or lets it be. What is there of it stays.
    package func change(as principal: Principal, of id: String, isOn: Bool) async throws -> EvidenceView {
        try Policy.require(principal, .manageCamera, .camera(id))
        let camera = try await camera(id)
        guard key != nil || !isOn else {
            throw DomainError(.unavailable, "There is no key to sign entries with. The recorder's health says why.")
        }
        let now = services.time.wall.nanoseconds
        let isChanged = try await changing.run { [services] in
            var all = try await self.choices()
            guard (all.since[camera.text] != nil) != isOn else { return false }
            all.since[camera.text] = isOn ? now : nil
            try await services.catalog.changeSettings([EvidenceChoices.key: all.text()])
            return true
        }
        if isChanged {
            services.published(.changed, EventObject.camera, id: camera.text)
            await services.audit.note(
                "camera.evidence",
                "camera/\(camera)",
                by: principal,
                .done,
                ["enabled": "\(isOn)"]
            )
        }
        return try await view(camera)
    }

    // MARK: What all need

    func choices() async throws(CatalogError) -> EvidenceChoices {
        try await services.catalog.setting(EvidenceChoices.key).flatMap { EvidenceChoices($0) } ?? EvidenceChoices()
    }

    /// A camera that is or was: its chain outlives it.
    func camera(_ id: String) async throws -> CameraID {
        guard let key = CameraID(id) else { throw DomainError.noCamera(id) }
        let known = try await services.catalog.camera(key, includingDeleted: true)
        guard known != nil else { throw DomainError.noCamera(id) }
        return key
    }
}
