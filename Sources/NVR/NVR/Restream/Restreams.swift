import Catalog
import Changes
import Live
import Logging
import NIOCore
import NIOPosix
import Restream
import Stream

/// The RTSP server as people set it up: begins, changes and ends it while the recorder runs.
package actor Restreams {
    /// An address that is wanted.
    private struct Place {
        let endpoint: RestreamSettings.Endpoint
        var listener: RestreamListener?
        var problem: String?
    }

    let services: DomainServices
    let doorkeeper: RestreamDoorkeeper
    private let hub: LiveHub
    private let configuration: RestreamConfiguration?
    let changing = OneAtATime()
    private(set) var kept = RestreamKept()
    private var server: RestreamServer?
    private var loops: MultiThreadedEventLoopGroup?
    private var places: [Place] = []
    /// Whether it may listen: between the start of the recorder and its end.
    private(set) var isRunning = false
    /// Addresses that are begun and ended each by itself: as they are kept, and as they listen.
    var outlets = KeptOutlets()
    var openOutlets: [String: OpenOutlet] = [:]

    /// How often an address that could not be had is tried again.
    private static let retry: Duration = .seconds(10)

    init(
        services: DomainServices,
        people: People,
        cameras: Cameras,
        hub: LiveHub,
        derived: DerivedStreams? = nil,
        configuration: RestreamConfiguration?
    ) {
        self.services = services
        self.hub = hub
        self.configuration = configuration
        doorkeeper = RestreamDoorkeeper(people: people, cameras: cameras, services: services, derived: derived)
    }

    /// Reads what was set, and takes over what is new in the configuration.
    func open() async throws {
        try await read()
        services.restores.add { [weak self] in await self?.restored() }
        guard let configuration else { return }
        try await make(configuration.outlets)
        guard configuration.settings != kept.fromFile else { return }
        if let settings = configuration.settings {
            do throws(DomainError) {
                try RestreamRules.check(settings)
            } catch {
                throw StartError("The rtsp_server of the configuration cannot be used: \(error.sentence)")
            }
            kept.settings = settings
        }
        kept.fromFile = configuration.settings
        try await keep(kept)
    }

    private func read() async throws {
        if let text = try await services.catalog.setting(KeptOutlets.key) { outlets = KeptOutlets(text) ?? outlets }
        guard let text = try await services.catalog.setting(RestreamKept.key) else { return }
        kept = RestreamKept(text) ?? kept
    }

    private func keep(_ kept: RestreamKept) async throws {
        try await services.catalog.changeSettings([RestreamKept.key: kept.text()])
    }

    /// A backup was restored: what it says counts at once.
    private func restored() async {
        await changing.run {
            do {
                try await self.read()
            } catch {
                self.services.logger.error(
                    "the RTSP server goes on as it was set up before the restore",
                    metadata: ["reason": "\(error)"]
                )
            }
            await self.bringInLine()
            await self.bringOutletsInLine(reopening: { _ in true })
        }
    }

    // MARK: Asking

    /// - Throws: `forbidden`, `unproven`.
    package func status(as principal: Principal) async throws(DomainError) -> RestreamStatus {
        try Policy.require(principal, .seeSystem)
        return await status()
    }

    func status() async -> RestreamStatus {
        let statistics = await server?.statistics() ?? RestreamStatistics()
        let addresses = kept.settings.all.map { endpoint in
            let place = places.first { $0.endpoint == endpoint }
            return RestreamStatus.Address(
                endpoint: endpoint,
                port: place?.listener?.port,
                problem: place?.problem
            )
        }
        return RestreamStatus(
            settings: kept.settings,
            addresses: addresses,
            connections: statistics.connections,
            viewers: statistics.viewers,
            streams: statistics.streams,
            units: statistics.units,
            unitsLeftOut: statistics.unitsLeftOut
        )
    }

    /// What is wrong, in sentences.
    var problems: [String] { places.compactMap(\.problem) + openOutlets.values.compactMap(\.problem).sorted() }

    // MARK: Changing

    /// Changes how the server is set up, and it with that: what of it runs and is not concerned goes on.
    ///
    /// - Throws: `invalid`, `forbidden`, `unproven`; where an address cannot be had, that is no error, but told in the status.
    package func change(as principal: Principal, _ change: RestreamChange) async throws -> RestreamStatus {
        try Policy.require(principal, .manageSystem)
        try await changing.run {
            let settings = change.applied(to: await self.kept.settings)
            try RestreamRules.check(settings)
            guard await settings != self.kept.settings else { return }
            try await self.take(settings)
            await self.services.audit.note("rtsp-server.change", by: principal)
            self.services.published(.changed, "settings")
        }
        return await status()
    }

    /// Ends all sessions, and begins anew with what is set.
    package func restart(as principal: Principal) async throws {
        try Policy.require(principal, .manageSystem)
        await changing.run {
            await self.closePlaces()
            await self.bringInLine()
        }
        await services.audit.note("rtsp-server.restart", by: principal)
    }

    private func take(_ settings: RestreamSettings) async throws {
        var changed = kept
        changed.settings = settings
        try await keep(changed)
        kept = changed
        await bringInLine()
    }

    // MARK: Running

    /// Serves until the task is cancelled; then everyone who watches is told.
    func run() async {
        isRunning = true
        while !Task.isCancelled {
            await changing.run {
                await self.bringInLine()
                await self.bringOutletsInLine()
            }
            // Cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: Self.retry)
        }
        isRunning = false
        await changing.run {
            await self.closePlaces()
            await self.bringOutletsInLine()
        }
    }

    /// Ends the event loop.
    func close() async {
        isRunning = false
        await closePlaces()
        await bringOutletsInLine()
        await server?.close()
        server = nil
        // Fails only where it has ended already.
        try? await loops?.shutdownGracefully()
        loops = nil
    }

    /// Ends all that is watched of a camera: whoever watched it may ask anew what he gets.
    func end(camera: String) async { await server?.end(camera: camera) }

    private func closePlaces() async {
        let closing = places
        places = []
        for place in closing { await place.listener?.close() }
    }

    /// Closes what is wanted no more, and opens what is missing.
    private func bringInLine() async {
        let wanted = isRunning && kept.settings.isEnabled ? kept.settings.all : []
        let sendsDatagrams = kept.settings.sendsDatagrams
        let surplus = places.filter { !wanted.contains($0.endpoint) || $0.listener?.sendsDatagrams == !sendsDatagrams }
        places.removeAll { place in surplus.contains { $0.endpoint == place.endpoint } }
        for place in surplus { await place.listener?.close() }
        for endpoint in wanted where !places.contains(where: { $0.endpoint == endpoint && $0.listener != nil }) {
            let before = places.first { $0.endpoint == endpoint }?.problem
            let place = await open(endpoint, sendsDatagrams, before: before)
            places.removeAll { $0.endpoint == endpoint }
            places.append(place)
        }
    }

    /// - Parameter before: the problem that it had at the last try; it is logged once.
    private func open(
        _ endpoint: RestreamSettings.Endpoint,
        _ sendsDatagrams: Bool,
        before: String?
    ) async -> Place {
        do {
            let listener = try await theServer().listen(address(endpoint, sendsDatagrams))
            services.logger.info(
                "the RTSP server listens",
                metadata: ["address": "\(endpoint.address)", "port": "\(listener.port)"]
            )
            if !endpoint.isSecure, !RestreamRules.isLoopback(endpoint.address) {
                services.logger.warning(
                    """
                    the RTSP server can be reached from other machines without encryption, so pictures can be read on the way, \
                    and passwords of clients that know Basic alone
                    """,
                    metadata: ["address": "\(endpoint.address)"]
                )
            }
            return Place(endpoint: endpoint, listener: listener)
        } catch {
            let problem = "The RTSP server does not listen at \(endpoint.address): \(error)."
            if problem != before { services.logger.error("\(problem)") }
            return Place(endpoint: endpoint, problem: problem)
        }
    }

    private func address(_ endpoint: RestreamSettings.Endpoint, _ sendsDatagrams: Bool) throws -> RestreamAddress {
        guard let (host, port) = RestreamRules.address(endpoint.address) else {
            throw StartError("that is no address")
        }
        var address = RestreamAddress(host: host, port: port, sendsDatagrams: sendsDatagrams)
        if let path = endpoint.path, let camera = endpoint.camera {
            address.paths = .one(path: path, RestreamID(camera: camera, stream: endpoint.stream))
        }
        if endpoint.isSecure {
            guard let configuration else { throw StartError("there is no certificate") }
            try configuration.openCertificate()
            address.secure = configuration.secure
        }
        return address
    }

    func theServer() async throws -> RestreamServer {
        if let server { return server }
        let loops = loops ?? MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.loops = loops
        let made = try await RestreamServer.make(
            gate: doorkeeper,
            hub: hub,
            on: loops.next(),
            logger: services.logger
        )
        server = made
        return made
    }
}
