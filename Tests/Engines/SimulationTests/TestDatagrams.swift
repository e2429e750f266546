import Glibc
import NIOCore
import NIOPosix
import RTSP

/// A client's two sockets for one track over UDP. All of it on the client's event loop.
struct TestDatagrams: Sendable {
    struct Datagram: Sendable {
        let media: Int
        let isReport: Bool
        let payload: ByteBuffer
    }

    let media: Int
    let ports: RTSPPorts
    private let sockets: [any Channel]

    static func bind(
        _ media: Int,
        at address: SocketAddress,
        on loop: any EventLoop,
        receive: NIOLoopBound<(Datagram) -> Void>
    ) -> EventLoopFuture<TestDatagrams> {
        // The second port has to be the next.
        let port = UInt16.random(in: 25_000...32_000) * 2
        return socket(media, isReport: false, address, port: port, on: loop, receive).flatMap { packets in
            socket(media, isReport: true, address, port: port + 1, on: loop, receive)
                .map {
                    TestDatagrams(media: media, ports: RTSPPorts(rtp: port, rtcp: port + 1), sockets: [packets, $0])
                }
                .flatMapError { error in packets.close().flatMapThrowing { throw error } }
        }
        .flatMapError { error in
            (error as? IOError)?.errnoCode == EADDRINUSE
                ? bind(media, at: address, on: loop, receive: receive) : loop.makeFailedFuture(error)
        }
    }

    /// From the port for reports to another on this machine.
    func send(_ report: [UInt8], to port: UInt16) {
        guard let address = try? SocketAddress(ipAddress: "127.0.0.1", port: Int(port)) else { return }
        let envelope = AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: report))
        sockets[1].writeAndFlush(envelope, promise: nil)
    }

    func close() {
        for socket in sockets { socket.close(promise: nil) }
    }

    private static func socket(
        _ media: Int,
        isReport: Bool,
        _ address: SocketAddress,
        port: UInt16,
        on loop: any EventLoop,
        _ receive: NIOLoopBound<(Datagram) -> Void>
    ) -> EventLoopFuture<any Channel> {
        var local = address
        local.port = Int(port)
        return DatagramBootstrap(group: loop)
            .channelOption(.socketOption(.so_rcvbuf), value: 4 << 20)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 2048 * 16))
            .channelOption(.datagramVectorReadMessageCount, value: 16)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let reader = Reader(media: media, isReport: isReport, receive: receive.value)
                    try channel.pipeline.syncOperations.addHandler(reader)
                }
            }
            .bind(to: local)
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        private let media: Int
        private let isReport: Bool
        private let receive: (Datagram) -> Void

        init(media: Int, isReport: Bool, receive: @escaping (Datagram) -> Void) {
            self.media = media
            self.isReport = isReport
            self.receive = receive
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            receive(Datagram(media: media, isReport: isReport, payload: unwrapInboundIn(data).data))
        }
    }
}
