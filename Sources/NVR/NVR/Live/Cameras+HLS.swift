import Catalog
import Ingest
import Live
import Media

/// A camera's stream that can be served as HLS.
struct HLSSource {
    var kind: StreamKind
    let work: StreamWork
    var source: LiveHLSSource
    /// As measured; 0 where nothing was yet.
    var bitsPerSecond: Int
    /// The most pictures a second; 0 for all.
    var frameRate: Int
}

extension HLSSource {
    /// What the stream sends, or has sent when somebody last watched it: the list is told at once then. Nil where that is not
    /// known, also not after it was waited for.
    func tracks() async -> StreamFormat? {
        if let format = LiveHLSIndex.format(of: source) { return format }
        guard work.ingest.isAwaited else { return nil }
        if let format = work.ingest.statistics.format { return format }
        await work.awaken()
        return LiveHLSIndex.format(of: source)
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
                    kind: kind,
                    work: work,
                    source: LiveHLSSource(name: "\(record.id)/\(kind.rawValue)", ring: work.ring),
                    bitsPerSecond: work.ingest.statistics.bitsPerSecond,
                    frameRate: record.hlsFrameRate
                )
            }
        }
    }
}
