import Catalog
import Changes
import Media
import Stream

/// A choice of recordings that are to be deleted, as it was allowed to somebody.
struct Purge: Sendable {
    let before: WallTime?
    private let query: SegmentQuery
    private let isEvent: Bool?
    private let isDryRun: Bool

    init(_ request: PurgeRequest, as principal: Principal, _ keeping: Keeping) async throws {
        let catalog = keeping.services.catalog
        var query = SegmentQuery(isProtected: false, limit: 0)
        if let id = request.camera {
            try Policy.require(principal, .deleteRecordings, .camera(id))
            guard let key = CameraID(id) else { throw DomainError.noCamera(id) }
            let camera = try await catalog.camera(key, includingDeleted: true)
            guard camera != nil else { throw DomainError.noCamera(id) }
            query.camera = key
        } else if case .some(let cameras) = Policy.cameras(for: principal, .deleteRecordings) {
            query.cameras = Set(cameras.compactMap(CameraID.init))
        }
        if let name = request.stream {
            guard let stream = StreamKind(rawValue: name) else {
                throw DomainError(.invalid, "stream is \"main\" or \"sub\".", member: "stream")
            }
            query.stream = stream
        }
        if let kind = request.kind, !PurgeRequest.kinds.contains(kind) {
            throw DomainError(.invalid, "kind is \"continuous\" or \"event\".", member: "kind")
        }
        isEvent = request.kind.map { $0 == "event" }
        if let days = request.olderThanDays, !(0...36_500).contains(days) {
            throw DomainError(.invalid, "older_than_days is a number from 0 to 36500.", member: "older_than_days")
        }
        let old = request.olderThanDays.map { keeping.services.time.wall + .seconds(Int64($0) * -86_400) }
        before = [request.before, old].compactMap(\.self).min()
        query.to = before
        self.query = query
        isDryRun = request.isDryRun
    }

    /// - Parameter tell: told how far it is and what has gone; throws where it is to stop.
    func run(
        _ services: DomainServices,
        step: Int,
        tell: (_ part: Double, _ found: StorageSum) throws -> Void
    ) async throws -> StorageSum {
        var query = query
        query.limit = step
        var sum = StorageSum(recordings: 0, bytes: 0)
        let all = try await services.catalog.segmentTotals().reduce(0) { $0 + $1.segments }
        var seen = 0
        while true {
            try tell(Double(min(seen, all)) / Double(max(all, 1)), sum)
            let page = try await services.catalog.segments(query)
            let chosen = page.filter(isChosen)
            let gone = isDryRun ? chosen : try await delete(chosen, services)
            sum.recordings += gone.count
            sum.bytes += gone.reduce(0) { $0 + $1.bytes }
            seen += page.count
            query.after = page.last?.cursor
            guard page.count == step else { return sum }
        }
    }

    private func isChosen(_ row: SegmentRecord) -> Bool {
        !row.isOpen && isEvent.map { $0 == row.isEvent } ?? true && before.map { row.end <= $0 } ?? true
    }

    private func delete(_ rows: [SegmentRecord], _ services: DomainServices) async throws -> [SegmentRecord] {
        let removals = try await services.catalog.deleteUnchanged(rows, includingProtected: false)
        let gone = Set(removals.map(\.id))
        let deleted = rows.filter { gone.contains($0.id) }
        for row in deleted { services.published(.deleted, EventObject.recording, id: "\(row.camera)/\(row.id)") }
        return deleted
    }
}
