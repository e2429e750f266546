import HTTPAuthentication
import Media
import RTSP

/// A recorder that does what its session says.
struct FuzzedListener {
    private var session: RTSPClientSession
    private var framer = RTSPFramer()
    private var now = MonotonicTime(nanoseconds: 1_000_000_000)
    private var ends = 0

    init?(_ transport: RTSPDelivery) {
        guard let url = try? CameraURL("rtsp://192.0.2.1/live") else { return nil }
        session = RTSPClientSession(
            RTSPClientSession.Configuration(
                url: url,
                credentials: HTTPCredentials(username: "admin", password: "a:b\"c"),
                transport: transport
            ),
            random: { [UInt8](repeating: 1, count: $0) }
        )
        perform(session.connected(now: now))
    }

    mutating func take(_ piece: [UInt8]) throws(BrokenPromise) {
        var items: [FramedItem] = []
        do throws(RTSPFramingError) {
            try framer.take(piece) { items.append($0) }
        } catch {
            items.append(.failed(error))
        }
        // The tracks are known to the framer one read later than in life, which only makes it more lenient.
        for item in items {
            switch item {
            case .message(let message): perform(session.received(message, now: now))
            case .skipped: perform(session.lostStep(now: now))
            case .failed(let error): perform(session.becameUnreadable(error, now: now))
            case .frame: break
            }
        }
        now = now + .milliseconds(300)
        perform(session.tick(now: now))
        try expect(ends <= 1, "an end after the end")
    }

    mutating func stop() throws(BrokenPromise) {
        session.died(lastMedia: now)
        perform(session.stop(now: now))
        now = now + .seconds(20)
        perform(session.tick(now: now))
        try expect(ends == 1, "\(ends) ends")
        try expect(session.nextDeadline == nil, "a deadline after the end")
    }

    private mutating func perform(_ actions: [RTSPClientAction]) {
        for action in actions {
            switch action {
            case .described:
                let ports = [RTSPPorts(rtp: 5000, rtcp: 5001), RTSPPorts(rtp: 5002, rtcp: 5003)]
                perform(session.setUp([0, 1, 7], ports: ports, now: now))
            case .granted(let tracks): framer.expect(tracks)
            case .close, .redirect: ends += 1
            case .send, .playing: break
            }
        }
    }
}
