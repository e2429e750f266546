import NIOCore
import NIOPosix
import RTSP

/// The two UDP sockets from which all sessions of an event loop are served: packets on an even port, reports on the next
/// (RFC 3550 §11). But for closing, all of it on that event loop.
final class DatagramSockets: Sendable {
    let ports: RTSPPorts
    private let packets: any Channel
    private let reports: any Channel
    private let reader: NIOLoopBound<ReportReader>

    private static let portRange: ClosedRange<UInt16> = 16_384...49_150
    private static let mostTries = 32

    private init(ports: RTSPPorts, packets: any Channel, reports: any Channel, reader: NIOLoopBound<ReportReader>) {
        self.ports = ports
        self.packets = packets
        self.reports = reports
        self.reader = reader
    }

    /// - Parameters:
    ///   - ports: those that are wanted; nil for any that are free.
    ///   - limit: bytes that may wait to be sent; units beyond it are lost.
    static func bind(
        on loop: any EventLoop,
        host: String,
        ports: RTSPPorts? = nil,
        limit: Int
    ) async throws -> DatagramSockets {
        for _ in 1..<(ports == nil ? mostTries : 1) {
            let port = UInt16.random(in: portRange.lowerBound / 2...portRange.upperBound / 2) * 2
            if let sockets = try? await bind(on: loop, host: host, port: port, limit: limit) { return sockets }
        }
        return try await bind(on: loop, host: host, port: ports?.rtp ?? portRange.lowerBound, limit: limit)
    }

    private static func bind(
        on loop: any EventLoop,
        host: String,
        port: UInt16,
        limit: Int
    ) async throws -> DatagramSockets {
        let reader = try await loop.submit { NIOLoopBound(ReportReader(), eventLoop: loop) }.get()
        let bootstrap = DatagramBootstrap(group: loop)
            .channelOption(.writeBufferWaterMark, value: .init(low: limit / 2, high: limit))
        let packets = try await bootstrap.bind(host: host, port: Int(port)).get()
        do {
            let reports =
                try await bootstrap.channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(reader.value)
                    }
                }
                .bind(host: host, port: Int(port) + 1).get()
            let ports = RTSPPorts(rtp: port, rtcp: port + 1)
            return DatagramSockets(ports: ports, packets: packets, reports: reports, reader: reader)
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

    /// Whether there is room for what is sent next.
    var isWritable: Bool { packets.isWritable }

    func write(_ packet: ByteBuffer, isReport: Bool, to address: SocketAddress) {
        let envelope = AddressedEnvelope(remoteAddress: address, data: packet)
        (isReport ? reports : packets).write(envelope, promise: nil)
    }

    func flush() {
        packets.flush()
        reports.flush()
    }

    /// Calls back whenever a report comes from this client.
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
