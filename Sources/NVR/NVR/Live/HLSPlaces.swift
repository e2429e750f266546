import Media
import Synchronization

/// How many streams those watch by HLS who come by the API of another product: the programs that it was made for know a
/// smaller bound than this recorder has.
final class HLSPlaces: Sendable {
    /// A stream whose playlist nobody has asked for that long gives up its place.
    static let unused: Duration = .seconds(15)

    /// By faces, and of these by streams, when a playlist was asked for last. Bounded by the bound itself.
    private let taken = Mutex<[String: [String: MonotonicTime]]>([:])

    /// - Throws: `busy` where as many others are being watched as may be.
    func take(_ stream: String, of face: String, most: Int, at now: MonotonicTime) throws(DomainError) {
        // The recorder's own face has the engine's bound alone.
        guard face != "native" else { return }
        let isFull = taken.withLock { taken in
            var streams = taken[face, default: [:]].filter { now - $0.value < Self.unused }
            let isFull = streams[stream] == nil && streams.count >= most
            if !isFull { streams[stream] = now }
            taken[face] = streams
            return isFull
        }
        guard isFull else { return }
        throw DomainError(
            .busy,
            "\(most) streams are watched by HLS in this way, and that is as many as may be (live.hls_max_foreign_streams)."
        )
    }
}
