import Glibc
package import Logging
package import NIOCore
import NIOPosix

/// Simulated cameras: clips that play for ever at paths of an RTSP server. It encodes nothing, so that one process can be
/// hundreds of cameras. TCP interleaved only.
package final class CameraServer: Sendable {
    /// Where it listens.
    package let port: Int

    private let site: CameraSite
    private let listener: any Channel
    private let logger: Logger

    /// Listens, and serves from now on; ``run()`` or ``close()`` must follow.
    ///
    /// - Parameter group: the connections are spread over its event loops, and each of them paces its own.
    package static func bind(
        _ configuration: Configuration,
        on group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger
    ) async throws(CameraServerError) -> CameraServer {
        let site = try CameraSite(configuration, logger: logger)
        // A limit below what a single unit takes would let nobody in.
        let limit = configuration.cameras.reduce(configuration.unsentLimit) { max($0, $1.clip.largestUnit * 2) }
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4096))
            .childChannelOption(.writeBufferWaterMark, value: .init(low: limit / 2, high: limit))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(CameraHandler(site: site))
                }
            }
        do {
            let listener = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
            return CameraServer(site: site, listener: listener, logger: logger)
        } catch {
            throw CameraServerError(error, configuration)
        }
    }

    private init(site: CameraSite, listener: any Channel, logger: Logger) {
        self.site = site
        self.listener = listener
        self.logger = logger
        self.port = listener.localAddress?.port ?? site.configuration.port
    }

    package var statistics: CameraServerStatistics { site.statistics }

    /// Serves until the task is cancelled; says goodbye to all clients then.
    package func run() async {
        let report = site.configuration.reportPath.map { StatisticsReport(path: $0, logger: logger) }
        await withDiscardingTaskGroup { group in
            if let report { group.addTask { [site] in await report.run { site.statistics } } }
            await withTaskCancellationHandler {
                try? await listener.closeFuture.get()
            } onCancel: {
                listener.close(promise: nil)
            }
            await close()
            group.cancelAll()
        }
        report?.write(statistics)
    }

    /// Ends all sessions, and listens no more.
    package func close() async {
        try? await listener.close().get()
        let connections = site.close()
        for connection in connections { connection.pipeline.fireUserInboundEventTriggered(CameraHandler.Goodbye()) }
        for connection in connections { try? await connection.closeFuture.get() }
    }
}

extension CameraServerError {
    fileprivate init(_ error: any Error, _ configuration: CameraServer.Configuration) {
        let (host, port) = (configuration.host, configuration.port)
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: self = .addressInUse(host: host, port: port)
        case EACCES: self = .portForbidden(port)
        case EADDRNOTAVAIL: self = .noSuchAddress(host)
        default: self = .cannotListen(host: host, port: port, reason: "\(error)")
        }
    }
}
