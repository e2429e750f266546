package import NIOCore
package import NIOPosix
package import RTSP

/// The two UDP sockets from which a server's sessions are served: packets on an even port, reports on the next (RFC 3550 §11).
/// But for opening and closing, all of it on one event loop.
package final class DatagramSockets: Sendable {
    package let ports: RTSPPorts
    private let packets: any Channel
    private let reports: any Channel
    private let reader: NIOLoopBound<ReportReader>

    private static let mostTries = 32

    private init(ports: RTSPPorts, packets: any Channel, reports: any Channel, reader: NIOLoopBound<ReportReader>) {
        self.ports = ports
        self.packets = packets
        self.reports = reports
        self.reader = reader
    }

    /// - Parameters:
    ///   - host: an address of this machine, or the name of one.
    ///   - ports: those that are wanted; nil for any that are free.
    ///   - range: of those.
    ///   - configure: sets options of both sockets.
    package static func bind(
        on loop: any EventLoop,
        host: String,
        ports: RTSPPorts? = nil,
        within range: ClosedRange<UInt16>,
        configure: (DatagramBootstrap) -> DatagramBootstrap = { $0 }
    ) async throws -> DatagramSockets {
        for _ in 1..<(ports == nil ? mostTries : 1) {
            if let sockets = try? await bind(on: loop, host, evenPort(within: range), configure) { return sockets }
        }
        return try await bind(on: loop, host, ports?.rtp ?? evenPort(within: range), configure)
    }

    private static func evenPort(within range: ClosedRange<UInt16>) -> UInt16 {
        UInt16.random(in: range.lowerBound / 2...range.upperBound / 2) * 2
    }

    private static func bind(
        on loop: any EventLoop,
        _ host: String,
        _ port: UInt16,
        _ configure: (DatagramBootstrap) -> DatagramBootstrap
    ) async throws -> DatagramSockets {
        let reader = try await loop.submit { NIOLoopBound(ReportReader(), eventLoop: loop) }.get()
        let packets = try await configure(DatagramBootstrap(group: loop)).bind(host: host, port: Int(port)).get()
        do {
            let reports = try await configure(DatagramBootstrap(group: loop))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(reader.value)
                    }
                }
                .bind(host: host, port: Int(port) + 1).get()
            return DatagramSockets(
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

    package func close() async {
        try? await packets.close()
        try? await reports.close()
    }

    // MARK: On the event loop

    /// Whether there is room for what is sent next.
    package var isWritable: Bool { packets.isWritable }

    package func write(_ packet: ByteBuffer, isReport: Bool, to address: SocketAddress) {
        (isReport ? reports : packets).write(AddressedEnvelope(remoteAddress: address, data: packet), promise: nil)
    }

    package func flush() {
        packets.flush()
        reports.flush()
    }

    /// Calls back whenever a report comes from this client.
    package func listen(for address: SocketAddress, _ heard: @escaping () -> Void) {
        reader.value.clients[address] = heard
    }

    package func forget(_ address: SocketAddress) { reader.value.clients[address] = nil }

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
