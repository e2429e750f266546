import Datagrams
import Media
import NIOCore
import NIOPosix
import RTSP

/// The two sockets of one track that comes by UDP: packets on an even port, reports on the next (RFC 3550 §11). All of it
/// on the camera's event loop.
struct DatagramPair: Sendable {
    /// Called on the loop with a datagram, where it comes from, and whether it came on the port for reports.
    typealias Receive = @Sendable (ByteBuffer, SocketAddress, Bool) -> Void

    let ports: RTSPPorts
    private let packets: Way
    private let reports: Way

    private static let portRange = 16_384...49_150
    private static let mostTries = 32
    /// The kernel gives what `net.core.rmem_max` allows of it: the room for a burst while the loop is busy.
    private static let receiveBuffer = 4 << 20
    /// Datagrams of 10 kB were seen (Tapo); the standard's largest is 65,507 bytes.
    private static let largestDatagram = 65_507
    private static let datagramsPerRead = 8

    private struct Way: Sendable {
        let socket: BoundDatagrams
        let channel: any Channel
    }

    private init(ports: RTSPPorts, packets: Way, reports: Way) {
        self.ports = ports
        self.packets = packets
        self.reports = reports
    }

    /// Binds two sockets, one port after the other, on the address that the camera is reached from.
    static func bind(
        on loop: any EventLoop,
        address: SocketAddress,
        receive: @escaping Receive
    ) -> EventLoopFuture<DatagramPair> {
        bind(on: loop, address: address, tries: 1, receive: receive)
    }

    /// All of these pairs, or none: where one cannot be had, the others are given back.
    static func all(_ pairs: [EventLoopFuture<DatagramPair>], on loop: any EventLoop) -> EventLoopFuture<[DatagramPair]>
    {
        EventLoopFuture.whenAllComplete(pairs, on: loop).flatMapThrowing { results in
            do {
                return try results.map { try $0.get() }
            } catch {
                for case .success(let pair) in results { pair.close() }
                throw error
            }
        }
    }

    private static func bind(
        on loop: any EventLoop,
        address: SocketAddress,
        tries: Int,
        receive: @escaping Receive
    ) -> EventLoopFuture<DatagramPair> {
        let port = UInt16.random(in: UInt16(portRange.lowerBound / 2)...UInt16(portRange.upperBound / 2)) * 2
        let bound = socket(on: loop, address, port: port, isControl: false, receive).flatMap { packets in
            socket(on: loop, address, port: port + 1, isControl: true, receive)
                .map { reports in
                    DatagramPair(ports: RTSPPorts(rtp: port, rtcp: port + 1), packets: packets, reports: reports)
                }
                .flatMapError { error in
                    packets.channel.close().flatMapThrowing { throw error }
                }
        }
        return bound.flatMapError { error in
            guard tries < mostTries else { return loop.makeFailedFuture(error) }
            return bind(on: loop, address: address, tries: tries + 1, receive: receive)
        }
    }

    private static func socket(
        on loop: any EventLoop,
        _ address: SocketAddress,
        port: UInt16,
        isControl: Bool,
        _ receive: @escaping Receive
    ) -> EventLoopFuture<Way> {
        var local = address
        local.port = Int(port)
        let socket: BoundDatagrams
        do {
            socket = try BoundDatagrams(to: local)
        } catch {
            return loop.makeFailedFuture(error)
        }
        let bootstrap = DatagramBootstrap(group: loop)
            .channelOption(.socketOption(.so_rcvbuf), value: receiveBuffer)
            .channelOption(
                .recvAllocator,
                value: FixedSizeRecvByteBufferAllocator(capacity: largestDatagram * datagramsPerRead)
            )
            .channelOption(.datagramVectorReadMessageCount, value: datagramsPerRead)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        DatagramHandler(isControl: isControl, receive: receive)
                    )
                }
            }
        return socket.open(bootstrap).map { Way(socket: socket, channel: $0) }
    }

    /// Opens the way for what the camera sends (firewalls let in what answers something).
    func greet(_ peer: SocketAddress, server: RTSPPorts, report: [UInt8]) {
        // A header of RTP alone: version 2, and nothing else.
        send([0x80] + [UInt8](repeating: 0, count: 11), to: peer, port: server.rtp, on: packets)
        send(report, to: peer, port: server.rtcp, on: reports)
    }

    func send(report: [UInt8], to peer: SocketAddress, port: UInt16) {
        send(report, to: peer, port: port, on: reports)
    }

    private func send(_ bytes: [UInt8], to peer: SocketAddress, port: UInt16, on way: Way) {
        var address = peer
        address.port = Int(port)
        // A report that does not arrive is replaced by the next.
        _ = way.socket.send(ByteBuffer(bytes: bytes), to: address, by: way.channel)
    }

    func close() {
        packets.channel.close(promise: nil)
        reports.channel.close(promise: nil)
    }
}

/// Hands datagrams on as they come.
private final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let isControl: Bool
    private let receive: DatagramPair.Receive

    init(isControl: Bool, receive: @escaping DatagramPair.Receive) {
        self.isControl = isControl
        self.receive = receive
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        receive(envelope.data, envelope.remoteAddress, isControl)
    }

    /// The greeting can come back as "nobody there" (ICMP), and the next read then says "connection refused".
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
