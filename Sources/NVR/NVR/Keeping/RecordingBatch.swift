import Catalog
import Changes
import Jobs
package import Media
import Retention

/// What shall be done with many recordings.
package struct RecordingBatch: Hashable, Sendable {
    package enum Action: String, CaseIterable, Hashable, Sendable { case delete, protect, unprotect }

    /// All members narrow the choice.
    package struct Filter: Hashable, Sendable {
        package var camera: String?
        /// "main" or "sub"; nil for both.
        package var stream: String?
        /// "continuous" or "event"; nil for both.
        package var kind: String?
        /// Only those that begin at this time or later, and have ended by that.
        package var from: WallTime?
        package var to: WallTime?

        package init() {}
    }

    package enum Choice: Hashable, Sendable {
        /// 1 to ``Keeping/mostNamed`` ids.
        case named([String])
        case filter(Filter)
    }

    package var action: Action
    package var choice: Choice

    package init(_ action: Action, _ choice: Choice) {
        self.action = action
        self.choice = choice
    }
}

/// What came of a ``RecordingBatch``.
struct BatchSum: Hashable, Sendable {
    /// With these it was done.
    var done = 0
    var bytes: Int64 = 0
    /// They are protected or being written, and so are not deleted.
    var refused = 0
    /// They are not there, or not the asker's.
    var unknown = 0
    /// Kept snapshots that were deleted too; nil where none were meant.
    var snapshots: Int?

    var result: [String: String] {
        var result = ["done": "\(done)", "bytes": "\(bytes)", "refused": "\(refused)", "unknown": "\(unknown)"]
        result["snapshots"] = snapshots.map { "\($0)" }
        return result
    }
}

extension Keeping {
    /// In steps of so many, between which others write into the catalogue.
    private static let batchStep = 200

    /// Deletes or protects many recordings, as a job of the kind `batch`, whose result counts those with which it was done
    /// (`done`, `bytes`), that are protected or being written (`refused`), and that are not there or not the asker's
    /// (`unknown`). Each recording is asked for whether the asker may.
    ///
    /// - Returns: the job, which has begun or waits.
    package func batch(as principal: Principal, _ batch: RecordingBatch) async throws -> JobView {
        try await self.batch(as: principal, batch) { _ in }
    }

    /// The same, and then something else that belongs to it, which counts what it does.
    func batch(
        as principal: Principal,
        _ batch: RecordingBatch,
        then more: @escaping @Sendable (inout BatchSum) async throws -> Void
    ) async throws -> JobView {
        try Policy.requireSomebody(principal, whoMay: batch.action.permission)
        let first = try await BatchSource(batch, as: principal, services.catalog)
        let (services, keeper) = (services, keeper)
        return try jobs.submit("batch", by: principal) { context in
            var sum = BatchSum()
            var source = first
            do {
                while let page = try await source.next(Self.batchStep, services.catalog) {
                    try context.checkCancellation()
                    sum.unknown += page.unknown
                    try await Self.act(batch.action, on: page.rows, services, &sum)
                    context.report(source.progress, "\(sum.done) recordings, \(KeepingWords.size(sum.bytes)).")
                }
                try await more(&sum)
            } catch {
                await Self.note(batch, sum, by: principal, services, keeper)
                throw error
            }
            await Self.note(batch, sum, by: principal, services, keeper)
            return sum.result
        }
    }

    private static func act(
        _ action: RecordingBatch.Action,
        on rows: [SegmentRecord],
        _ services: DomainServices,
        _ sum: inout BatchSum
    ) async throws {
        let done: Set<RecordingID>
        switch action {
        case .delete:
            let closed = rows.filter { !$0.isOpen }
            let removals = try await services.catalog.deleteUnchanged(closed, includingProtected: false)
            done = Set(removals.map(\.id))
        case .protect, .unprotect:
            let change = KeepingChange(isProtected: action == .protect)
            done = Set(try await services.catalog.setKeeping(change, of: rows.map(\.id)))
        }
        for row in rows where done.contains(row.id) {
            sum.done += 1
            sum.bytes += row.bytes
            services.published(
                action == .delete ? .deleted : .changed,
                EventObject.recording,
                id: "\(row.camera)/\(row.id)"
            )
        }
        sum.refused += rows.count - done.count
    }

    private static func note(
        _ batch: RecordingBatch,
        _ sum: BatchSum,
        by principal: Principal,
        _ services: DomainServices,
        _ keeper: Keeper
    ) async {
        var details = sum.result
        details["action"] = batch.action.rawValue
        var target: String?
        if case .filter(let filter) = batch.choice { target = filter.camera.map { "camera/\($0)" } }
        await services.audit.note("recording.batch", target, by: principal, .done, details)
        if batch.action == .delete { await keeper.wake() }
    }
}

