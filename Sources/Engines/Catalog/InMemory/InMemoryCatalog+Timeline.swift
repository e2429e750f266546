import Media

extension InMemoryCatalog {
    package func timeline(_ query: TimelineQuery) async throws(CatalogError) -> Timeline {
        var lines: [Timeline.Line] = []
        let from = max(query.from, WallTime(nanoseconds: 0))
        for camera in query.cameras {
            var line = Timeline.Line(camera: camera, pieces: [], gaps: [])
            if from < query.to {
                let segments = try await segments(
                    SegmentQuery(camera: camera, stream: query.stream, from: from, to: query.to, limit: .max)
                )
                line.pieces = segments.compactMap { segment in
                    let (low, high) = (max(segment.start, from), min(segment.end, query.to))
                    return low < high ? Timeline.Piece(range: low..<high, recorded: high - low) : nil
                }
                line.gaps = try await gaps(
                    GapQuery(camera: camera, stream: query.stream, from: from, to: query.to, limit: .max)
                ).map { Timeline.Gap(start: $0.start, end: $0.end, missing: $0.missing, reason: $0.reason) }
            }
            lines.append(line)
        }
        return Timeline(resolution: max(.nanoseconds(1), query.resolution), lines: lines)
    }
}
