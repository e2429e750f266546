package import Catalog
import Media
import Stream

extension Merger {
    /// Rows of a stream that are looked at for it.
    private static let mostRows = 20_000

    /// How many recordings are old enough to be joined and have enough neighbours to be joined with, of each camera whose
    /// recordings are joined.
    package func waiting(_ rules: [CameraID: MergeRule]) async throws(CatalogError) -> [CameraID: Int] {
        var found: [CameraID: Int] = [:]
        for (camera, rule) in rules where rule.isOn {
            var count = 0
            for stream in StreamKind.allCases {
                count += try await waiting(in: MergePlace(camera: camera, stream: stream), rule)
            }
            found[camera] = count
        }
        return found
    }

    private func waiting(in place: MergePlace, _ rule: MergeRule) async throws(CatalogError) -> Int {
        var groups = MergeGroups(rule, now: parts.time.wall)
        var query = SegmentQuery(camera: place.camera, stream: place.stream, limit: Self.page, after: done[place])
        var (count, rows) = (0, 0)
        func note(_ group: [SegmentRecord]) { if groups.isWorth(group) { count += group.count } }
        reading: while rows < Self.mostRows {
            let page = try await parts.catalog.segments(query)
            rows += page.count
            for row in page {
                guard groups.isOfAge(row) else { break reading }
                if let group = groups.add(row) { note(group) }
            }
            query.after = page.last?.cursor
            guard page.count == Self.page else { break }
        }
        note(groups.open)
        return count
    }
}
