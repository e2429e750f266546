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
                line.pieces = segments.flatMap(\.parts).sorted { $0.start < $1.start }.compactMap { part in
                    let (low, high) = (max(part.start, from), min(part.end, query.to))
                    return low < high ? Timeline.Piece(range: low..<high, recorded: high - low) : nil
                }
                line.gaps = try await gaps(
                    GapQuery(camera: camera, stream: query.stream, from: from, to: query.to, limit: .max)
                ).map { Timeline.Gap(start: $0.start, end: $0.end, missing: $0.missing, reason: $0.reason) }
                // All losses are among the gaps.
                if query.hasProtected {
                    for segment in segments where segment.isProtected {
                        let range = max(segment.start, from)..<min(segment.end, query.to)
                        guard !range.isEmpty else { continue }
                        if let last = line.protected.last, range.lowerBound - last.upperBound <= query.resolution {
                            line.protected[line.protected.count - 1] =
                                last.lowerBound..<max(last.upperBound, range.upperBound)
                        } else {
                            line.protected.append(range)
                        }
                    }
                }
            }
            lines.append(line)
        }
        return Timeline(resolution: max(.nanoseconds(1), query.resolution), lines: lines)
    }
}
