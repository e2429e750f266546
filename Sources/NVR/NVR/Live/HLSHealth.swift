/// How HLS does.
package struct HLSHealth: Hashable, Sendable {
    /// Whether it is switched on.
    package var isOffered: Bool
    /// Streams that are served now, counted by container, and how many may be.
    package var streams: Int
    package var mostStreams: Int
    /// Segments that are kept, and their bytes.
    package var segments: Int
    package var bytes: Int
    /// Requests that wait for what is to come.
    package var waiting: Int
    /// Streams that were begun and ended since the program started, and requests that were refused because there were too
    /// many.
    package var started: Int
    package var stopped: Int
    package var refused: Int
}
