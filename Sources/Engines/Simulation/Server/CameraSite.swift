import Glibc
import Logging
import Media
import NIOCore
import Synchronization

/// What all connections of a server share.
final class CameraSite: Sendable {
    struct Stream: Sendable {
        let camera: SimulatedCamera
        let meter: CameraMeter
        /// The camera's clock, running since the server's start.
        let clock: CameraClock
    }

    let configuration: CameraServer.Configuration
    let logger: Logger
    private let streams: [String: Stream]
    private let pacers = Mutex<[ObjectIdentifier: NIOLoopBound<Pacer>]>([:])
    /// Nil when no more are taken.
    private let connections = Mutex<[ObjectIdentifier: any Channel]?>([:])

    init(_ configuration: CameraServer.Configuration, logger: Logger) throws(CameraServerError) {
        self.configuration = configuration
        self.logger = logger
        let clock = CameraClock(origin: Self.now, wall: Self.wall, speed: configuration.speed)
        streams = try configuration.camerasByPath().mapValues { camera in
            Stream(camera: camera, meter: CameraMeter(), clock: clock.ahead(by: camera.clockOffset))
        }
    }

    func stream(at path: String) -> Stream? { streams[path] }

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

    /// All connections that are open; from now on none is taken.
    func close() -> [any Channel] {
        connections.withLock { connections in
            defer { connections = nil }
            return connections.map { Array($0.values) } ?? []
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
