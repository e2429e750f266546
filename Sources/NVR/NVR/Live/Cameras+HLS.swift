import Catalog
import Ingest
import Live

/// A camera's stream that can be served as HLS.
struct HLSSource {
    var kind: StreamKind
    var source: LiveHLSSource
    /// As measured; 0 where nothing was yet.
    var bitsPerSecond: Int
    /// The most pictures a second; 0 for all.
    var frameRate: Int
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
                    source: LiveHLSSource(name: "\(record.id)/\(kind.rawValue)", ring: work.ring),
                    bitsPerSecond: work.ingest.statistics.bitsPerSecond,
                    frameRate: record.hlsFrameRate
                )
            }
        }
    }
}
