package import HTTPAuthentication
package import SDP

/// What the owner of an ``RTSPServerSession`` must do, in the order given.
package enum RTSPServerAction: Sendable {
    /// Write these bytes to the connection.
    case send([UInt8])
    /// Look the user up, then call ``RTSPServerSession/authenticated(_:now:)``.
    case authenticate(PresentedLogin)
    /// Find the stream, and whether this user may see it, then call ``RTSPServerSession/described(_:now:)``.
    case describe(RTSPStreamName, user: String?)
    /// These tracks are to be played: settle where each begins, then call ``RTSPServerSession/playing(from:now:)``.
    /// Datagrams go to the address of the connection's other end and to nobody else, whatever the client asks.
    case prepare([RTSPServerTrack])
    /// Send the packets of the tracks that were prepared, from now on.
    case play
    /// Send no more packets.
    case stop
    case close
}

/// What a client of our server asks for.
package struct RTSPStreamName: Hashable, Sendable {
    /// Without slashes at its ends; still as the client wrote it, so compare it, and build nothing from it.
    package var path: String
    /// Without the question mark.
    package var query: String?

    package init(path: String, query: String? = nil) {
        self.path = path
        self.query = query
    }
}

/// A track that a client of our server has set up.
package struct RTSPServerTrack: Hashable, Sendable {
    /// Index into the session description's media.
    package var media: Int
    package var transport: RTSPTransport

    package init(media: Int, transport: RTSPTransport) {
        self.media = media
        self.transport = transport
    }
}

/// Where a track begins to play, so that the client can tell its first packets (RFC 2326 §12.33).
package struct RTSPBeginning: Hashable, Sendable {
    /// Index into the session description's media.
    package var media: Int
    /// Of the first packet.
    package var sequence: UInt16
    /// RTP time stamp of the play's first moment.
    package var timestamp: UInt32

    package init(media: Int, sequence: UInt16, timestamp: UInt32) {
        self.media = media
        self.sequence = sequence
        self.timestamp = timestamp
    }
}

/// The owner's answer to ``RTSPServerAction/describe(_:user:)``.
package enum RTSPStreamAnswer: Sendable {
    /// The tracks get the controls "trackID=0", "trackID=1"…, which is what some clients insist on.
    case stream(SessionDescription)
    case notFound
    case forbidden
    /// Known, but it has nothing to show now (503).
    case unavailable
    /// There is no room for another client (453).
    case full
}

extension RTSPServerSession {
    package struct Configuration: Sendable {
        package var serverName: String
        /// Nil lets everyone in.
        package var authentication: ServerAuthentication?
        /// A client that is silent for so long is gone.
        package var sessionTimeout: Duration
        /// Wrong passwords on one connection before it is closed.
        package var maximumFailures: Int
        /// The owner's UDP ports, from which it sends to every client; nil where it sends over TCP alone. A session over
        /// UDP ends with its RTSP connection as well.
        package var datagramPorts: RTSPPorts?

        package init(
            serverName: String = "Nightjar",
            authentication: ServerAuthentication? = nil,
            sessionTimeout: Duration = .seconds(60),
            maximumFailures: Int = 5,
            datagramPorts: RTSPPorts? = nil
        ) {
            self.serverName = serverName
            self.authentication = authentication
            self.sessionTimeout = sessionTimeout
            self.maximumFailures = maximumFailures
            self.datagramPorts = datagramPorts
        }
    }
}
