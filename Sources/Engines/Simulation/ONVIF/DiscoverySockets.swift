import Cryptography
import Datagrams
import Logging
import NIOCore
import NIOPosix
import ONVIF

/// Where the simulated device is looked for on the network (WS-Discovery), over IPv4 and, where there is one, IPv6.
struct DiscoverySockets: Sendable {
    let port: Int
    private let channels: [any Channel]
    private let responder: DiscoveryResponder
    private let logger: Logger

    /// - Parameters:
    ///   - address: where it listens; at the address of all interfaces, and the usual port, devices are found by everyone.
    ///   - device: as it introduces itself, at its addresses.
    static func open(
        _ address: CameraServer.Configuration.Address,
        _ device: DiscoveredDevice,
        on group: any EventLoopGroup,
        logger: Logger
    ) async throws(CameraServerError) -> DiscoverySockets {
        let responder = DiscoveryResponder(device, random: randomBytes)
        let bootstrap = DatagramBootstrap(group: group)
            .channelOption(.socketOption(.so_reuseaddr), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ProbeHandler(responder))
                }
            }
        let first: any Channel
        do {
            first = try await bootstrap.bind(host: address.host, port: address.port).get()
        } catch {
            throw .cannotListen(host: address.host, port: address.port, reason: "\(error)")
        }
        let port = first.localAddress?.port ?? address.port
        var channels = [first]
        await MulticastGroup.join(DiscoveryMessage.groupIPv4, port: port, first, logger)
        // The other family is welcome where there is one.
        if address.host == "0.0.0.0", let second = try? await bootstrap.bind(host: "::", port: port).get() {
            await MulticastGroup.join(DiscoveryMessage.groupIPv6, port: port, second, logger)
            channels.append(second)
        }
        let sockets = DiscoverySockets(port: port, channels: channels, responder: responder, logger: logger)
        sockets.announce(responder.hello)
        return sockets
    }

    /// Says goodbye.
    func close() async {
        announce(responder.bye)
        for channel in channels { try? await channel.close() }
    }

    private func announce(_ datagram: [UInt8]) {
        for (channel, group) in zip(channels, [DiscoveryMessage.groupIPv4, DiscoveryMessage.groupIPv6]) {
            guard let address = try? SocketAddress(ipAddress: group, port: DiscoveryMessage.port) else { continue }
            let envelope = AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: datagram))
            channel.writeAndFlush(envelope, promise: nil)
        }
    }

    private final class ProbeHandler: ChannelInboundHandler, Sendable {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        typealias OutboundOut = AddressedEnvelope<ByteBuffer>

        private let responder: DiscoveryResponder

        init(_ responder: DiscoveryResponder) { self.responder = responder }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let received = unwrapInboundIn(data)
            guard let answer = responder.answer(to: Array(received.data.readableBytesView)) else { return }
            let envelope = AddressedEnvelope(remoteAddress: received.remoteAddress, data: ByteBuffer(bytes: answer))
            context.writeAndFlush(wrapOutboundOut(envelope), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {}
    }
}
