package import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// One address that answers HTTP and WebSockets.
///
/// `bind` opens the address without taking a connection, so that a program can open all its addresses, or fail, before it
/// starts anything else; `run` serves until the group shuts down. Connections then end within `limits.drain`: idle ones at
/// once, requests under way when they are answered, WebSockets and endless bodies promptly.
package final class HTTPListener: Service, CustomStringConvertible {
    private enum Accepted: Sendable {
        case plain(HTTPConnections.Value)
        case secure(SecureConnections.Value)
    }

    private struct Opened: Sendable {
        let channel: any Channel
        let accepted: AsyncStream<Accepted>
        let port: Int
    }

    private enum State {
        case idle
        case binding
        case bound(Opened)
        case running(Opened)
        case stopped
    }

    package let configuration: HTTPListenerConfiguration
    private let group: any EventLoopGroup
    private let plain: HTTPConnections
    private let secure: SecureConnections?
    private let open: OpenConnections
    private let logger: Logger
    private let state = Mutex(State.idle)
    private let isStopping = Atomic(false)

    /// - Parameters:
    ///   - routes: may not change any more.
    ///   - eventLoopGroup: for HTTP alone, so that cameras never wait for it.
    ///   - budget: the connections that this listener shares with others.
    package init(
        configuration: HTTPListenerConfiguration,
        routes: HTTPRoutes,
        eventLoopGroup: any EventLoopGroup,
        budget: ConnectionBudget = ConnectionBudget(),
        logger: Logger
    ) {
        var logger = logger
        logger[metadataKey: "listener"] = "\(configuration.name)"
        self.configuration = configuration
        self.logger = logger
        group = eventLoopGroup
        let limits = configuration.limits
        let open = OpenConnections(
            limit: limits.connections,
            perAddress: limits.connectionsPerAddress,
            budget: budget
        )
        let frontDoor = FrontDoor(configuration: configuration, routes: routes, logger: logger)
        let http1 = HTTPConnections(
            frontDoor: frontDoor,
            connections: open,
            limits: limits,
            isSecure: configuration.tls != nil,
            logger: logger
        )
        self.open = open
        plain = http1
        secure = configuration.tls.map { tls in
            SecureConnections(
                keeper: CertificateKeeper(tls, logger: logger),
                http1: http1,
                http2: HTTP2Connections(frontDoor: frontDoor, connections: open, limits: limits),
                limits: limits
            )
        }
    }

    package var description: String { "HTTP listener \(configuration.name)" }

    /// The port that is listened on; nil before `bind`.
    package var port: Int? {
        state.withLock { state in
            switch state {
            case .bound(let opened), .running(let opened): opened.port
            case .idle, .binding, .stopped: nil
            }
        }
    }

    /// The certificate that is shown just now, with its chain, as PEM; nil without TLS and before `bind`.
    package var certificatePEM: [UInt8]? { secure?.keeper.certificatePEM }

    /// By which a person recognises that certificate: SHA-256 of its bytes, `AB:CD:…`; nil where there is none.
    package var certificateFingerprint: String? { secure?.keeper.fingerprint }

    /// Looks at once whether the certificate's files have changed, which is else done every few seconds.
    package func reloadCertificate() { secure?.keeper.look() }

    /// Opens the address; connections wait until `run`.
    ///
    /// - Returns: the port, which the system has chosen if the address names port 0.
    @discardableResult
    package func bind() async throws(ListenError) -> Int {
        let isFirst = state.withLock { state in
            guard case .idle = state else { return false }
            state = .binding
            return true
        }
        precondition(isFirst, "a listener is bound once")
        do {
            try secure?.keeper.open()
            let opened = try await listen()
            state.withLock { $0 = .bound(opened) }
            logger.info("listening", metadata: ["address": "\(configuration.address.host)", "port": "\(opened.port)"])
            return opened.port
        } catch {
            state.withLock { $0 = .stopped }
            throw failure(ListenError.Reason(error))
        }
    }

    /// Closes an address that was bound and shall not be served after all.
    package func close() async {
        let opened = state.withLock { state -> Opened? in
            guard case .bound(let opened) = state else { return nil }
            state = .stopped
            return opened
        }
        try? await opened?.channel.close().get()
    }

    /// Serves until the group shuts down or the task is cancelled; binds first where that has not been done.
    ///
    /// - Throws: `ListenError`.
    package func run() async throws {
        if case .idle = state.withLock({ $0 }) { try await bind() }
        let opened = state.withLock { state -> Opened? in
            guard case .bound(let opened) = state else { return nil }
            state = .running(opened)
            return opened
        }
        guard let opened else { return }
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await serve(opened)
            } onGracefulShutdown: {
                self.stop(opened, drain: self.configuration.limits.drain)
            }
        } onCancel: {
            self.stop(opened, drain: .zero)
        }
        state.withLock { $0 = .stopped }
        if !isStopping.load(ordering: .acquiring) { throw failure(.lost) }
    }

    private func serve(_ opened: Opened) async {
        await withDiscardingTaskGroup { group in
            if let keeper = secure?.keeper { group.addTask { await keeper.watch() } }
            opened.channel.setOption(.autoRead, value: true).whenFailure { _ in opened.channel.close(promise: nil) }
            for await connection in opened.accepted {
                group.addTask { await self.handle(connection) }
            }
            open.quiesce()
            try? await open.drained(on: opened.channel.eventLoop).get()
            // What still runs has lost its connection.
            group.cancelAll()
        }
    }

    private func handle(_ connection: Accepted) async {
        switch connection {
        case .plain(let value): await plain.handle(value: value, logger: logger)
        case .secure(let value): await secure?.handle(value: value, logger: logger)
        }
    }

    private func setup(_ channel: any Channel) -> EventLoopFuture<Accepted> {
        if let secure { return secure.setup(channel: channel, logger: logger).map { .secure($0) } }
        return plain.setup(channel: channel, logger: logger).map { .plain($0) }
    }

    /// Of a peer that is counted by its address.
    private func countedAddress(of channel: any Channel) -> IPAddress? {
        let facts = ConnectionFacts(channel: channel, isSecure: false, version: .http1)
        return facts.address.flatMap { configuration.proxies.contains($0) ? nil : $0 }
    }

    private func stop(_ opened: Opened, drain: Duration) {
        isStopping.store(true, ordering: .releasing)
        opened.channel.close(promise: nil)
        if drain == .zero { return open.closeAll() }
        open.quiesce()
        opened.channel.eventLoop.scheduleTask(in: TimeAmount(drain)) { [open] in open.closeAll() }
    }

    private func listen() async throws -> Opened {
        let (accepted, continuation) = AsyncStream.makeStream(of: Accepted.self)
        let limits = configuration.limits
        let stall = Int(limits.stalledPeer / .milliseconds(1))
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.userTimeout), value: Int(CInt(clamping: stall)))
            .childChannelInitializer { channel in
                guard self.open.add(channel, address: self.countedAddress(of: channel)) else { return channel.close() }
                return self.setup(channel).map { value in
                    if case .terminated = continuation.yield(value) { channel.close(promise: nil) }
                }
            }
            .bind(host: configuration.address.host, port: Int(configuration.address.port))
            .get()
        channel.closeFuture.whenComplete { _ in continuation.finish() }
        return Opened(channel: channel, accepted: accepted, port: channel.localAddress?.port ?? 0)
    }

    private func failure(_ reason: ListenError.Reason) -> ListenError {
        ListenError(address: configuration.address, reason: reason, setting: configuration.addressSetting)
    }
}
