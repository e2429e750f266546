import Catalog
import Media
import Playback

extension RecordedStills {
    /// So far is what is being written ahead of what is known to be safe on disk.
    private static let openTolerance: Duration = .seconds(5)
    /// Recordings that are tried: the newest may have no picture yet.
    private static let tries = 4

    /// The recording that shows a moment; nil where nothing was recorded then.
    func pictures(
        of camera: CameraID,
        _ stream: StreamKind,
        at time: WallTime
    ) async throws -> RecordingPictures? {
        let query = SegmentQuery(
            camera: camera,
            stream: stream,
            from: time + (.zero - Self.openTolerance),
            to: time + .nanoseconds(1),
            order: .descending,
            limit: Self.tries
        )
        var failure: DomainError?
        for record in try await archive.catalog.segments(query) {
            let tolerance = record.isOpen ? Self.openTolerance : Archive.tolerance
            guard record.parts.contains(where: { $0.start <= time && time < $0.end + tolerance }) else { continue }
            do throws(DomainError) {
                let pictures = try await open(record.id)
                if pictures.keyFrame(at: time) != nil { return pictures }
            } catch {
                // One that has just been begun, or deleted, is none; another may show the moment.
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return nil
    }

    /// The recorded moment that is nearest to one of which nothing is recorded.
    func nearest(to time: WallTime, of camera: CameraID, _ stream: StreamKind) async throws -> WallTime? {
        let before = try await archive.catalog.segments(
            SegmentQuery(camera: camera, stream: stream, to: time, order: .descending, limit: 1)
        ).first?.parts.last { $0.start <= time }.map { min($0.end, time) }
        let after = try await archive.catalog.segments(
            SegmentQuery(camera: camera, stream: stream, from: time, order: .ascending, limit: 1)
        ).first?.parts.first { $0.end >= time }.map { max($0.start, time) }
        guard let before, let after else { return before ?? after }
        return time - before <= after - time ? before : after
    }
}
