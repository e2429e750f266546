import HTTPAuthentication
import Media
import RTSP
import SDP

extension FuzzEntry {
    /// All that a client of ours sends. The input is a byte of what we offer and how its bytes arrive, and the bytes.
    static let rtspServer = FuzzEntry("rtsp-server", longestInput: 8192, words: rtspWords, seeds: { serverSeeds }) {
        bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        let choices = input.byte()
        let stream = input.takeRest()
        guard var house = FuzzedHouse(choices) else { return }
        for piece in pieces(of: stream, seed: choices) { try house.take(piece) }
        try house.stop()
    }

    private static var serverSeeds: [[UInt8]] {
        let url = "rtsp://nvr/front-door/main"
        let text = """
            OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n\
            DESCRIBE \(url) RTSP/1.0\r\nCSeq: 2\r\nAuthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n\
            SETUP \(url)/trackID=0 RTSP/1.0\r\nCSeq: 3\r\nTransport: RTP/AVP;unicast;client_port=5000-5001\r\n\r\n\
            SETUP \(url)/trackID=1 RTSP/1.0\r\nCSeq: 4\r\nTransport: RTP/AVP/TCP;interleaved=2-3\r\n\r\n\
            PLAY \(url)/ RTSP/1.0\r\nCSeq: 5\r\nRange: npt=0-\r\n\r\n\
            GET_PARAMETER \(url)/ RTSP/1.0\r\nCSeq: 6\r\n\r\nPAUSE \(url) RTSP/1.0\r\nCSeq: 7\r\n\r\n\
            PLAY \(url)/ RTSP/1.0\r\nCSeq: 8\r\n\r\nTEARDOWN \(url)/ RTSP/1.0\r\nCSeq: 9\r\n\r\n
            """
        return (UInt8(0)..<4).map { [$0] + Array(text.utf8) }
    }
}

/// A server that does what its session says.
private struct FuzzedHouse {
    private var session: RTSPServerSession
    private var framer = RTSPFramer()
    private var now = MonotonicTime(nanoseconds: 0)
    private var isPlaying = false
    private var isClosed = false
    private var isUnreadable = false
    private let accepts: Bool
    private let description: SessionDescription

    init?(_ choices: UInt8) {
        let media = ["video", "audio"].map { MediaDescription(kind: $0, payloadTypes: [96]) }
        description = SessionDescription(name: "Nightjar", media: choices & 8 == 0 ? media : [media[0]])
        accepts = choices & 4 == 0
        let configuration = RTSPServerSession.Configuration(
            authentication: choices & 1 == 0 ? nil : ServerAuthentication(realm: "Nightjar", nonce: "n"),
            datagramPorts: choices & 2 == 0 ? RTSPPorts(rtp: 6970, rtcp: 6971) : nil
        )
        session = RTSPServerSession(configuration, now: now, random: { [UInt8](repeating: 1, count: $0) })
    }

    mutating func take(_ piece: [UInt8]) throws(BrokenPromise) {
        guard !isUnreadable else { return }
        var messages: [RTSPMessage] = []
        do throws(RTSPFramingError) {
            try framer.take(piece) { if case .message(let message) = $0 { messages.append(message) } }
        } catch {
            isUnreadable = true
        }
        for message in messages {
            now = now + .milliseconds(100)
            try perform(session.received(message, now: now))
        }
    }

    mutating func stop() throws(BrokenPromise) {
        now = now + .seconds(3600)
        try perform(session.tick(now: now))
        try expect(isClosed && !isPlaying, "a session that outlives its client")
        try expect(session.nextDeadline == nil, "a deadline after the end")
    }

    private mutating func perform(_ actions: [RTSPServerAction]) throws(BrokenPromise) {
        for action in actions {
            try expect(!isClosed, "\(action) after the end")
            switch action {
            case .authenticate: try perform(session.authenticated(accepts, now: now))
            case .describe(let name, _):
                let isKnown = name.path.utf8.count % 2 == 0
                try perform(session.described(isKnown ? .stream(description) : .notFound, now: now))
            case .prepare(let tracks):
                for track in tracks {
                    try expect(description.media.indices.contains(track.media), "track \(track.media)")
                    let ports = track.transport.datagrams?.client
                    try expect(ports.map { min($0.rtp, $0.rtcp) >= 1024 } ?? true, "packets to port \(ports?.rtp ?? 0)")
                }
                let beginnings = tracks.map { RTSPBeginning(media: $0.media, sequence: 1, timestamp: 2) }
                try perform(session.playing(from: beginnings, now: now))
            case .play:
                try expect(!isPlaying, "played twice")
                isPlaying = true
            case .stop: isPlaying = false
            case .send(let bytes): try expect(!bytes.isEmpty, "nothing sent")
            case .close: isClosed = true
            }
        }
    }
}
