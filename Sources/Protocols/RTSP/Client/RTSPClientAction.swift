package import HTTPAuthentication
package import SDP

/// What the owner of an ``RTSPClientSession`` must do, in the order given.
package enum RTSPClientAction: Hashable, Sendable {
    /// Write these bytes to the connection.
    case send([UInt8])
    /// The camera offers this. Choose, then call ``RTSPClientSession/setUp(_:ports:now:)``.
    case described(SessionDescription, base: CameraURL)
    /// These tracks are granted now: packets may come on them before ``playing(_:)``.
    case granted([RTSPTrack])
    /// The stream plays.
    case playing([RTSPTrack])
    /// Close the connection and begin anew at this address, after checking it like any other. Whether the credentials
    /// go along is the owner's to say: the camera cannot know them.
    case redirect(CameraURL)
    /// Close the connection; nil when that was asked for.
    case close(RTSPFailure?)
}

/// The two ways on which packets can come.
package enum RTSPDelivery: String, Hashable, Sendable, Codable, CaseIterable {
    /// Within the RTSP connection.
    case interleaved
    /// Over UDP.
    case datagrams
}

extension RTSPClientSession {
    package struct Configuration: Sendable {
        package var url: CameraURL
        package var credentials: HTTPCredentials?
        /// Whether the camera may have the password in the clear (Basic): not one that another led to.
        package var allowsBasic: Bool
        package var transport: RTSPDelivery
        /// What earlier sessions learned about this camera.
        package var memory: RTSPMemory
        /// Some cameras refuse clients without a name.
        package var userAgent: String
        /// How long each request of the handshake may take.
        package var requestTimeout: Duration
        /// How long the answer to TEARDOWN is awaited.
        package var teardownTimeout: Duration

        package init(
            url: CameraURL,
            credentials: HTTPCredentials? = nil,
            transport: RTSPDelivery = .interleaved,
            memory: RTSPMemory = RTSPMemory(),
            userAgent: String = "Nightjar",
            requestTimeout: Duration = .seconds(10),
            teardownTimeout: Duration = .seconds(1),
            allowsBasic: Bool = true
        ) {
            self.url = url
            self.credentials = credentials
            self.transport = transport
            self.memory = memory
            self.userAgent = userAgent
            self.requestTimeout = requestTimeout
            self.teardownTimeout = teardownTimeout
            self.allowsBasic = allowsBasic
        }
    }
}
