package import SDP

/// What the owner of an ``RTSPServerSession`` must do, in the order given.
package enum RTSPServerAction: Sendable {
    /// Write these bytes to the connection.
    case send([UInt8])
    /// Look the user up, then call ``RTSPServerSession/authenticated(_:now:)``.
    case authenticate(RTSPLogin)
    /// Find the stream, and whether this user may see it, then call ``RTSPServerSession/described(_:now:)``.
    case describe(RTSPStreamName, user: String?)
    /// Send the packets of these tracks from now on.
    case play([RTSPServerTrack])
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

/// The owner's answer to ``RTSPServerAction/describe(_:user:)``.
package enum RTSPStreamAnswer: Sendable {
    /// The tracks get the controls "trackID=0", "trackID=1"…, which is what some clients insist on.
    case stream(SessionDescription)
    case notFound
    case forbidden
    /// Known, but it has nothing to show now (503).
    case unavailable
}

extension RTSPServerSession {
    package struct Configuration: Sendable {
        package var serverName: String
        /// Nil lets everyone in.
        package var authentication: RTSPServerAuthentication?
        /// A client that is silent for so long is gone.
        package var sessionTimeout: Duration
        /// Wrong passwords on one connection before it is closed.
        package var maximumFailures: Int

        package init(
            serverName: String = "Nightjar",
            authentication: RTSPServerAuthentication? = nil,
            sessionTimeout: Duration = .seconds(60),
            maximumFailures: Int = 5
        ) {
            self.serverName = serverName
            self.authentication = authentication
            self.sessionTimeout = sessionTimeout
            self.maximumFailures = maximumFailures
        }
    }
}
