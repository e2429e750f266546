/// What was sent at one path.
package struct CameraStatistics: Hashable, Sendable, Codable {
    /// Since the start; one for each PLAY.
    package var sessions = 0
    package var openSessions = 0
    /// Dropped because they did not read.
    package var droppedSessions = 0
    /// Access units that were handed over to sockets.
    package var videoUnits = 0
    package var audioUnits = 0
    /// Of interleaved frames, headers included.
    package var bytes = 0
    /// Of the newest session: the numbers of its first and its last picture, counted from the clip's first on and through
    /// all of its passes. Modulo the number of pictures in the clip, it is the picture's number there.
    package var firstVideoIndex: Int64?
    package var lastVideoIndex: Int64?
    /// The largest time between when a unit was due and when it was handed over.
    package var maximumLatenessMilliseconds = 0.0
    /// Over UDP, where some are lost on purpose; nil elsewhere.
    package var datagrams: Datagrams?

    /// Packets of RTP; reports do not count.
    package struct Datagrams: Hashable, Sendable, Codable {
        /// Also those that were overtaken.
        package var sent = 0
        /// Lost on purpose, or because the system took no more.
        package var dropped = 0

        package init() {}
    }

    package init() {}

    private enum CodingKeys: String, CodingKey {
        case sessions
        case openSessions = "open_sessions"
        case droppedSessions = "dropped_sessions"
        case videoUnits = "video_units"
        case audioUnits = "audio_units"
        case bytes
        case datagrams
        case firstVideoIndex = "first_video_index"
        case lastVideoIndex = "last_video_index"
        case maximumLatenessMilliseconds = "max_lateness_ms"
    }
}

/// What a server of simulated cameras has sent. A measurement whose source was too late is void.
package struct CameraServerStatistics: Hashable, Sendable, Codable {
    /// By path, with the slash before it.
    package var paths: [String: CameraStatistics]
    package var maximumLatenessMilliseconds: Double

    package init(paths: [String: CameraStatistics]) {
        self.paths = paths
        maximumLatenessMilliseconds = paths.values.map(\.maximumLatenessMilliseconds).max() ?? 0
    }

    private enum CodingKeys: String, CodingKey {
        case paths
        case maximumLatenessMilliseconds = "max_lateness_ms"
    }
}
