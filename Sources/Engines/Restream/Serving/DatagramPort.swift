import NIOCore
import NIOPosix
import RTSP

/// The two UDP sockets of one address of the server: packets go out of an even port, reports of the next (RFC 3550 §11). But for
/// opening and closing, all of it on the server's event loop.
final class DatagramPort: Sendable {
    let ports: RTSPPorts
    private let packets: any Channel
    private let reports: any Channel
    private let reader: NIOLoopBound<ReportReader>

    private static let range: ClosedRange<UInt16> = 16_384...32_766
    private static let tries = 32
    private static let sendBuffer: SocketOptionValue = 1 << 20

    private init(ports: RTSPPorts, packets: any Channel, reports: any Channel, reader: NIOLoopBound<ReportReader>) {
        self.ports = ports
        self.packets = packets
        self.reports = reports
        self.reader = reader
    }

    /// Takes any pair of ports that is free.
    static func open(at host: String, on loop: any EventLoop) async throws -> DatagramPort {
        for _ in 1..<tries {
            if let port = try? await open(at: host, randomPort, on: loop) { return port }
        }
        return try await open(at: host, randomPort, on: loop)
    }

    private static var randomPort: UInt16 { UInt16.random(in: range.lowerBound / 2...range.upperBound / 2) * 2 }

    private static func open(at host: String, _ port: UInt16, on loop: any EventLoop) async throws -> DatagramPort {
        let reader = try await loop.submit { NIOLoopBound(ReportReader(), eventLoop: loop) }.get()
        let bootstrap = DatagramBootstrap(group: loop).channelOption(.socketOption(.so_sndbuf), value: sendBuffer)
        let packets = try await bootstrap.bind(host: host, port: Int(port)).get()
        do {
            let reports =
                try await bootstrap
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(reader.value)
                    }
                }
                .bind(host: host, port: Int(port) + 1).get()
            return DatagramPort(
                ports: RTSPPorts(rtp: port, rtcp: port + 1),
                packets: packets,
                reports: reports,
                reader: reader
            )
        } catch {
            try? await packets.close()
            throw error
        }
    }

    func close() async {
        try? await packets.close()
        try? await reports.close()
    }

    // MARK: On the event loop

    /// Whether the system takes more at this moment.
    var isWritable: Bool { packets.isWritable }

    func write(_ packet: ByteBuffer, isReport: Bool, to address: SocketAddress) {
        (isReport ? reports : packets).write(AddressedEnvelope(remoteAddress: address, data: packet), promise: nil)
    }

    func flush() {
        packets.flush()
        reports.flush()
    }

    /// Calls whenever a report comes from this client.
    func listen(for address: SocketAddress, _ heard: @escaping () -> Void) { reader.value.clients[address] = heard }

    func forget(_ address: SocketAddress) { reader.value.clients[address] = nil }

    private final class ReportReader: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        var clients: [SocketAddress: () -> Void] = [:]

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            clients[unwrapInboundIn(data).remoteAddress]?()
        }

        /// A client that is gone may say so by ICMP.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {}
    }
}
