import Catalog
import Ingest
import Live
import Media
import Stream

/// A camera's stream that can be served as HLS.
struct HLSSource {
    var camera: CameraID
    var kind: StreamKind
    let work: StreamWork
    /// As measured; 0 where nothing was yet.
    var bitsPerSecond: Int
    /// The most pictures a second; 0 for all.
    var frameRate: Int
}

extension HLSSource {
    /// What the camera sends.
    var ring: StreamRing { work.ring }
    /// Its tracks; nil where it has not sent any yet, or is gone.
    var format: StreamFormat? { LiveHLSIndex.format(of: LiveHLSSource(name: "", ring: ring)) }
    /// The same, and while it is gone those that it had.
    var lastFormat: StreamFormat? { format ?? work.ingest.statistics.format }

    /// What the stream sends, or has sent when somebody last watched it: the list is told at once then. Nil where that is not
    /// known, also not after it was waited for.
    func tracks() async -> StreamFormat? {
        if let format { return format }
        guard work.ingest.isAwaited else { return nil }
        if let lastFormat { return lastFormat }
        await work.awaken()
        return format
    }
}

extension Cameras {
    /// The streams that a camera has now, main first.
    ///
    /// - Throws: `notFound` where there is no such camera, `unavailable` where it is switched off, or HLS is for it.
    func hlsSources(of id: String) async throws -> [HLSSource] {
        let record = try await record(id)
        guard let works = streams.works[record.id] else {
            throw DomainError(.unavailable, "The camera \"\(record.name)\" is switched off.")
        }
        guard record.offersHLS else {
            throw DomainError(.unavailable, "HLS is switched off for the camera \"\(record.name)\" (hls_enabled).")
        }
        return StreamKind.allCases.compactMap { kind in
            works[kind].map { work in
                HLSSource(
                    camera: record.id,
                    kind: kind,
                    work: work,
                    bitsPerSecond: work.ingest.statistics.bitsPerSecond,
                    frameRate: record.hlsFrameRate
                )
            }
        }
    }
}
