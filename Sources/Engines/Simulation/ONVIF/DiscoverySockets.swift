import Cryptography
import Datagrams
import Logging
import NIOCore
import NIOPosix
import ONVIF

/// Where the simulated device is looked for on the network (WS-Discovery), over IPv4 and, where there is one, IPv6.
struct DiscoverySockets: Sendable {
    let port: Int
    private let ways: [Way]
    private let responder: DiscoveryResponder
    private let logger: Logger

    /// - Parameters:
    ///   - address: where it listens; at the address of all interfaces, and the usual port, devices are found by everyone.
    ///   - device: as it introduces itself, at its addresses.
    ///   - hidesAddresses: whether it says where it is to those alone who ask just that.
    static func open(
        _ address: CameraServer.Configuration.Address,
        _ device: DiscoveredDevice,
        hidesAddresses: Bool,
        on group: any EventLoopGroup,
        logger: Logger
    ) async throws(CameraServerError) -> DiscoverySockets {
        var made = DiscoveryResponder(device, random: randomBytes)
        made.hidesAddresses = hidesAddresses
        let responder = made
        let first: Way
        do {
            first = try await Way(address.host, address.port, responder, on: group)
        } catch {
            throw .cannotListen(host: address.host, port: address.port, reason: "\(error)")
        }
        let port = first.channel.localAddress?.port ?? address.port
        var ways = [first]
        // The other family is welcome where there is one.
        let others = ["0.0.0.0": "::", "::": "0.0.0.0"]
        if let other = others[address.host], let second = try? await Way(other, port, responder, on: group) {
            ways.append(second)
        }
        for way in ways { await MulticastGroup.join(way.group, port: port, way.channel, logger) }
        let sockets = DiscoverySockets(port: port, ways: ways, responder: responder, logger: logger)
        sockets.announce(responder.hello)
        return sockets
    }

    /// Says goodbye.
    func close() async {
        announce(responder.bye)
        for way in ways { try? await way.channel.close() }
    }

    private func announce(_ datagram: [UInt8]) {
        for way in ways {
            guard let address = try? SocketAddress(ipAddress: way.group, port: DiscoveryMessage.port) else { continue }
            way.channel.eventLoop.execute {
                // A link that has just come up has no address to send from yet.
                _ = way.socket.send(ByteBuffer(bytes: datagram), to: address, by: way.channel)
            }
        }
    }

    /// A socket, and the group that it hears, and announces to.
    private struct Way: Sendable {
        let socket: BoundDatagrams
        let channel: any Channel
        let group: String

        init(_ host: String, _ port: Int, _ responder: DiscoveryResponder, on group: any EventLoopGroup) async throws {
            let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
            let socket = try BoundDatagrams(to: address, isShared: true)
            self.socket = socket
            self.group = address.protocol == .inet6 ? DiscoveryMessage.groupIPv6 : DiscoveryMessage.groupIPv4
            let bootstrap = DatagramBootstrap(group: group).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ProbeHandler(responder, socket))
                }
            }
            channel = try await socket.open(bootstrap).get()
        }
    }

    private final class ProbeHandler: ChannelInboundHandler, Sendable {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        private let responder: DiscoveryResponder
        private let socket: BoundDatagrams

        init(_ responder: DiscoveryResponder, _ socket: BoundDatagrams) {
            self.responder = responder
            self.socket = socket
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let received = unwrapInboundIn(data)
            guard let answer = responder.answer(to: Array(received.data.readableBytesView)) else { return }
            _ = socket.send(ByteBuffer(bytes: answer), to: received.remoteAddress, by: context.channel)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {}
    }
}
