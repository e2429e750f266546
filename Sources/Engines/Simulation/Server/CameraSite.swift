import Datagrams
import Glibc
import HTTPAuthentication
import Logging
import Media
import NIOCore
import Synchronization

/// What all connections of a server share.
final class CameraSite: Sendable {
    let configuration: CameraServer.Configuration
    let logger: Logger
    private let streams: [String: CameraStream]
    private let pacers = Mutex<[ObjectIdentifier: NIOLoopBound<Pacer>]>([:])
    /// By the event loop.
    private let sockets = Mutex<[ObjectIdentifier: DatagramSockets]>([:])
    /// Nil when no more are taken.
    private let connections = Mutex<[ObjectIdentifier: any Channel]?>([:])
    private let leftover = Mutex<LeftoverSession?>(nil)
    /// Of HTTP, whose clients answer a challenge on another connection as well; nil where everyone may come in.
    private let gate: Mutex<CameraGate?>

    init(_ configuration: CameraServer.Configuration, logger: Logger) throws(CameraServerError) {
        self.configuration = configuration
        self.logger = logger
        gate = Mutex(configuration.credentials.map { CameraGate($0, configuration.oddities, now: Self.now) })
        let rate = configuration.oddities.number(of: .wrongRate) ?? 1
        let clock = CameraClock(
            origin: Self.now,
            wall: Self.wall,
            speed: configuration.speed * rate,
            wallRate: 1 / rate
        )
        // What is sent of the past must be there from the beginning.
        let past = configuration.oddities.seconds(of: .burstStart) ?? .zero
        streams = try CameraStream.all(configuration, clock: clock.ahead(by: past))
        if configuration.http != nil, !streams.values.contains(where: \.hasPictures) { throw .noPictures }
    }

    func stream(at path: String) -> CameraStream? { streams[path] }

    var statistics: CameraServerStatistics {
        var paths: [String: CameraStatistics] = [:]
        for (path, stream) in streams { paths["/" + path] = stream.meter.statistics }
        return CameraServerStatistics(paths: paths)
    }

    /// The pacer of an event loop; called on it.
    func pacer(of eventLoop: any EventLoop) -> Pacer {
        pacers.withLock { pacers in
            let key = ObjectIdentifier(eventLoop)
            let pacer = pacers[key] ?? NIOLoopBound(Pacer(eventLoop: eventLoop), eventLoop: eventLoop)
            pacers[key] = pacer
            return pacer.value
        }
    }

    /// The UDP sockets of an event loop; nil where it has none.
    func sockets(of eventLoop: any EventLoop) -> DatagramSockets? {
        sockets.withLock { $0[ObjectIdentifier(eventLoop)] }
    }

    /// What a request over HTTP is to be refused with; see ``CameraGate/refusal(of:method:uri:accounts:now:)``.
    func refusal(
        of authorization: String?,
        method: String,
        uri: String,
        accounts: [HTTPCredentials]? = nil
    ) -> [String]? {
        gate.withLock {
            $0?.refusal(of: authorization, method: method, uri: uri, accounts: accounts, now: Self.now)
        }
    }

    func use(_ sockets: [ObjectIdentifier: DatagramSockets]) { self.sockets.withLock { $0 = sockets } }

    // MARK: Connections

    /// False when the server is closing.
    func opened(_ channel: any Channel) -> Bool {
        connections.withLock { connections in
            connections?.updateValue(channel, forKey: ObjectIdentifier(channel))
            return connections != nil
        }
    }

    func closed(_ channel: any Channel) {
        connections.withLock { _ = $0?.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    var openConnections: [any Channel] { connections.withLock { $0.map { Array($0.values) } ?? [] } }

    /// All connections that are open; from now on none is taken.
    func close() -> [any Channel] {
        connections.withLock { connections in
            defer { connections = nil }
            return connections.map { Array($0.values) } ?? []
        }
    }

    // MARK: A session without a connection

    func leave(_ session: LeftoverSession?) { leftover.withLock { $0 = session } }

    /// The session whose packets the next connection gets.
    func takeLeftover() -> LeftoverSession? {
        leftover.withLock { leftover in
            defer { leftover = nil }
            return leftover
        }
    }

    // MARK: Clocks

    static var now: MonotonicTime { MonotonicTime(nanoseconds: Int64(NIODeadline.now().uptimeNanoseconds)) }

    private static var wall: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
