import Glibc
package import NIOCore
package import NIOPosix

/// A UDP socket that is bound: what comes is NIO's to read, what goes is sent here.
///
/// NIO closes the channel of a datagram that cannot be sent (there is no route any more to where one client was, a firewall
/// forbids it), and with it everybody else's. A datagram that cannot be sent is lost, as others are on their way, and no more.
/// That takes two calls to the system with pointers, which is all that is unsafe here.
package struct BoundDatagrams: Sendable {
    private let descriptor: CInt

    /// - Parameters:
    ///   - address: one of this machine.
    ///   - isShared: others may be bound to it, too (`SO_REUSEADDR`), as those who listen to one group are.
    /// - Throws: `IOError`.
    package init(to address: SocketAddress, isShared: Bool = false) throws {
        let family = address.protocol == .inet6 ? AF_INET6 : AF_INET
        let kind = CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
        var shared: CInt = isShared ? 1 : 0
        let bound =
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &shared, socklen_t(MemoryLayout<CInt>.size)) == 0
            && address.withSockAddr { Glibc.bind(descriptor, $0, socklen_t($1)) } == 0
        guard bound else {
            let error = IOError(errnoCode: errno, reason: "bind")
            Glibc.close(descriptor)
            throw error
        }
    }

    /// Gives the socket to NIO, which closes it with the channel. To be called once.
    package func open(_ bootstrap: DatagramBootstrap) -> EventLoopFuture<any Channel> {
        bootstrap.withBoundSocket(descriptor)
    }

    /// Sends a datagram, or loses it. On the channel's event loop alone, where nobody closes it meanwhile.
    ///
    /// - Returns: false, and nothing has been sent, where the socket has no room now.
    package func send(_ datagram: ByteBuffer, to address: SocketAddress, by channel: any Channel) -> Bool {
        channel.eventLoop.assertInEventLoop()
        // One that is closed may have given its number to another.
        guard channel.isActive else { return true }
        let sent = datagram.withUnsafeReadableBytes { bytes in
            address.withSockAddr { to, length in
                sendto(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_DONTWAIT), to, socklen_t(length))
            }
        }
        return sent >= 0 || !Self.noRoom.contains(errno)
    }

    private static let noRoom: Set<CInt> = [EAGAIN, ENOBUFS]
}
