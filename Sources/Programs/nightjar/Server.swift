import HTTPServing
import Logging
import NIOCore
import NIOPosix
import NVR
import NativeAPI
import ServiceLifecycle
import UnixSignals
import WebApp

/// `nightjar serve`: opens everything that can fail, says where to look, and runs until it is told to stop.
struct Server {
    private let settings: ServerSettings
    private let logger: Logger

    init(_ settings: ServerSettings) {
        self.settings = settings
        var logger = Logger(label: "nightjar") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = settings.logLevel
        self.logger = logger
    }

    /// - Throws: an error whose description is a sentence for the console.
    func run() async throws {
        let http = MultiThreadedEventLoopGroup(numberOfThreads: max(1, System.coreCount / 2))
        let demo = settings.isDemo ? try await DemoCameras.start(logger: logger) : nil
        let recorder = try await Recorder.open(recorderConfiguration(demo), logger: logger)
        let listeners: [HTTPListener]
        do {
            listeners = try await open(recorder, on: http)
        } catch {
            try await recorder.close()
            throw error
        }
        greet(listeners)
        // Ended in the reverse order: the faces first, then the recorder, then the cameras of the demo.
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = []
        if let demo { services.append(.init(service: demo)) }
        services.append(.init(service: recorder))
        services += listeners.map { .init(service: $0) }
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: configuration).run()
        try await http.shutdownGracefully()
    }

    private func recorderConfiguration(_ demo: DemoCameras?) -> RecorderConfiguration {
        RecorderConfiguration(
            dataDirectory: settings.server.dataDirectory,
            allowsLoopbackCameras: settings.server.allowLoopbackCameras,
            cameras: settings.server.cameras + (demo?.drafts ?? []),
            version: Nightjar.version
        )
    }

    /// Binds every listener before the first one serves, so that an address in use ends the program at once.
    private func open(_ recorder: Recorder, on group: any EventLoopGroup) async throws -> [HTTPListener] {
        // `/` is answered by the index itself.
        let files = try WebApp.files().filter { $0.path != "/" }.map { file in
            StaticFile(path: file.path, contentType: file.contentType, bytes: ByteBuffer(bytes: file.bytes))
        }
        var listeners: [HTTPListener] = []
        do {
            for listener in settings.server.listeners {
                let address = try SocketAddressText(listener.address)
                var routes: HTTPRoutes
                if let dialect = listener.dialect {
                    routes = UnbuiltDialect(dialect).routes
                    logger.warning(
                        "dialect is not built yet: this listener answers 501 to everything",
                        metadata: ["dialect": "\(dialect)", "address": "\(address)", "tls": "\(listener.tls != nil)"]
                    )
                } else {
                    routes = HTTPRoutes()
                    NativeRoutes(recorder).add(to: &routes)
                    StaticFiles(files).addRoutes(to: routes.router)
                }
                let opened = HTTPListener(
                    configuration: HTTPListenerConfiguration(
                        address: address,
                        name: listener.dialect?.rawValue ?? "native",
                        hosts: HostPolicy(allowedHosts: settings.server.allowedHosts)
                    ),
                    routes: routes,
                    eventLoopGroup: group,
                    logger: logger
                )
                try await opened.bind()
                listeners.append(opened)
            }
        } catch {
            for listener in listeners { await listener.close() }
            throw error
        }
        return listeners
    }

    /// For whoever started the program at a terminal.
    private func greet(_ listeners: [HTTPListener]) {
        for listener in listeners where listener.configuration.name == "native" {
            let host = listener.configuration.address.host
            let shown = host.contains(":") ? "[\(host)]" : host
            Console.say("Nightjar is ready: open http://\(shown):\(listener.port ?? 0)/ in a browser. Ctrl-C stops it.")
        }
    }
}
