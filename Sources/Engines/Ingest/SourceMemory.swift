package import RTSP

/// What the sessions with a stream have taught, for the next one; the owner keeps it from one run of the program to the
/// next.
package struct SourceMemory: Hashable, Sendable, Codable {
    /// What works where the camera's settings leave it open; nil until something was found out.
    package var transport: StreamTransport?
    /// All tracks have to be set up, or the camera sends nothing over UDP (H264DVR 1.0).
    package var needsAllTracks = false
    package var session = RTSPMemory()

    package init() {}
}

/// How a stream's packets are to come.
package enum StreamTransport: String, Hashable, Sendable, Codable, CaseIterable {
    /// Within the RTSP connection.
    case tcp
    case udp
}
