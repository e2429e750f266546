import Glibc
import Logging
import NIOCore
import NIOPosix
import NVR
import ServiceLifecycle
import UnixSignals

/// `nightjar serve`: opens everything that can fail, says where to look, and runs until it is told to stop.
struct Server {
    private let settings: ServerSettings
    private let start: ProgramStart
    private let logs: RecorderLogs
    private let logger: Logger

    /// How long everything may take to end in good order, before what is left is cancelled.
    private static let shutdown: Duration = .seconds(10)

    init(_ settings: ServerSettings, start: ProgramStart) {
        self.settings = settings
        self.start = start
        // All that the program logs goes through here, so that no secret reaches the console or those who read the log.
        logs = RecorderLogs(level: settings.logLevel)
        logger = logs.logger("nightjar")
    }

    /// - Returns: what somebody wants to come after the end; nil for nothing.
    /// - Throws: an error whose description is a sentence for the console.
    func run() async throws -> ProgramWish? {
        let files = OpenFileLimit.raised()
        let http = MultiThreadedEventLoopGroup(numberOfThreads: max(1, System.coreCount / 2))
        let demo = settings.isDemo ? try await DemoCameras.start(logger: logger) : nil
        let wishes = WishKeeper(start: start, logger: logger)
        let greeting = Greeting()
        let certificate = RTSPCertificate(settings.server, logger: logger)
        let recorder = try await Recorder.open(configuration(demo, wishes, greeting, certificate), logger: logger)
        // A terminal that is closed ends what was started in it; without one, the signal means: read the files again.
        let hasTerminal = isatty(STDIN_FILENO) == 1
        let stop = await StopSignals.trapped(and: hasTerminal ? [.sighup] : [])
        let reload = await UnixSignalsSequence(trapping: hasTerminal ? [] : [.sighup])
        let listeners: ListenerGroup
        do {
            listeners = try await ListenerFactory(settings.server, files: files, logger: logger).open(
                recorder,
                on: http
            )
        } catch {
            try await recorder.close()
            throw error
        }
        greeting.show(listeners)
        do {
            var services = services(demo, recorder, listeners, wishes, certificate)
            if !hasTerminal {
                services.append(.init(service: CertificateReload(listeners: listeners, signals: reload)))
            }
            var group = ServiceGroupConfiguration(services: services + [stop.service], logger: logger)
            group.maximumGracefulShutdownDuration = Self.shutdown
            try await ServiceGroup(configuration: group).run()
            try await http.shutdownGracefully()
        } catch  where wishes.wish != nil {
            // It shall end, or begin anew, all the same.
            logger.error("the end was not in good order", metadata: ["error": "\(error)"])
        }
        return wishes.wish
    }

    private func configuration(
        _ demo: DemoCameras?,
        _ wishes: WishKeeper,
        _ greeting: Greeting,
        _ certificate: RTSPCertificate
    ) -> RecorderConfiguration {
        RecorderConfiguration(
            dataDirectory: settings.server.dataDirectory,
            allowsLoopbackCameras: settings.server.allowLoopbackCameras,
            cameras: settings.server.cameras + (demo?.drafts ?? []),
            version: Nightjar.version,
            logs: logs,
            worker: start.programBeside("nightjar-worker"),
            firstAdministrator: settings.firstAdministrator,
            masterKey: settings.masterKey,
            restream: certificate.configuration(settings.server.rtspServer, outlets: settings.server.outlets),
            volumeRoots: settings.server.volumeRoots,
            onSetupCode: { greeting.show(setupCode: $0) },
            onWish: { wishes.take($0) }
        )
    }

    /// Ended in the reverse order: the faces first, then the recorder, then the cameras of the demo.
    private func services(
        _ demo: DemoCameras?,
        _ recorder: Recorder,
        _ listeners: ListenerGroup,
        _ wishes: WishKeeper,
        _ certificate: RTSPCertificate
    ) -> [ServiceGroupConfiguration.ServiceConfiguration] {
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = []
        if let demo { services.append(.init(service: demo)) }
        services.append(.init(service: certificate))
        services.append(.init(service: recorder))
        services.append(.init(service: listeners))
        services.append(.init(service: wishes, successTerminationBehavior: .gracefullyShutdownGroup))
        return services
    }
}
