import Catalog
import Media

/// Finds the times between the recordings of a stream, and in their pauses, of which the catalogue says nothing, and enters them as gaps: for a
/// catalogue that was built anew, since the files do not say why nothing was recorded.
struct HoleFinder: Sendable {
    let catalog: any Catalog

    private static let page = 1000
    private static let detail = "The catalogue was lost, and with it the reason."

    /// - Returns: how many gaps were entered.
    func fill() async throws(CatalogError) -> Int {
        var count = 0
        for camera in try await catalog.cameras(includingDeleted: true) {
            for stream in StreamKind.allCases { count += try await fill(camera.id, stream) }
        }
        return count
    }

    private func fill(_ camera: CameraID, _ stream: StreamKind) async throws(CatalogError) -> Int {
        var count = 0
        var end: WallTime?
        var query = SegmentQuery(camera: camera, stream: stream, limit: Self.page)
        while true {
            let rows = try await catalog.segments(query)
            for part in rows.flatMap(\.parts) {
                if let end, part.start - end >= GapLedger.shortest {
                    count += try await fill(camera, stream, from: end, to: part.start)
                }
                end = max(end ?? part.end, part.end)
            }
            guard rows.count == query.limit else { return count }
            query.after = rows.last?.cursor
        }
    }

    /// Enters what no gap covers of a hole.
    private func fill(
        _ camera: CameraID,
        _ stream: StreamKind,
        from start: WallTime,
        to end: WallTime
    ) async throws(CatalogError) -> Int {
        let known = try await catalog.gaps(
            GapQuery(camera: camera, stream: stream, from: start, to: end, limit: Self.page)
        )
        var holes: [Range<WallTime>] = []
        var position = start
        // Parts of one may be there.
        for gap in known where gap.missing == nil && position < end {
            if gap.start > position { holes.append(position..<gap.start) }
            position = max(position, gap.end ?? end)
        }
        if position < end { holes.append(position..<end) }
        holes.removeAll { $0.upperBound - $0.lowerBound < GapLedger.shortest }
        for hole in holes {
            try await catalog.openGap(
                GapRecord(
                    id: try await catalog.nextFreeGapID(from: hole.lowerBound),
                    camera: camera,
                    stream: stream,
                    start: hole.lowerBound,
                    end: hole.upperBound,
                    reason: .other,
                    detail: Self.detail
                )
            )
        }
        return holes.count
    }
}
