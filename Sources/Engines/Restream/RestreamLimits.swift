/// The bounds of the server, in bytes, connections and time.
package struct RestreamLimits: Sendable {
    /// Connections of all its addresses together.
    package var connections = 256
    /// Those of one client's address, or network of 64 bits with IPv6.
    package var connectionsPerAddress = 128
    /// How long a connection may take until somebody has said who he is.
    package var login: Duration = .seconds(20)
    /// Bytes that are read of a connection before that.
    package var bytesBeforeLogin = 64 * 1024
    /// Wrong logins on one connection before it is closed.
    package var failures = 5
    /// Requests at once, and how many more a second.
    package var requests = (burst: 60, perSecond: 20)
    /// A client that is silent for so long is gone.
    package var session: Duration = .seconds(60)
    /// How often it is asked whether somebody may still watch.
    package var permission: Duration = .seconds(5)
    /// A viewer who takes nothing for so long is cut.
    package var stall: Duration = .seconds(10)
    /// Bytes that may wait for one viewer, beside the picture that is being sent.
    package var unsent = 256 * 1024
    /// How long a client that describes a stream waits for a camera that is just being connected.
    package var description: Duration = .seconds(5)
    /// How much longer a stream is packetised for a client that has described it and does not play.
    package var linger: Duration = .seconds(5)

    package init() {}
}
