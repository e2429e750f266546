import ArgumentParser
import HTTPAuthentication
import HTTPServing
import Logging
import RTSP
import ServiceLifecycle
import Simulation
import UnixSignals

struct CameraCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "camera",
        abstract: "Play clips as simulated RTSP cameras, without encoding.",
        discussion: """
            Without --file it plays clips of its own, with the number of the frame burned in, that loop without a seam: a \
            moving scene of H.264 with AAC at /main and /sub, H.265 with Opus at /h265, and Motion JPEG at /mjpeg.

            Cameras are odd. With --oddity NAME[=VALUE] all of these are odd in one way:

            \(CameraOddity.help)
            """
    )

    @Option(help: ArgumentHelp("Where it listens.", valueName: "host:port"))
    var listen = "127.0.0.1:8554"

    @Option(
        help: ArgumentHelp(
            "An MP4 file with H.264, H.265 or Motion JPEG, and AAC, Opus or G.711 if it has sound. May be given several times.",
            valueName: "clip.mp4"
        )
    )
    var file: [String] = []

    @Option(help: ArgumentHelp("The path of the file before it, in the same order.", valueName: "name"))
    var path: [String] = []

    @Option(help: "Play each clip as so many cameras more, at /NAME-1, /NAME-2 and so on.")
    var count = 1

    @Option(help: "A user name that clients must give.")
    var user: String?

    @Option(help: "The password to it.")
    var password: String?

    @Option(help: ArgumentHelp("How packets go to clients: both, tcp-only or udp-only.", valueName: "way"))
    var transport = CameraServer.Configuration.Transports.both

    @Option(help: ArgumentHelp("Encrypt what is listened on: off or self-signed.", valueName: "certificate"))
    var tls = CameraServer.Configuration.Security.none

    @Option(help: ArgumentHelp("Give Motion JPEG over HTTP too: /NAME.mjpeg and /NAME.jpg.", valueName: "host:port"))
    var http: String?

    @Option(help: ArgumentHelp("Be an ONVIF device there, with a profile for each camera.", valueName: "host:port"))
    var onvif: String?

    @Option(
        help: ArgumentHelp(
            "Let the ONVIF device be found by WS-Discovery; 0.0.0.0:3702 is where everyone looks.",
            valueName: "host:port"
        )
    )
    var discovery: String?

    @Option(help: ArgumentHelp("Let something move in front of the ONVIF device every so often.", valueName: "seconds"))
    var motionEvery: Double?

    @Option(help: ArgumentHelp("Lose so many of a hundred datagrams.", valueName: "percent"))
    var loss = 0.0

    @Option(help: ArgumentHelp("Let so many of a hundred datagrams be overtaken by others.", valueName: "percent"))
    var reorder = 0.0

    @Option(help: ArgumentHelp("Lose and swap others than with another number.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Be odd in this way. May be given several times.", valueName: "name[=value]"))
    var oddity: [String] = []

    @Option(help: ArgumentHelp("Stop sending after so many pictures of each session.", valueName: "n"))
    var frames: Int?

    @Flag(help: "Begin each session with the clip's first picture, not with the camera's clock.")
    var fromStart = false

    @Flag(help: "Send H.265 with decoding order numbers (sprop-max-don-diff=1).")
    var decodingOrder = false

    @Flag(help: "Write each RTP packet by itself, not each picture whole.")
    var packets = false

    @Option(help: ArgumentHelp("Write what was sent into this file each second, as JSON.", valueName: "file"))
    var report: String?

    func run() async throws {
        try await orExplain {
            let stop = await StopSignals.trapped()
            let server = try await CameraServer.bind(try configuration(), logger: Logger(label: "camera"))
            sayReady(server)
            let group = ServiceGroupConfiguration(
                services: [.init(service: Player(server: server)), stop.service],
                logger: Logger(label: "camera") { _ in SwiftLogNoOpLogHandler() }
            )
            try await ServiceGroup(configuration: group).run()
        }
    }

    private func sayReady(_ server: CameraServer) {
        let isSecure = tls == .selfSigned
        Console.say("ready: rtsp\(isSecure ? "s" : "")://\(Self.address(listen, port: server.port))/")
        if let http, let port = server.httpPort {
            Console.say("ready: http\(isSecure ? "s" : "")://\(Self.address(http, port: port))/")
        }
        if let onvif, let port = server.onvifPort {
            Console.say("ready: http\(isSecure ? "s" : "")://\(Self.address(onvif, port: port))/onvif/device_service")
        }
    }

    /// As it was given, but with the port that there is.
    private static func address(_ text: String, port: Int) -> String {
        let host = text[..<(text.lastIndex(of: ":") ?? text.endIndex)]
        return "\(host):\(port)"
    }

    private func configuration() throws -> CameraServer.Configuration {
        let address = try SocketAddressText(listen)
        var configuration = CameraServer.Configuration(cameras: SimulatedCamera.cameras(try clips(), count: count))
        configuration.host = address.host
        configuration.port = Int(address.port)
        if let http {
            let address = try SocketAddressText(http)
            configuration.http = .init(host: address.host, port: Int(address.port))
        }
        if let onvif {
            let address = try SocketAddressText(onvif)
            configuration.onvif = .init(host: address.host, port: Int(address.port))
        }
        if let discovery {
            let address = try SocketAddressText(discovery)
            configuration.discovery = .init(host: address.host, port: Int(address.port))
        }
        configuration.motionInterval = motionEvery.map { .seconds($0) }
        configuration.transports = transport
        configuration.security = tls
        configuration.loss = loss
        configuration.reordering = reorder
        configuration.seed = seed
        configuration.oddities = try OddityPlan(oddity)
        configuration.startsAtPlay = fromStart
        configuration.delivery = packets ? .packets : .bursts
        configuration.videoUnitLimit = frames
        configuration.reportPath = report
        if let user { configuration.credentials = HTTPCredentials(username: user, password: password ?? "") }
        return configuration
    }

    private func clips() throws -> [NamedClip] {
        let orderDifference: UInt16 = decodingOrder ? 1 : 0
        guard !file.isEmpty else { return try Clip.demo(orderDifference: orderDifference) }
        guard path.count == file.count else {
            throw ConfigurationError(
                description: "Give a --path for each --file: \(file.count) files, \(path.count) paths."
            )
        }
        return try zip(file, path).map { file, path in
            NamedClip(name: path, clip: try Clip.load(file, orderDifference: orderDifference))
        }
    }

    func validate() throws {
        guard (1...10_000).contains(count) else { throw ValidationError("--count is a number from 1 to 10000.") }
        if let frames, frames < 1 { throw ValidationError("--frames is a number above 0.") }
        guard onvif != nil || (discovery == nil && motionEvery == nil) else {
            throw ValidationError("--discovery and --motion-every need --onvif.")
        }
        if let motionEvery, !(0.1...86_400).contains(motionEvery) {
            throw ValidationError("--motion-every is a number of seconds from 0.1 to 86400.")
        }
        guard user != nil || password == nil else { throw ValidationError("--password needs a --user.") }
    }

    private struct Player: Service {
        let server: CameraServer
        func run() async throws { await cancelWhenGracefulShutdown { await server.run() } }
    }
}

extension CameraServer.Configuration.Transports: ExpressibleByArgument {}
extension CameraServer.Configuration.Security: ExpressibleByArgument {}
