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
    /// - Throws: `notFound` where there is no such camera, `unavailable` where it is switched off.
    func hlsSources(of id: String) async throws -> [HLSSource] {
        let record = try await record(id)
        guard let works = streams.works[record.id] else {
            throw DomainError(.unavailable, "The camera \"\(record.name)\" is switched off.")
        }
        return StreamKind.allCases.compactMap { kind in
            works[kind].map { work in
                HLSSource(
                    kind: kind,
                    source: LiveHLSSource(name: "\(record.id)/\(kind.rawValue)", ring: work.ring),
                    bitsPerSecond: work.ingest.statistics.bitsPerSecond,
                    frameRate: 0
                )
            }
        }
    }
}
