import Catalog
import MP4
import Media
import Storage

extension VolumeSurvey {
    /// The recording that has the pictures of a file which no row knows: where the catalogue was lost while recordings were
    /// being joined, some of the old files may still lie beside the new one, or a new one that is not complete beside them.
    func holder(of name: RecordingKey, _ truth: FileTruth, _ volume: Volume) async throws(CatalogError) -> RecordingID?
    {
        if name.generation > 0 {
            if try await catalog.segment(name.id) != nil { return name.id }
            return truth.isClosed ? nil : await earlier(name, volume)
        }
        guard let start = truth.start, let epoch = truth.movie?.identity?.epoch else { return nil }
        let end = truth.progress.end
        let around = SegmentQuery(
            camera: name.camera,
            stream: name.stream,
            from: start,
            to: max(end, start + .nanoseconds(1)),
            limit: 16
        )
        // The end of a file whose writer died is an estimate.
        return try await catalog.segments(around).first { row in
            row.isMerged && row.volume == volume.name
                && row.parts.contains { part in
                    part.epoch == Int64(epoch) && part.start <= start && part.end + .seconds(1) >= end
                }
        }?.id
    }

    /// The same recording, with fewer others joined to it.
    private func earlier(_ name: RecordingKey, _ volume: Volume) async -> RecordingID? {
        let before = (0..<name.generation).compactMap { generation in
            RecordingKey(camera: name.camera, stream: name.stream, id: name.id, generation: generation)?.key
        }
        let isThere = await threads.run {
            before.contains { key in (try? volume.store.open(key, for: .reading)) != nil }
        }
        return isThere ? name.id : nil
    }
}
