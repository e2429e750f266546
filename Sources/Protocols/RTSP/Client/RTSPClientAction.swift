package import SDP

/// What the owner of an ``RTSPClientSession`` must do, in the order given.
package enum RTSPClientAction: Hashable, Sendable {
    /// Write these bytes to the connection.
    case send([UInt8])
    /// The camera offers this. Choose, then call ``RTSPClientSession/setUp(_:now:)``.
    case described(SessionDescription, base: RTSPURL)
    /// These channels are granted now: packets may come on them before ``playing(_:)``.
    case granted([RTSPTrack])
    /// The stream plays.
    case playing([RTSPTrack])
    /// Close the connection and begin anew at this address, after checking it like any other.
    case redirect(RTSPURL)
    /// Close the connection; nil when that was asked for.
    case close(RTSPFailure?)
}

extension RTSPClientSession {
    package struct Configuration: Sendable {
        package var url: RTSPURL
        package var credentials: RTSPCredentials?
        /// Some cameras refuse clients without a name.
        package var userAgent: String
        /// How long each request of the handshake may take.
        package var requestTimeout: Duration
        /// How long the answer to TEARDOWN is awaited.
        package var teardownTimeout: Duration
        /// The keep-alive method that this camera was found to like; nil to choose among those that it advertises.
        package var keepAliveMethod: RTSPMethod?

        package init(
            url: RTSPURL,
            credentials: RTSPCredentials? = nil,
            userAgent: String = "Nightjar",
            requestTimeout: Duration = .seconds(10),
            teardownTimeout: Duration = .seconds(1),
            keepAliveMethod: RTSPMethod? = nil
        ) {
            self.url = url
            self.credentials = credentials
            self.userAgent = userAgent
            self.requestTimeout = requestTimeout
            self.teardownTimeout = teardownTimeout
            self.keepAliveMethod = keepAliveMethod
        }
    }
}
