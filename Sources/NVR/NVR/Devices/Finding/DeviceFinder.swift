import Catalog
import Changes
import Devices
import Logging
import Media
import NIOCore
import ONVIF
import Stream
import Synchronization

/// Finds cameras that nobody has added yet. For those who may add cameras.
package struct DeviceFinder: Sendable {
    let services: DomainServices
    let cameras: Cameras
    let settings: Settings
    let workers: RecorderWorkers

    var book: DeviceBook { services.devices }
    var devices: CameraDevices { CameraDevices(services: services, cameras: cameras, workers: workers) }

    package static let searchSeconds = 1...30
    package static let usualSearch = 4
    /// Addresses of a network that are asked one by one.
    private static let mostTargets = 1024

    // MARK: Asking

    package func status(as principal: Principal) throws(DomainError) -> SearchStatus {
        try Policy.require(principal, .addCameras)
        let (search, found) = book.state.withLock { ($0.search, $0.found.count) }
        return SearchStatus(
            isEnabled: settings.value(\.discovery.isEnabled),
            interval: settings.value(\.discovery.interval),
            network: settings.value(\.discovery.network),
            networks: LocalNetworks.ranges,
            isRunning: search.isRunning,
            isListening: search.isListening,
            lastRun: search.lastRun,
            problem: search.problem,
            found: found
        )
    }

    /// Those that were found, each with the camera that it is already.
    package func found(as principal: Principal) async throws -> [(device: FoundDevice, camera: String?)] {
        try Policy.require(principal, .addCameras)
        let known = try await knownPlaces()
        return book.state.withLock(\.found).map { device in
            (device, ServiceAddress(device.deviceURL).flatMap { known.camera(at: $0) })
        }
    }

    // MARK: Searching

    /// Looks for devices now, and returns those that are known then.
    ///
    /// - Parameter network: of private addresses, each of which is asked besides; then those that are in it are returned.
    package func search(
        as principal: Principal,
        seconds: Int? = nil,
        network: String? = nil
    ) async throws -> [(device: FoundDevice, camera: String?)] {
        try Policy.require(principal, .addCameras)
        let seconds = seconds ?? Self.usualSearch
        guard Self.searchSeconds.contains(seconds) else {
            throw DomainError(.invalid, "seconds is a number from 1 to 30.", member: "seconds")
        }
        let range = try network.map(Self.range)
        try await search(for: .seconds(seconds), besides: range)
        let known = try await found(as: principal)
        guard let range else { return known }
        return known.filter { range.contains($0.device.address) }
    }

    private static func range(_ network: String) throws(DomainError) -> AddressRange {
        guard let range = AddressRange(network), range.count <= mostTargets, range.isPrivate else {
            throw DomainError(
                .invalid,
                "network is a private network of \(mostTargets) addresses at most (192.168.1.0/24), or an address.",
                member: "network"
            )
        }
        return range
    }

    /// - Parameter range: asked besides the networks of this machine, and that of the settings.
    func search(for duration: Duration, besides range: AddressRange? = nil) async throws {
        try await book.searching.run { [self] in
            book.state.withLock { $0.search.isRunning = true }
            defer { book.state.withLock { $0.search.isRunning = false } }
            let network = await cameras.deviceNetwork()
            let result = await network.search(logger: services.logger).probe(for: duration, at: targets(besides: range))
            try Task.checkCancellation()
            let now = services.time.wall
            let policy = cameras.rules.policy(isDemo: false)
            let all = book.state.withLock { state in
                let found = result.found.map { one in
                    FoundDevice(one, at: now, policy: policy)
                        .placed(by: state.found, saysWhere: !one.device.addresses.isEmpty)
                }
                state.found = FoundDevice.merged(state.found, found)
                state.search.lastRun = now
                state.search.problem =
                    result.ways == 0
                    ? "No network interface of this machine can multicast: look through a range of addresses instead."
                    : nil
                return state.found
            }
            try await keep(all)
        }
    }

    private func targets(besides range: AddressRange?) -> [SocketAddress] {
        let usual = settings.value(\.discovery.network).flatMap { AddressRange($0) }
        return [usual, range].compactMap(\.self).flatMap { range in
            (0..<min(range.count, Self.mostTargets)).compactMap { place in
                try? SocketAddress(ipAddress: range[place], port: DiscoveryMessage.port)
            }
        }
    }

    private func keep(_ found: [FoundDevice]) async throws {
        try await services.catalog.changeSettings([FoundDevice.key: try FoundDevice.text(found)])
        services.published(.state, EventObject.discovery)
    }

    /// Forgets those that were found; the next search finds them again.
    package func forget(as principal: Principal) async throws {
        try Policy.require(principal, .addCameras)
        book.state.withLock { $0.found = [] }
        try await keep([])
    }

    // MARK: Running

    /// Looks for devices as it is set, and listens to those who come and go, until the task is cancelled.
    func run() async {
        let kept = try? await services.catalog.setting(FoundDevice.key)
        book.state.withLock { $0.found = FoundDevice.read(kept) }
        while !Task.isCancelled {
            // Anew each time: one whose reader was cancelled has ended.
            let changes = settings.changes(of: "discovery")
            if settings.value(\.discovery.isEnabled) { await searchOn(until: changes) } else { await next(of: changes) }
        }
    }

    /// Until a setting is another.
    private func searchOn(until changes: AsyncStream<Void>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await next(of: changes) }
            group.addTask { await listen() }
            group.addTask {
                while !Task.isCancelled {
                    do {
                        try await search(for: .seconds(Self.usualSearch))
                    } catch {
                        services.logger.debug("devices could not be looked for", metadata: ["reason": "\(error)"])
                    }
                    // The beat itself; cut short by being cancelled alone.
                    try? await Task.sleep(for: .seconds(settings.value(\.discovery.interval)))
                }
            }
            // The first two go on for as long as they may: what ends first is the waiting for a change.
            await group.next()
            group.cancelAll()
        }
    }

    private func next(of changes: AsyncStream<Void>) async { for await _ in changes { return } }

    private func listen() async {
        let network = await cameras.deviceNetwork()
        let policy = cameras.rules.policy(isDemo: false)
        defer { book.state.withLock { $0.search.isListening = false } }
        do {
            try await network.search(logger: services.logger).listen {
                book.state.withLock { $0.search.isListening = true }
            } _: { heard in
                let now = services.time.wall
                let all = book.state.withLock { state in
                    switch heard {
                    case .found(let found):
                        state.found = FoundDevice.merged(
                            state.found,
                            greeted: FoundDevice(found, at: now, policy: policy),
                            saysWhere: !found.device.addresses.isEmpty
                        )
                    case .gone(let endpoint, let sender):
                        for place in state.found.indices
                        where state.found[place].endpoint == endpoint && state.found[place].address == sender {
                            state.found[place].isOnline = false
                        }
                    }
                    return state.found
                }
                do {
                    try await keep(all)
                } catch {
                    services.logger.debug("who was found could not be kept", metadata: ["reason": "\(error)"])
                }
            }
        } catch {
            services.logger.info(
                "cameras that come and go are not heard: another program has the port of WS-Discovery for itself",
                metadata: ["error": "\(error)"]
            )
            // Until the settings change; a search finds everyone all the same.
            try? await Task.sleep(for: .seconds(86_400))
        }
    }
}
