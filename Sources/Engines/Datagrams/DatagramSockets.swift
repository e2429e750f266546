package import NIOCore
package import NIOPosix
package import RTSP

/// The two UDP sockets from which a server's sessions are served: packets on an even port, reports on the next (RFC 3550 §11).
/// But for opening and closing, all of it on one event loop.
package final class DatagramSockets: Sendable {
    package let ports: RTSPPorts
    private let packets: Way
    private let reports: Way
    private let reader: NIOLoopBound<ReportReader>

    private static let mostTries = 32

    private struct Way: Sendable {
        let socket: BoundDatagrams
        let channel: any Channel

        init(_ host: String, _ port: UInt16, _ bootstrap: DatagramBootstrap) async throws {
            socket = try BoundDatagrams(to: SocketAddress.makeAddressResolvingHost(host, port: Int(port)))
            channel = try await socket.open(bootstrap).get()
        }
    }

    private init(ports: RTSPPorts, packets: Way, reports: Way, reader: NIOLoopBound<ReportReader>) {
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
        let packets = try await Way(host, port, configure(DatagramBootstrap(group: loop)))
        do {
            let bootstrap = configure(DatagramBootstrap(group: loop)).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(reader.value) }
            }
            let reports = try await Way(host, port + 1, bootstrap)
            return DatagramSockets(
                ports: RTSPPorts(rtp: port, rtcp: port + 1),
                packets: packets,
                reports: reports,
                reader: reader
            )
        } catch {
            try? await packets.channel.close()
            throw error
        }
    }

    package func close() async {
        try? await packets.channel.close()
        try? await reports.channel.close()
    }

    // MARK: On the event loop

    /// Sends a datagram, or loses it where it cannot be sent, which harms nobody else.
    ///
    /// - Returns: false, and nothing has been sent, where there is no room for it now.
    package func send(_ packet: ByteBuffer, isReport: Bool, to address: SocketAddress) -> Bool {
        let way = isReport ? reports : packets
        return way.socket.send(packet, to: address, by: way.channel)
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
