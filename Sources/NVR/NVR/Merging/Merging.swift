import Catalog
import Changes
import Jobs
import Logging
import Media
import Recording
import Storage
import Stream
import Synchronization

/// Short recordings become long ones: when, of which cameras, and what came of it.
///
/// All calls may come from any thread.
package struct Merging: Sendable {
    private let services: DomainServices
    private let settings: Settings
    private let jobs: RecorderJobs
    let merger: Merger
    private let changing = OneAtATime()

    init(services: DomainServices, settings: Settings, jobs: RecorderJobs, merger: Merger) {
        self.services = services
        self.settings = settings
        self.jobs = jobs
        self.merger = merger
    }

    // MARK: Asking

    package func view(as principal: Principal) throws(DomainError) -> MergeView {
        try Policy.require(principal, .seeSystem)
        let report = merger.report
        return MergeView(
            isEnabled: settings.value(\.merge.isEnabled),
            isAtWork: report.isAtWork,
            lastBeganAt: report.lastBeganAt,
            lastEndedAt: report.lastEndedAt,
            last: MergeView.Tally(report.last),
            passes: report.passes,
            total: MergeView.Tally(report.total),
            lastFailure: report.lastFailure
        )
    }

    /// How many recordings wait to be joined, by the ids of the cameras that the asker may see and whose recordings are joined.
    package func waiting(as principal: Principal) async throws -> [String: Int] {
        try Policy.require(principal, .seeSystem)
        let present = Set(try await services.catalog.cameras().map(\.id))
        let rules = try await rules().filter {
            present.contains($0.key) && Policy.may(principal, .seeCamera, .camera($0.key.text))
        }
        let found = try await merger.waiting(rules.mapValues(\.rule))
        return Dictionary(uniqueKeysWithValues: found.map { ($0.key.text, $0.value) })
    }

    /// What is said of a camera instead of the settings.
    package func override(as principal: Principal, of id: String) async throws -> MergeOverride {
        try Policy.require(principal, .manageCamera, .camera(id))
        let camera = try await camera(id)
        return try await overrides().cameras[camera.text] ?? MergeOverride()
    }

    /// Says something else of a camera; one that is empty leaves all to the settings.
    package func change(as principal: Principal, of id: String, _ override: MergeOverride) async throws -> MergeOverride
    {
        try Policy.require(principal, .manageCamera, .camera(id))
        let camera = try await camera(id)
        try override.check()
        try await changing.run {
            var all = try await overrides()
            all.cameras[camera.text] = override
            try await services.catalog.changeSettings([MergeOverrides.key: all.text()])
        }
        services.published(.changed, EventObject.camera, id: camera.text)
        await services.audit.note("camera.merging", "camera/\(camera)", by: principal, .done)
        return override
    }

    private func camera(_ id: String) async throws -> CameraID {
        guard let key = CameraID(id) else { throw DomainError.noCamera(id) }
        guard try await services.catalog.camera(key) != nil else { throw DomainError.noCamera(id) }
        return key
    }

    private func overrides() async throws(CatalogError) -> MergeOverrides {
        try await services.catalog.setting(MergeOverrides.key).flatMap { MergeOverrides($0) } ?? MergeOverrides()
    }

    // MARK: Passes

    /// Joins at once what can be joined of the cameras whose recordings are, as a job of the kind `merge`, whose result
    /// counts `files`, `segments`, `bytes` and `errors`.
    ///
    /// - Returns: the job, which has begun or waits.
    package func start(as principal: Principal) async throws -> JobView {
        try Policy.require(principal, .manageSystem)
        let job = try jobs.submit("merge", by: principal) { [self] context in
            let rules = try await rules().mapValues(\.rule)
            let tally = try await merger.pass(rules, fromStart: true) { part, tally in
                context.report(part, "\(tally.segments) recordings joined to \(tally.files).")
            }
            try context.checkCancellation()
            return [
                "files": "\(tally.files)", "segments": "\(tally.segments)", "bytes": "\(tally.bytes)",
                "errors": "\(tally.errors + tally.incompatible + tally.withoutRoom)",
            ]
        }
        await services.audit.note("recording.merge", by: principal)
        return job
    }

    struct Rule: Sendable {
        var rule: MergeRule
        var interval: Duration
    }

    /// Those of all cameras, removed ones too.
    func rules() async throws(CatalogError) -> [CameraID: Rule] {
        let overrides = try await overrides().cameras
        let evidence = try await services.catalog.setting(EvidenceChoices.key).flatMap { EvidenceChoices($0) }
        var rules: [CameraID: Rule] = [:]
        for camera in try await services.catalog.cameras(includingDeleted: true) {
            let own = overrides[camera.id.text] ?? MergeOverride()
            let rule = MergeRule(
                isOn: own.isEnabled ?? settings.value(\.merge.isEnabled),
                window: .seconds(own.window ?? settings.value(\.merge.window)),
                leastAge: .seconds(own.leastAge ?? settings.value(\.merge.leastAge)),
                leastMembers: own.leastSegments ?? settings.value(\.merge.leastSegments),
                batch: own.batch ?? settings.value(\.merge.batch),
                // What an entry of the evidence chain is about goes on by the camera's clock.
                joinsAcrossPauses: evidence?.since[camera.id.text] == nil
                    && (own.joinsAcrossPauses ?? settings.value(\.merge.joinsAcrossPauses))
            )
            rules[camera.id] = Rule(rule: rule, interval: .seconds(own.interval ?? settings.value(\.merge.interval)))
        }
        return rules
    }

    // MARK: Running

    /// How often it is looked whose time it is.
    private static let interval: Duration = .seconds(10)

    /// Joins on its schedule until the task is cancelled. Not before catalogue and disk are in line.
    func run() async {
        var passes: [CameraID: MonotonicTime] = [:]
        let trouble = LoggedTrouble<CatalogError>(
            began: "the catalogue cannot be asked what is to be joined; it is tried again",
            ended: "the catalogue can be asked again what is to be joined"
        )
        while !Task.isCancelled {
            do throws(CatalogError) {
                try await passOver(&passes)
                trouble.note(nil, to: services.logger)
            } catch {
                if !Task.isCancelled { trouble.note(error, to: services.logger) }
            }
            // Cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: Self.interval)
        }
    }

    private func passOver(_ passes: inout [CameraID: MonotonicTime]) async throws(CatalogError) {
        let now = services.time.monotonic
        var due: [CameraID: MergeRule] = [:]
        for (camera, rule) in try await rules() where rule.rule.isOn {
            if let last = passes[camera], now - last < rule.interval { continue }
            due[camera] = rule.rule
        }
        guard !due.isEmpty else { return }
        _ = try await merger.pass(due)
        for camera in due.keys { passes[camera] = now }
    }

    /// Tells those who follow the changes that recordings have been joined.
    static func tell(_ members: [SegmentRecord], _ services: DomainServices) {
        for member in members.dropFirst() {
            services.published(.deleted, EventObject.recording, id: "\(member.camera)/\(member.id)")
        }
        guard let first = members.first else { return }
        services.published(.changed, EventObject.recording, id: "\(first.camera)/\(first.id)")
    }
}
