import Catalog
import Media

/// Finds out what there was of a stream before its recorder began.
struct PastFinder: Sendable {
    private let catalog: any Catalog
    private let previous: OpenRecord?

    /// Gaps after the last recording that are looked at: a camera that could not be reached for long.
    private static let mostGaps = 1000

    /// - Parameter previous: the start of the program before this one.
    init(catalog: any Catalog, previous: OpenRecord?) {
        self.catalog = catalog
        self.previous = previous
    }

    func past(
        of camera: CameraID,
        _ stream: StreamKind,
        openGaps: [GapRecord]
    ) async throws(CatalogError) -> StreamPast {
        let last = try await catalog.lastSegment(of: camera, stream)
        let gaps = try await catalog.gaps(
            GapQuery(camera: camera, stream: stream, from: last?.end, limit: Self.mostGaps)
        )
        let knownUntil = ([last?.end] + gaps.map(\.end)).compactMap { $0 }.max()
        let open = openGaps.last { $0.camera == camera && $0.stream == stream }
        let wasClean = previous?.closedCleanly ?? true
        return StreamPast(
            openGap: open.map { .init(id: $0.id, start: $0.start) },
            knownUntil: knownUntil,
            reason: open?.reason ?? (wasClean ? .notRunning : .crashed),
            detail: wasClean ? "Nightjar was not running." : "Nightjar, or the machine, had stopped without notice."
        )
    }
}
