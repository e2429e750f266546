import Datagrams
import Glibc
package import NIOCore

/// Where the server listens, and for what.
package struct RestreamAddress: Sendable {
    /// An IP address, or the name of one of this machine's.
    package var host: String
    /// 0 for any that is free.
    package var port: UInt16
    package var paths: RestreamPaths
    /// Whether clients that ask for it get UDP. Never with TLS, as UDP is not encrypted.
    package var sendsDatagrams: Bool
    /// Puts TLS before everything else into a new connection's pipeline; nil for none.
    package var secure: (@Sendable (any Channel) throws -> Void)?
    package var doorstep: RestreamDoorstep

    package init(
        host: String,
        port: UInt16,
        paths: RestreamPaths = .every,
        sendsDatagrams: Bool = true,
        secure: (@Sendable (any Channel) throws -> Void)? = nil,
        doorstep: RestreamDoorstep = RestreamDoorstep()
    ) {
        self.host = host
        self.port = port
        self.paths = paths
        self.sendsDatagrams = sendsDatagrams
        self.secure = secure
        self.doorstep = doorstep
    }
}

/// One address at which the server listens. It must be closed.
package final class RestreamListener: Sendable {
    /// Where it listens.
    package let port: Int
    /// Whether it was asked to send datagrams.
    package let sendsDatagrams: Bool
    private let channel: any Channel
    private let door: RestreamDoor
    private let datagrams: DatagramSockets?
    private let site: NIOLoopBound<RestreamSite>

    init(
        _ address: RestreamAddress,
        channel: any Channel,
        door: RestreamDoor,
        datagrams: DatagramSockets?,
        site: NIOLoopBound<RestreamSite>
    ) {
        sendsDatagrams = address.sendsDatagrams
        self.channel = channel
        self.door = door
        self.datagrams = datagrams
        self.site = site
        port = channel.localAddress?.port ?? 0
    }

    /// How many are connected that came this way; 0 where the server has ended.
    package func connections() async -> Int {
        let (site, door) = (site, door)
        let open = channel.eventLoop.submit { site.value.connections.open(by: door).count }
        return (try? await open.get()) ?? 0
    }

    /// Listens no more, and ends the sessions that came this way.
    package func close() async {
        try? await channel.close()
        let (site, door) = (site, door)
        let own = try? await channel.eventLoop.submit { site.value.connections.open(by: door) }.get()
        await Self.end(own ?? [])
        await datagrams?.close()
    }

    static func end(_ connections: [any Channel]) async {
        for connection in connections {
            connection.pipeline.fireUserInboundEventTriggered(RestreamConnection.Goodbye())
        }
        for connection in connections { try? await connection.closeFuture.get() }
    }
}

/// Why the server cannot listen at an address; `description` is a sentence without a full stop.
package struct RestreamListenError: Error, Hashable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        case addressInUse, notPermitted, addressNotHere
        case other(String)
    }

    package let host: String
    package let port: UInt16
    package let reason: Reason

    init(host: String, port: UInt16, _ error: any Error) {
        self.host = host
        self.port = port
        reason =
            switch (error as? IOError)?.errnoCode {
            case EADDRINUSE: .addressInUse
            case EACCES, EPERM: .notPermitted
            case EADDRNOTAVAIL, EAFNOSUPPORT: .addressNotHere
            default: .other("\(error)")
            }
    }

    package var description: String {
        let address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        return switch reason {
        case .addressInUse: "\(address) is in use by another program"
        case .notPermitted: "this user may not listen at \(address); a port above 1023 will do"
        case .addressNotHere: "\(address) is not an address of this machine"
        case .other(let why): "it cannot listen at \(address) (\(why))"
        }
    }
}