extension RecordingBatch.Action {
    var permission: NVR.Action { self == .delete ? .deleteRecordings : .protectRecordings }
}

/// The recordings of a batch, a page at a time, as far as the asker may.
private struct BatchSource: Sendable {
    struct Page {
        var rows: [SegmentRecord]
        var unknown: Int
    }

    private let principal: Principal
    private let action: RecordingBatch.Action
    private var named: [RecordingID] = []
    /// Of those that were named; of a choice, all that are kept.
    private let count: Int
    private var seen = 0
    private var query: SegmentQuery?
    private var filter = RecordingBatch.Filter()
    private var isEvent: Bool?

    init(_ batch: RecordingBatch, as principal: Principal, _ catalog: any Catalog) async throws {
        self.principal = principal
        action = batch.action
        switch batch.choice {
        case .named(let ids):
            guard (1...Keeping.mostNamed).contains(ids.count) else {
                throw DomainError(.invalid, "ids are 1 to \(Keeping.mostNamed) ids of recordings.", member: "ids")
            }
            let known = Set(ids.compactMap(RecordingID.init))
            // What is no id names no recording.
            named = known.sorted()
            count = max(known.count, 1)
        case .filter(let filter):
            self.filter = filter
            query = try await Self.query(filter, batch.action, as: principal, catalog)
            isEvent = try Self.isEvent(filter)
            count = max(try await catalog.segmentTotals().reduce(0) { $0 + $1.segments }, 1)
        }
    }

    var progress: Double { min(1, Double(seen) / Double(count)) }

    /// Nil after the last.
    mutating func next(_ limit: Int, _ catalog: any Catalog) async throws -> Page? {
        if query != nil { return try await nextChosen(limit, catalog) }
        let ids = named.prefix(limit)
        guard !ids.isEmpty else { return nil }
        named.removeFirst(ids.count)
        seen += ids.count
        var rows: [SegmentRecord] = []
        for id in ids {
            guard let row = try await catalog.segment(id), may(row) else { continue }
            rows.append(row)
        }
        return Page(rows: rows, unknown: ids.count - rows.count)
    }

    private mutating func nextChosen(_ limit: Int, _ catalog: any Catalog) async throws -> Page? {
        guard var query, query.limit != 0 else { return nil }
        query.limit = limit
        let page = try await catalog.segments(query)
        query.after = page.last?.cursor
        if page.count < limit { query.limit = 0 }
        self.query = query
        seen += page.count
        return Page(rows: page.filter { isChosen($0) && may($0) }, unknown: 0)
    }

    private func may(_ row: SegmentRecord) -> Bool {
        Policy.may(principal, action.permission, .camera(row.camera.text))
    }

    private func isChosen(_ row: SegmentRecord) -> Bool {
        isEvent.map { $0 == row.isEvent } ?? true && filter.from.map { row.start >= $0 } ?? true
            && filter.to.map { row.end <= $0 } ?? true
    }

    private static func isEvent(_ filter: RecordingBatch.Filter) throws(DomainError) -> Bool? {
        guard let kind = filter.kind else { return nil }
        guard PurgeRequest.kinds.contains(kind) else {
            throw DomainError(.invalid, "kind is \"continuous\" or \"event\".", member: "filter.kind")
        }
        return kind == "event"
    }

    private static func query(
        _ filter: RecordingBatch.Filter,
        _ action: RecordingBatch.Action,
        as principal: Principal,
        _ catalog: any Catalog
    ) async throws -> SegmentQuery {
        var query = SegmentQuery(from: filter.from, to: filter.to, limit: 1)
        // Those that are so already need nothing.
        if action != .delete { query.isProtected = action == .unprotect }
        if let id = filter.camera {
            try Policy.require(principal, action.permission, .camera(id))
            guard let key = CameraID(id) else { throw DomainError.noCamera(id) }
            let camera = try await catalog.camera(key, includingDeleted: true)
            guard camera != nil else { throw DomainError.noCamera(id) }
            query.camera = key
        } else if case .some(let cameras) = Policy.cameras(for: principal, action.permission) {
            query.cameras = Set(cameras.compactMap(CameraID.init))
        }
        if let name = filter.stream {
            guard let stream = StreamKind(rawValue: name) else {
                throw DomainError(.invalid, "stream is \"main\" or \"sub\".", member: "filter.stream")
            }
            query.stream = stream
        }
        return query
    }
}
