import Datagrams
package import Live
package import Logging
package import NIOCore
import NIOPosix

/// The RTSP server: cameras for clients that speak RTSP, at any number of addresses. Each stream is packetised once, as one of
/// the live hub's renditions, whatever the number of clients, and only while somebody watches it.
///
/// It has one event loop, on which all of its state lives; what it asks of others is asked in tasks. Thread-safe.
package final class RestreamServer: Sendable {
    private let eventLoop: any EventLoop
    private let site: NIOLoopBound<RestreamSite>
    private let limits: RestreamLimits

    /// - Parameters:
    ///   - hub: where streams are packetised.
    ///   - eventLoop: for this server alone, or shared with others who serve; no camera's.
    ///   - logger: gets no password, and addresses of clients.
    package static func make(
        gate: any RestreamGate,
        hub: LiveHub,
        limits: RestreamLimits = RestreamLimits(),
        on eventLoop: any EventLoop,
        logger: Logger
    ) async throws -> RestreamServer {
        let site = try await eventLoop.submit {
            NIOLoopBound(RestreamSite(gate: gate, hub: hub, limits: limits, logger: logger), eventLoop: eventLoop)
        }.get()
        return RestreamServer(eventLoop, site, limits)
    }

    private init(_ eventLoop: any EventLoop, _ site: NIOLoopBound<RestreamSite>, _ limits: RestreamLimits) {
        self.eventLoop = eventLoop
        self.site = site
        self.limits = limits
    }

    /// Listens at an address from now on.
    ///
    /// - Throws: ``RestreamListenError``.
    package func listen(_ address: RestreamAddress) async throws(RestreamListenError) -> RestreamListener {
        do {
            // Datagrams are not encrypted.
            let port =
                address.sendsDatagrams && address.secure == nil
                ? try await DatagramSockets.bind(on: eventLoop, host: address.host, within: Self.datagramPorts) {
                    $0.channelOption(.socketOption(.so_sndbuf), value: Self.sendBuffer)
                } : nil
            do {
                let door = RestreamDoor(address.doorstep)
                let channel = try await bootstrap(address, door, port).bind(host: address.host, port: Int(address.port))
                    .get()
                return RestreamListener(address, channel: channel, door: door, datagrams: port, site: site)
            } catch {
                await port?.close()
                throw error
            }
        } catch {
            throw RestreamListenError(host: address.host, port: address.port, error)
        }
    }

    private static let datagramPorts: ClosedRange<UInt16> = 16_384...32_766
    private static let sendBuffer: SocketOptionValue = 1 << 20

    private func bootstrap(_ address: RestreamAddress, _ door: RestreamDoor, _ port: DatagramSockets?)
        -> ServerBootstrap
    {
        let site = site
        let (paths, secure) = (address.paths, address.secure)
        return ServerBootstrap(group: eventLoop)
            .serverChannelOption(.backlog, value: 128)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // A client that is gone without a word is noticed, however little it is sent.
            .childChannelOption(.tcpOption(.userTimeout), value: Self.milliseconds(limits.session))
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4096))
            .childChannelOption(.writeBufferWaterMark, value: .init(low: limits.unsent / 2, high: limits.unsent))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try secure?(channel)
                    try channel.pipeline.syncOperations.addHandler(
                        RestreamConnection(site: site.value, door: door, paths: paths, port: port)
                    )
                }
            }
    }

    private static func milliseconds(_ duration: Duration) -> SocketOptionValue {
        SocketOptionValue(duration / .milliseconds(1))
    }

    /// Ends all that is watched of a camera, and is about to be: whoever watched it must ask anew what he gets. Returns when
    /// nothing more of it is sent.
    package func end(camera: String) async {
        let site = site
        // Fails only where the event loop has ended, and nothing is sent any more.
        try? await eventLoop.submit { site.value.end(camera: camera) }.get()
    }

    package func statistics() async -> RestreamStatistics {
        let site = site
        // Fails only where the event loop has ended, and nothing is done any more.
        return (try? await eventLoop.submit { site.value.statistics }.get()) ?? RestreamStatistics()
    }

    /// Ends all sessions, with a word to each; the listeners are closed before. The server takes nobody any more.
    package func close() async {
        let site = site
        let open = (try? await eventLoop.submit { site.value.connections.close() }.get()) ?? []
        await RestreamListener.end(open)
    }
}

extension NIOBSDSocket.Option {
    /// `TCP_USER_TIMEOUT` of Linux, in milliseconds: how long sent bytes may stay unacknowledged, or the window shut.
    fileprivate static let userTimeout = NIOBSDSocket.Option(rawValue: 18)
}
