package import Logging
package import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Simulated cameras: clips that play for ever at paths of an RTSP server, and Motion JPEG over HTTP too. It encodes
/// nothing, so that one process can be hundreds of cameras.
package final class CameraServer: Sendable {
    /// Where it listens.
    package let port: Int
    /// Where it listens for HTTP; nil where it does not.
    package let httpPort: Int?
    /// Where it is an ONVIF device, and where that is looked for; nil where it is none.
    package let onvifPort: Int?
    package let discoveryPort: Int?

    private let site: CameraSite
    private let device: SimulatedDevice?
    private let security: NIOSSLContext?
    private let group: any EventLoopGroup
    /// Nil while they are closed.
    private let ports: Mutex<CameraPorts?>
    private let logger: Logger
    /// Ends when the server is closed.
    private let open: (stream: AsyncStream<Never>, continuation: AsyncStream<Never>.Continuation)

    /// How long the ports stay closed where cameras are restarted.
    private static let restartPause = Duration.seconds(2)

    /// Listens, and serves from now on; ``run()`` or ``close()`` must follow.
    ///
    /// - Parameter group: the connections are spread over its event loops, and each of them paces its own.
    package static func bind(
        _ configuration: Configuration,
        on group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger
    ) async throws(CameraServerError) -> CameraServer {
        let site = try CameraSite(configuration, logger: logger)
        let security = try CameraPorts.makeSecurity(configuration)
        let device = configuration.onvif.map { _ in SimulatedDevice(site) }
        let ports = try await CameraPorts.open(site, device, security, on: group)
        return CameraServer(site: site, device: device, security: security, group: group, ports: ports, logger: logger)
    }

    private init(
        site: CameraSite,
        device: SimulatedDevice?,
        security: NIOSSLContext?,
        group: any EventLoopGroup,
        ports: CameraPorts,
        logger: Logger
    ) {
        self.site = site
        self.device = device
        self.security = security
        self.group = group
        self.ports = Mutex(ports)
        self.logger = logger
        port = ports.numbers.rtsp
        httpPort = ports.numbers.http
        onvifPort = ports.numbers.onvif
        discoveryPort = ports.numbers.discovery
        open = AsyncStream.makeStream(of: Never.self)
    }

    package var statistics: CameraServerStatistics { site.statistics }

    /// Serves until the task is cancelled; says goodbye to all clients then.
    package func run() async {
        let report = site.configuration.reportPath.map { StatisticsReport(path: $0, logger: logger) }
        let interval = site.configuration.oddities.seconds(of: .restartEvery)
        await withDiscardingTaskGroup { group in
            if let report { group.addTask { [site] in await report.run { site.statistics } } }
            if let interval { group.addTask { await self.restart(every: interval) } }
            if let device, let interval = site.configuration.motionInterval {
                group.addTask { await device.move(every: interval) }
            }
            for await _ in open.stream {}
            group.cancelAll()
        }
        await close()
        report?.write(statistics)
    }

    /// Ends all sessions, and listens no more.
    package func close() async {
        open.continuation.finish()
        await closePorts {
            let connections = site.close()
            for connection in connections { connection.pipeline.fireUserInboundEventTriggered(CameraHandler.Goodbye()) }
            for connection in connections { try? await connection.closeFuture.get() }
        }
    }

    /// - Parameter endSessions: called when no more are taken.
    @discardableResult
    private func closePorts(_ endSessions: () async -> Void) async -> CameraPorts.Numbers? {
        let open = ports.withLock { ports in
            defer { ports = nil }
            return ports
        }
        await open?.closeListeners()
        await endSessions()
        await open?.closeSockets()
        return open?.numbers
    }

    /// Until the task is cancelled.
    private func restart(every interval: Duration) async {
        while (try? await Task.sleep(for: interval)) != nil {
            let numbers = await closePorts {
                for connection in site.openConnections { try? await connection.close() }
                site.leave(nil)
            }
            // A sleep that fails was cancelled: the server ends, and opens nothing any more.
            guard let numbers, (try? await Task.sleep(for: Self.restartPause)) != nil else { return }
            do {
                let opened = try await CameraPorts.open(site, device, security, on: group, again: numbers)
                ports.withLock { $0 = opened }
            } catch {
                return logger.error("the cameras could not be started again", metadata: ["error": "\(error)"])
            }
        }
    }
}
