import HTTPServing
import LightNVR
import Logging
import MiBee
import NIOCore
import NVR
import NativeAPI
import Reception
import VibeNVR
import WebApp

/// Makes the listeners of the configuration, and puts the faces on them.
struct ListenerFactory {
    private let server: ServerConfiguration
    private let logger: Logger
    /// Of all listeners together.
    private let counts = RequestCounts()
    private let budget: ConnectionBudget
    private let files: OpenFileLimit

    init(_ server: ServerConfiguration, files: OpenFileLimit, logger: Logger) {
        self.server = server
        self.files = files
        self.logger = logger
        budget = ConnectionBudget(limit: files.connections)
    }

    /// Binds every listener before the first one serves, so that an address in use ends the program at once.
    ///
    /// - Throws: `ListenError`; nothing is bound then.
    func open(_ recorder: Recorder, on group: any EventLoopGroup) async throws -> ListenerGroup {
        let app = try webApp()
        if let warning = files.warning { logger.warning("\(warning)") }
        var members: [ListenerGroup.Member] = []
        do {
            for (listener, name) in zip(server.listeners, ListenerConfiguration.names(of: server.listeners)) {
                var configuration = try listener.http(name: name, server)
                configuration.limits.connectionsPerAddress = min(
                    configuration.limits.connectionsPerAddress,
                    files.connectionsPerAddress
                )
                let face = HTTPListener(
                    configuration: configuration,
                    routes: try routes(of: listener, name: name, app: app, recorder),
                    eventLoopGroup: group,
                    budget: budget,
                    logger: logger
                )
                try await face.bind()
                members.append(.init(listener: face, configuration: listener))
                tell(listener, name)
                if let redirect = try listener.redirect(to: face, configuration, server) {
                    let gate = HTTPListener(
                        configuration: redirect,
                        routes: HTTPRoutes(),
                        eventLoopGroup: group,
                        budget: budget,
                        logger: logger
                    )
                    try await gate.bind()
                    members.append(.init(listener: gate, configuration: nil))
                }
            }
        } catch {
            await ListenerGroup(members: members).close()
            throw error
        }
        recorder.settings.show(listeners: members.map(\.words))
        return ListenerGroup(members: members)
    }

    func routes(
        of listener: ListenerConfiguration,
        name: String,
        app: StaticFiles,
        _ recorder: Recorder
    ) throws -> HTTPRoutes {
        if let dialect = listener.dialect { return self.routes(of: dialect, listener, name: name, recorder) }
        var routes = HTTPRoutes()
        var rules = NativeEndpoints.rules(listener: name, isOpen: listener.isOpen)
        rules.fixedLockout = listener.lockout
        let endpoints = try NativeEndpoints(recorder, version: Nightjar.version).all()
        Reception(rules, people: recorder.people, counts: counts).add(endpoints, to: &routes)
        app.addRoutes(to: routes.router)
        return routes
    }

    /// The routes of another product's API: none of them is in the document of the native one.
    private func routes(
        of dialect: Dialect,
        _ listener: ListenerConfiguration,
        name: String,
        _ recorder: Recorder
    ) -> HTTPRoutes {
        guard let face = Self.face(dialect, listener, recorder) else { return UnbuiltDialect(dialect).routes }
        var routes = HTTPRoutes(renderingProblems: face.render)
        var rules = face.rules(listener: name, isOpen: listener.isOpen)
        rules.fixedLockout = listener.lockout
        Reception(rules, people: recorder.people, counts: counts).add(face.endpoints, to: &routes)
        return routes
    }

    private static let built: Set<Dialect> = [.mibee, .lightnvr, .vibenvr]

    /// Nil for one that is not built yet.
    private static func face(
        _ dialect: Dialect,
        _ listener: ListenerConfiguration,
        _ recorder: Recorder
    ) -> DialectFace? {
        switch dialect {
        case .mibee: MiBeeFace.face(recorder, listen: listener.address)
        case .lightnvr: LightNVRFace.face(recorder, listen: listener.address)
        case .vibenvr: VibeNVRFace.face(recorder)
        case .ipcamera, .nem: nil
        }
    }

    func webApp() throws -> StaticFiles {
        // `/` is answered by the index itself.
        StaticFiles(
            try WebApp.files().filter { $0.path != "/" }.map { file in
                StaticFile(path: file.path, contentType: file.contentType, bytes: ByteBuffer(bytes: file.bytes))
            }
        )
    }

    /// What an owner should know of this listener.
    private func tell(_ listener: ListenerConfiguration, _ name: String) {
        if let dialect = listener.dialect, !Self.built.contains(dialect) {
            logger.warning(
                "dialect is not built yet: this listener answers 501 to everything",
                metadata: ["listener": "\(name)", "dialect": "\(dialect)"]
            )
        }
        for warning in listener.warnings(name: name) {
            logger.warning("\(warning)", metadata: ["listener": "\(name)"])
            Console.complain("warning: \(warning)")
        }
    }
}
