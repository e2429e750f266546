package import Media
package import RTSP

/// What the sessions with a stream have taught, for the next one; the owner keeps it from one run of the program to the
/// next.
package struct SourceMemory: Hashable, Sendable, Codable {
    /// What works although another was to be tried first; nil until something was found out.
    package private(set) var transport: StreamTransport?
    /// When that was.
    private var transportSince: Int64?
    /// All tracks have to be set up, or the camera sends nothing over UDP (H264DVR 1.0).
    package var needsAllTracks = false
    package var session = RTSPMemory()

    package init() {}

    /// The camera has refused the other transport.
    package mutating func learn(_ transport: StreamTransport, at now: WallTime) {
        self.transport = transport
        transportSince = now.nanoseconds
    }

    package mutating func forgetTransport() {
        transport = nil
        transportSince = nil
    }

    /// Forgets what may have changed by now: cameras get new firmware, and firewalls new rules.
    package mutating func refresh(at now: WallTime) {
        guard transport != nil else { return }
        let age = now - WallTime(nanoseconds: max(transportSince ?? 0, 0))
        // One of the future was learnt before a clock was set.
        if age >= Self.transportAge || age < .zero { forgetTransport() }
    }

    private static let transportAge: Duration = .seconds(24 * 3600)
}

/// How a stream's packets are to come.
package enum StreamTransport: String, Hashable, Sendable, Codable, CaseIterable {
    /// Within the RTSP connection.
    case tcp
    case udp
}
