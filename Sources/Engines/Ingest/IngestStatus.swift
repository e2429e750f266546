package import Media

/// How a stream of a camera stands, in one of a small set of states, with the reason in words.
package struct IngestStatus: Sendable {
    package enum State: String, Sendable {
        /// A connection is being made, or the camera has not sent its first picture yet.
        case connecting
        /// Pictures come.
        case streaming
        /// The last try failed; the next one comes at `retryAt`.
        case waiting
        /// Nobody watches, and it is taken only while somebody does.
        case idle
        /// The work is over.
        case stopped
    }

    package var state: State
    /// Short and stable: "refused", "not-found", "no-video", …; empty where all is well.
    package var code: String
    /// What is wrong, more exactly; nil where all is well.
    package var fault: SourceFault?
    /// A sentence for people.
    package var reason: String
    package var since: WallTime
    package var retryAt: WallTime?

    package init(
        state: State,
        code: String = "",
        fault: SourceFault? = nil,
        reason: String,
        since: WallTime,
        retryAt: WallTime? = nil
    ) {
        self.state = state
        self.code = code
        self.fault = fault
        self.reason = reason
        self.since = since
        self.retryAt = retryAt
    }
}

/// What came from a stream since the program started.
package struct IngestStatistics: Hashable, Sendable {
    package var format: StreamFormat?
    /// Pictures.
    package var videoUnits = 0
    package var audioUnits = 0
    /// Payload bytes of all units.
    package var bytes = 0
    package var lostPackets = 0
    /// Of these, those that a camera left out although the transport loses nothing: its uplink or processor is overloaded.
    package var packetsLostAtCamera = 0
    /// Packets that mean nothing here, and were left out.
    package var oddPackets = 0
    /// Access units given up because a part was lost or damaged.
    package var damagedUnits = 0
    /// Over the last full second or more.
    package var bitsPerSecond = 0
    package var lastUnit: WallTime?
    package var sessions = 0
    /// "tcp", "udp" or "http"; nil before the first session.
    package var transport: String?
    /// Whether the camera describes sound, taken or not; nil before it was asked.
    package var offersSound: Bool?
    /// What the camera does that it should not, in sentences.
    package var remarks: [String] = []

    package init() {}
}
