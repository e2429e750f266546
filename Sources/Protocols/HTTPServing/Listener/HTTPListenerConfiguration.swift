/// What one listener needs to know before it opens.
package struct HTTPListenerConfiguration: Sendable {
    package var address: SocketAddressText
    /// The listener's name in the log, for example `native` or the dialect.
    package var name: String
    /// Whom a request may call this machine.
    package var hosts: HostPolicy
    package var securityHeaders: SecurityHeaders
    package var limits: HTTPLimits
    /// What a person changes to choose another address; ends the sentence of a failed bind.
    package var addressSetting: String
    /// Nil for a listener without encryption.
    package var tls: ListenerTLS?
    /// What a listener without encryption does with requests that did not come over TLS to a trusted proxy either.
    package var redirect: RedirectPolicy?
    package var proxies = TrustedProxies.none
    /// Whether nobody is asked who he is (`auth: none`). Pages of other sites then have all that a request needs, so none of
    /// theirs changes anything or opens a WebSocket.
    package var isOpen = false
    /// Foreign pages that are let in; none by default.
    package var crossOrigin: CrossOriginPolicy?
    /// Nil sends every answer as it is.
    package var compression: Compression? = Compression()

    package init(
        address: SocketAddressText,
        name: String,
        hosts: HostPolicy = HostPolicy(),
        securityHeaders: SecurityHeaders = .standard,
        limits: HTTPLimits = HTTPLimits(),
        addressSetting: String = "--listen"
    ) {
        self.address = address
        self.name = name
        self.hosts = hosts
        self.securityHeaders = securityHeaders
        self.limits = limits
        self.addressSetting = addressSetting
    }
}

/// The bounds of one listener, in bytes, connections and time.
package struct HTTPLimits: Sendable {
    /// Connections open at once. For one more an idle one is closed; if none is idle, the new one, unanswered.
    package var connections = 1024
    /// The same for the connections of one address, or one network of 64 bits with IPv6. Trusted proxies have as many as
    /// they need.
    package var connectionsPerAddress = 256
    /// How long a TLS handshake may take.
    package var handshake: Duration = .seconds(10)
    /// How long a connection may take for the head of its first request.
    package var firstHead: Duration = .seconds(20)
    /// The longest single header field, and the longest request target, in bytes.
    package var headerField = 16 * 1024
    /// All header fields of a request together, in bytes.
    package var headers = 64 * 1024
    package var headerCount = 100
    /// How long a connection may be silent between requests, or take for a request's head.
    package var idle: Duration = .seconds(60)
    /// How long a body may take to arrive, beside the time that its bytes take at the slowest rate.
    package var bodyGrace: Duration = .seconds(20)
    /// The slowest rate at which a body may arrive, in bytes per second.
    package var bodyRate = 1024
    /// Streams open at once on one connection of HTTP/2.
    package var streams = 100
    /// How many streams a connection of HTTP/2 may give up in 30 seconds.
    package var streamResets = 600
    /// How much of an unwanted request body is read and thrown away before the connection is cut, in bytes.
    package var unreadBody = 8 * 1024 * 1024
    /// How long a peer may leave what was sent to it unacknowledged, or keep its window shut.
    package var stalledPeer: Duration = .seconds(300)
    /// The largest message a WebSocket peer may send, in bytes.
    package var webSocketMessage = 64 * 1024
    /// How often a WebSocket peer is asked for a sign of life; one that gives none in an interval is dropped.
    package var webSocketPing: Duration = .seconds(20)
    /// How long a WebSocket peer has to answer a close frame.
    package var webSocketClose: Duration = .milliseconds(500)
    /// How long requests under way may take to finish once the listener is stopped.
    package var drain: Duration = .seconds(1)

    package init() {}
}
