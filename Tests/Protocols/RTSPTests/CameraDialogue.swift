import HTTPAuthentication
import Media
import SDP
import Testing

@testable import RTSP

/// A client session with a camera that says what the test tells it to, and a clock that the test moves.
struct CameraDialogue {
    var session: RTSPClientSession
    var now = MonotonicTime(nanoseconds: 1_000_000_000)
    /// What the session sent last.
    private(set) var sent: RTSPRequest?

    static let description = """
        v=0
        s=Camera
        a=control:*
        m=video 0 RTP/AVP 96
        a=rtpmap:96 H264/90000
        a=control:trackID=0
        m=audio 0 RTP/AVP 8
        a=control:trackID=1

        """

    init(
        url: String = "rtsp://192.0.2.1/live",
        credentials: HTTPCredentials? = HTTPCredentials(username: "admin", password: "hunter2"),
        transport: RTSPDelivery = .interleaved,
        memory: RTSPMemory = RTSPMemory()
    ) throws {
        session = try RTSPClientSession(
            RTSPClientSession.Configuration(
                url: CameraURL(url),
                credentials: credentials,
                transport: transport,
                memory: memory
            ),
            random: { [UInt8](repeating: 1, count: $0) }
        )
    }

    var number: String { sent?.headers["CSeq"] ?? "" }

    /// Keeps what was sent and gives the rest.
    private mutating func take(_ actions: [RTSPClientAction]) throws -> [RTSPClientAction] {
        var rest: [RTSPClientAction] = []
        for action in actions {
            if case .send(let bytes) = action {
                sent = try request(in: bytes)
            } else {
                rest.append(action)
            }
        }
        return rest
    }

    @discardableResult
    mutating func connect() throws -> [RTSPClientAction] { try take(session.connected(now: now)) }

    /// The camera answers the last request; a `%` becomes its number.
    @discardableResult
    mutating func reply(_ text: String, body: String = "") throws -> [RTSPClientAction] {
        let answer = try message(text.replacing("%", with: number), body: body)
        return try take(session.received(answer, now: now))
    }

    @discardableResult
    mutating func ok(_ headers: String = "") throws -> [RTSPClientAction] {
        try reply("RTSP/1.0 200 OK\nCSeq: %" + (headers.isEmpty ? "" : "\n" + headers))
    }

    @discardableResult
    mutating func setUp(_ media: [Int], ports: [RTSPPorts] = []) throws -> [RTSPClientAction] {
        try take(session.setUp(media, ports: ports, now: now))
    }

    @discardableResult
    mutating func wait(_ interval: Duration) throws -> [RTSPClientAction] {
        now = now + interval
        return try take(session.tick(now: now))
    }

    /// Whatever else happens to the session.
    @discardableResult
    mutating func happens(
        _ event: (inout RTSPClientSession, MonotonicTime) -> [RTSPClientAction]
    ) throws -> [RTSPClientAction] {
        try take(event(&session, now))
    }

    @discardableResult
    mutating func stop() throws -> [RTSPClientAction] { try take(session.stop(now: now)) }

    /// As far as the description.
    @discardableResult
    mutating func describe(
        methods: String = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN",
        headers: String = "Content-Base: rtsp://192.0.2.1/live/\nContent-Type: application/sdp",
        body: String = CameraDialogue.description
    ) throws -> [RTSPClientAction] {
        try connect()
        try ok("Public: \(methods)")
        return try reply("RTSP/1.0 200 OK\nCSeq: %\n\(headers)", body: body)
    }

    /// As far as the playing of one track.
    mutating func play(methods: String = "OPTIONS", session: String = "42;timeout=60") throws {
        try describe(methods: methods)
        try setUp([0])
        try ok("Session: \(session)\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1")
        try #require(sent?.method == .play)
        try ok("Session: \(session)")
    }
}
