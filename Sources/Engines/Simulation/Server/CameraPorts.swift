import Cryptography
import Datagrams
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import RTSP

/// All that a server listens on. They can be closed, and opened again under the same numbers.
struct CameraPorts: Sendable {
    struct Numbers: Sendable {
        var rtsp: Int
        var http: Int?
        var onvif: Int?
        var discovery: Int?
        /// Of the event loops, in their order.
        var datagrams: [RTSPPorts] = []
    }

    let numbers: Numbers
    private let listeners: [any Channel]
    private let sockets: [DatagramSockets]
    private let discovery: DiscoverySockets?

    /// - Parameter numbers: those that it had before; nil for what the configuration says.
    static func open(
        _ site: CameraSite,
        _ device: SimulatedDevice?,
        _ security: NIOSSLContext?,
        on group: any EventLoopGroup,
        again numbers: Numbers? = nil
    ) async throws(CameraServerError) -> CameraPorts {
        let configuration = site.configuration
        let sockets = try await openSockets(site, on: group, again: numbers)
        var listeners: [any Channel] = []
        var found = Numbers(rtsp: 0, datagrams: sockets.map(\.ports))
        var discovery: DiscoverySockets?
        do throws(CameraServerError) {
            let bootstrap = bootstrap(site, on: group)
            let rtsp = try await bind(
                bootstrap.childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try addHandlers(for: site, security, to: channel) }
                },
                host: configuration.host,
                port: numbers?.rtsp ?? configuration.port
            )
            listeners.append(rtsp)
            found.rtsp = rtsp.localAddress?.port ?? configuration.port
            if let address = configuration.http {
                let http = try await bind(
                    bootstrap.childChannelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try addPictureHandlers(for: site, security, to: channel)
                        }
                    },
                    host: address.host,
                    port: numbers?.http ?? address.port
                )
                listeners.append(http)
                found.http = http.localAddress?.port ?? address.port
            }
            if let device, let address = configuration.onvif {
                device.use(streamPort: found.rtsp)
                let listener = try await bind(
                    bootstrap.childChannelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try addDeviceHandlers(for: site, device, security, to: channel)
                        }
                    },
                    host: address.host,
                    port: numbers?.onvif ?? address.port
                )
                listeners.append(listener)
                let port = listener.localAddress?.port ?? address.port
                found.onvif = port
                if var wanted = configuration.discovery {
                    wanted.port = numbers?.discovery ?? wanted.port
                    let introduction = device.introduction(host: address.host, port: port)
                    let opened = try await DiscoverySockets.open(
                        wanted,
                        introduction,
                        hidesAddresses: configuration.oddities.has(.onvifHidesAddresses),
                        on: group,
                        logger: site.logger
                    )
                    discovery = opened
                    found.discovery = opened.port
                }
            }
        } catch {
            let opened = CameraPorts(numbers: found, listeners: listeners, sockets: sockets, discovery: discovery)
            await opened.closeListeners()
            await opened.closeSockets()
            throw error
        }
        return CameraPorts(numbers: found, listeners: listeners, sockets: sockets, discovery: discovery)
    }

    func closeListeners() async {
        await discovery?.close()
        for listener in listeners { try? await listener.close() }
    }

    /// Not before the sessions are over, which may say goodbye by them.
    func closeSockets() async {
        for socket in sockets { await socket.close() }
    }

    // MARK: TCP

    private static func bootstrap(_ site: CameraSite, on group: any EventLoopGroup) -> ServerBootstrap {
        let limit = unsentLimit(site.configuration)
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4096))
            .childChannelOption(.writeBufferWaterMark, value: .init(low: limit / 2, high: limit))
    }

    /// A limit below what a single unit takes would let nobody in, nor would one below what is sent at once.
    private static func unsentLimit(_ configuration: CameraServer.Configuration) -> Int {
        let burst = configuration.oddities.seconds(of: .burstStart) ?? .zero
        return configuration.cameras.map(\.clip).reduce(configuration.unsentLimit) { limit, clip in
            let past = Double(clip.template.readableBytes) * (burst / clip.duration)
            return max(limit, clip.largestUnit * 2, Int(min(past * 2, 1e9)))
        }
    }

    private static func bind(
        _ bootstrap: ServerBootstrap,
        host: String,
        port: Int
    ) async throws(CameraServerError) -> any Channel {
        do {
            return try await bootstrap.bind(host: host, port: port).get()
        } catch {
            throw CameraServerError(error, host: host, port: port)
        }
    }

    private static func addHandlers(for site: CameraSite, _ security: NIOSSLContext?, to channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        if let security { try pipeline.addHandler(NIOSSLServerHandler(context: security)) }
        if site.configuration.oddities.has(.staleSession) { try pipeline.addHandler(LeftoverHandler(site: site)) }
        try pipeline.addHandler(CameraHandler(site: site, sockets: site.sockets(of: channel.eventLoop)))
    }

    private static func addPictureHandlers(
        for site: CameraSite,
        _ security: NIOSSLContext?,
        to channel: any Channel
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if let security { try pipeline.addHandler(NIOSSLServerHandler(context: security)) }
        try pipeline.configureHTTPServerPipeline()
        try pipeline.addHandler(PictureHandler(site: site))
    }

    private static func addDeviceHandlers(
        for site: CameraSite,
        _ device: SimulatedDevice,
        _ security: NIOSSLContext?,
        to channel: any Channel
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if let security { try pipeline.addHandler(NIOSSLServerHandler(context: security)) }
        try pipeline.configureHTTPServerPipeline()
        try pipeline.addHandler(DeviceHandler(site: site, device: device))
    }

    /// A new key and a certificate for it; costly.
    static func makeSecurity(_ configuration: CameraServer.Configuration) throws(CameraServerError) -> NIOSSLContext? {
        guard configuration.security == .selfSigned else { return nil }
        let names = Set([configuration.host, "localhost", "127.0.0.1"]).sorted()
        guard let made = SelfSignedCertificate(commonName: CameraGate.realm, hostNames: names) else {
            throw .noCertificate(reason: "\(configuration.host) cannot stand in one")
        }
        do {
            return try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: try NIOSSLCertificate.fromPEMBytes(made.certificatePEM).map { .certificate($0) },
                    privateKey: .privateKey(try NIOSSLPrivateKey(bytes: made.keyPEM, format: .pem))
                )
            )
        } catch {
            throw .noCertificate(reason: "\(error)")
        }
    }

    // MARK: UDP

    private static let datagramPorts: ClosedRange<UInt16> = 16_384...49_150

    /// A pair of sockets for each event loop, so that no packet changes from one to another.
    private static func openSockets(
        _ site: CameraSite,
        on group: any EventLoopGroup,
        again numbers: Numbers?
    ) async throws(CameraServerError) -> [DatagramSockets] {
        let configuration = site.configuration
        guard configuration.transports != .interleaved, configuration.security == .none else { return [] }
        var opened: [DatagramSockets] = []
        var byLoop: [ObjectIdentifier: DatagramSockets] = [:]
        for (index, loop) in group.makeIterator().enumerated() {
            do {
                // Units that wait beyond the limit are lost.
                let limit = unsentLimit(configuration)
                let sockets = try await DatagramSockets.bind(
                    on: loop,
                    host: configuration.host,
                    ports: numbers?.datagrams[index],
                    within: datagramPorts
                ) { $0.channelOption(.socketOption(.so_sndbuf), value: SocketOptionValue(limit)) }
                opened.append(sockets)
                byLoop[ObjectIdentifier(loop)] = sockets
            } catch {
                for socket in opened { await socket.close() }
                throw CameraServerError(error, host: configuration.host, port: Int(numbers?.datagrams[index].rtp ?? 0))
            }
        }
        site.use(byLoop)
        return opened
    }
}

extension CameraServerError {
    fileprivate init(_ error: any Error, host: String, port: Int) {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: self = .addressInUse(host: host, port: port)
        case EACCES: self = .portForbidden(port)
        case EADDRNOTAVAIL: self = .noSuchAddress(host)
        default: self = .cannotListen(host: host, port: port, reason: "\(error)")
        }
    }
}
