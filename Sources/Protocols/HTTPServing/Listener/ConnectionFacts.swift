import NIOCore

/// What a connection says of every request on it.
struct ConnectionFacts: Sendable {
    enum Version: Sendable {
        case http1, http2
    }

    /// Of the socket, also where requests have streams of their own.
    let channel: any Channel
    /// Whether the connection itself is encrypted.
    let isSecure: Bool
    let version: Version

    /// The peer's address, without port; nil on a socket of the local system.
    var address: IPAddress? { channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) } }
}
