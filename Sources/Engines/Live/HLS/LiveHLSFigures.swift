/// How live streams as HLS are.
package struct LiveHLSFigures: Hashable, Sendable {
    /// That are served now, by container, and that may be.
    package var streams: Int
    package var mostStreams: Int
    /// Units that these have taken in.
    package var taken: Int
    /// That are kept, of all streams, and their bytes.
    package var segments: Int
    package var bytes: Int
    /// Requests that wait for what is to come.
    package var waiting: Int
    /// Streams, since the start of the program.
    package var started: Int
    package var stopped: Int
    /// Requests for a stream, where there were as many as may be.
    package var refused: Int
}
