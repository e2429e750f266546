import Cryptography
import HTTPAuthentication
package import Media
import SDP

/// Our side of the conversation with one client on one connection: it may look at one stream at a time.
///
/// Feed it what happens and do what it answers. Requests are answered one after another, also where the owner takes its
/// time to look up a user or a stream.
package struct RTSPServerSession: Sendable {
    /// A request that waits for the owner.
    enum Pending: Sendable {
        case authentication(RTSPRequest, PresentedLogin)
        case description(RTSPRequest)
        case play(RTSPRequest)
    }

    static let methods: [RTSPMethod] = [
        .options, .describe, .setup, .play, .pause, .teardown, .getParameter, .setParameter,
    ]
    private static let maximumWaiting = 8

    let configuration: Configuration
    let random: @Sendable (Int) -> [UInt8]
    var pending: Pending?
    var waiting: [RTSPRequest] = []
    var user: String?
    private var failures = 0
    var stream: SessionDescription?
    var tracks: [RTSPServerTrack] = []
    /// By media: the URLs by which the client has set them up.
    var urls: [Int: String] = [:]
    var identifier: String?
    var isPlaying = false
    private var isClosed = false
    private var lastActivity: MonotonicTime

    /// - Parameters:
    ///   - now: when the connection was made.
    ///   - random: so many random bytes, for session identifiers.
    package init(
        _ configuration: Configuration = Configuration(),
        now: MonotonicTime,
        random: @escaping @Sendable (Int) -> [UInt8] = { randomBytes($0) }
    ) {
        self.configuration = configuration
        self.random = random
        lastActivity = now
    }

    // MARK: Events

    /// A message came. Answers to us are of no interest.
    package mutating func received(_ message: RTSPMessage, now: MonotonicTime) -> [RTSPServerAction] {
        guard !isClosed, case .request(let request) = message else { return [] }
        lastActivity = now
        if pending == nil { return process(request) }
        guard waiting.count < Self.maximumWaiting else { return close() }
        // Nobody reads bodies here; they are not kept either.
        waiting.append(RTSPRequest(request.method, url: request.url, headers: request.headers))
        return []
    }

    /// The client sent a packet on one of its channels, and so is there.
    package mutating func touched(now: MonotonicTime) { lastActivity = now }

    /// The owner has decided about a login.
    package mutating func authenticated(_ isAccepted: Bool, now: MonotonicTime) -> [RTSPServerAction] {
        guard !isClosed, case .authentication(let request, let login) = pending else { return [] }
        lastActivity = now
        pending = nil
        if isAccepted {
            user = login.username
            return route(request) + goOn()
        }
        failures += 1
        let refusal = unauthorized(request)
        return failures < configuration.maximumFailures ? [refusal] + goOn() : [refusal] + close()
    }

    /// The owner cannot tell now whether the login is right (503). It is not counted as a wrong one.
    package mutating func loginUnavailable(now: MonotonicTime) -> [RTSPServerAction] {
        guard !isClosed, case .authentication(let request, _) = pending else { return [] }
        lastActivity = now
        pending = nil
        return [reply(503, to: request)] + goOn()
    }

    /// The owner has found the stream, or not.
    package mutating func described(_ answer: RTSPStreamAnswer, now: MonotonicTime) -> [RTSPServerAction] {
        guard !isClosed, case .description(let request) = pending else { return [] }
        lastActivity = now
        pending = nil
        let status: Int
        switch answer {
        case .stream(let description):
            stream = Self.withControls(description)
            return (request.method == .setup ? setUp(request) : describe(request)) + goOn()
        case .notFound: status = 404
        case .forbidden: status = 403
        case .unavailable: status = 503
        case .full: status = 453
        }
        return [reply(status, to: request)] + goOn()
    }

    /// The owner has prepared the tracks. Tell where they begin, as far as known: the answer to PLAY says so.
    package mutating func playing(from beginnings: [RTSPBeginning], now: MonotonicTime) -> [RTSPServerAction] {
        guard !isClosed, case .play(let request) = pending else { return [] }
        lastActivity = now
        pending = nil
        return [playAnswer(to: request, beginnings), .play] + goOn()
    }

    /// Time went by. Call it at ``nextDeadline``.
    package mutating func tick(now: MonotonicTime) -> [RTSPServerAction] {
        guard let deadline = nextDeadline, deadline <= now else { return [] }
        return close()
    }

    package var nextDeadline: MonotonicTime? { isClosed ? nil : lastActivity + configuration.sessionTimeout }

    // MARK: Requests

    /// After the owner's answer: what came in the meantime.
    private mutating func goOn() -> [RTSPServerAction] {
        var actions: [RTSPServerAction] = []
        while pending == nil, !isClosed, !waiting.isEmpty { actions += process(waiting.removeFirst()) }
        return actions
    }

    private mutating func process(_ request: RTSPRequest) -> [RTSPServerAction] {
        if request.method == .options { return [reply(200, to: request, [("Public", Self.methodList)])] }
        guard Self.methods.contains(request.method) else {
            let status = RTSPMethod.all.contains(request.method) ? 405 : 501
            return [reply(status, to: request, [("Allow", Self.methodList)])]
        }
        // A back channel, say: nothing of what may be required is there.
        if let option = request.headers["Require"] { return [reply(551, to: request, [("Unsupported", option)])] }
        guard let authentication = configuration.authentication, user == nil else { return route(request) }
        guard let login = authentication.login(in: request) else { return [unauthorized(request)] }
        pending = .authentication(request, login)
        return [.authenticate(login)]
    }

    private static var methodList: String { methods.map(\.rawValue).joined(separator: ", ") }

    private mutating func route(_ request: RTSPRequest) -> [RTSPServerAction] {
        if let named = request.headers["Session"], identifierPart(of: named) != identifier {
            return [reply(454, to: request)]
        }
        switch request.method {
        case .describe: return tracks.isEmpty ? askForStream(request) : [reply(455, to: request)]
        case .setup:
            return isPlaying ? [reply(455, to: request)] : stream == nil ? askForStream(request) : setUp(request)
        case .play: return play(request)
        case .pause: return stopPlaying() + [reply(tracks.isEmpty ? 455 : 200, to: request)]
        case .teardown:
            let answer = reply(200, to: request)
            let actions = stopPlaying()
            tracks = []
            urls = [:]
            stream = nil
            identifier = nil
            return actions + [answer]
        default: return [reply(200, to: request)]
        }
    }

    private func identifierPart(of header: String) -> String { String(header[...].cut(at: ";").before) }

    private mutating func play(_ request: RTSPRequest) -> [RTSPServerAction] {
        guard !tracks.isEmpty else { return [reply(455, to: request)] }
        if isPlaying { return [playAnswer(to: request, [])] }
        isPlaying = true
        pending = .play(request)
        return [.prepare(tracks)]
    }

    private func playAnswer(to request: RTSPRequest, _ beginnings: [RTSPBeginning]) -> RTSPServerAction {
        let entries = beginnings.compactMap { beginning in
            urls[beginning.media].map { "url=\($0);seq=\(beginning.sequence);rtptime=\(beginning.timestamp)" }
        }
        let info = entries.isEmpty ? [] : [("RTP-Info", entries.joined(separator: ","))]
        return reply(200, to: request, [("Range", "npt=0.000-")] + info)
    }

    private mutating func stopPlaying() -> [RTSPServerAction] {
        defer { isPlaying = false }
        return isPlaying ? [.stop] : []
    }

    private mutating func close() -> [RTSPServerAction] {
        isClosed = true
        pending = nil
        waiting = []
        return stopPlaying() + [.close]
    }

    // MARK: Answers

    private func unauthorized(_ request: RTSPRequest) -> RTSPServerAction {
        let challenges = configuration.authentication?.challenges ?? []
        return reply(401, to: request, challenges.map { ("WWW-Authenticate", $0) })
    }

    func reply(
        _ status: Int,
        to request: RTSPRequest,
        _ fields: [(String, String)] = [],
        body: [UInt8] = []
    ) -> RTSPServerAction {
        var headers = RTSPHeaders()
        if let number = request.headers["CSeq"] { headers.add("CSeq", number) }
        headers.add("Server", configuration.serverName)
        if let identifier, status < 300 {
            headers.add("Session", "\(identifier);timeout=\(configuration.sessionTimeout.components.seconds)")
        }
        for (name, value) in fields { headers.add(name, value) }
        return .send(RTSPResponse(status: status, headers: headers, body: body).serialized())
    }
}
