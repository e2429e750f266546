import Media
import SDP
import Testing

@testable import RTSP

/// A client that asks our server for UDP.
struct RTSPServerDatagramsTests {
    private static let server = RTSPPorts(rtp: 6970, rtcp: 6971)
    private static let now = MonotonicTime(nanoseconds: 0)

    private func session(_ ports: RTSPPorts? = server) throws -> RTSPServerSession {
        var session = RTSPServerSession(
            .init(datagramPorts: ports),
            now: Self.now,
            random: { [UInt8](repeating: 0xC0, count: $0) }
        )
        _ = session.received(try message("DESCRIBE rtsp://nvr/x RTSP/1.0\nCSeq: 1"), now: Self.now)
        let description = try SessionDescription(parsing: CameraDialogue.description)
        _ = session.described(.stream(description), now: Self.now)
        return session
    }

    /// The answer to SETUP.
    private func setUp(_ session: inout RTSPServerSession, track: Int = 0, _ transport: String) throws -> RTSPResponse {
        let text = "SETUP rtsp://nvr/x/trackID=\(track) RTSP/1.0\nCSeq: 2\nTransport: \(transport)"
        var framer = RTSPFramer()
        guard case .send(let bytes)? = session.received(try message(text), now: Self.now).first,
            case .message(.response(let response))? = try framer.feed(bytes).first
        else { throw NoMessage(text: text) }
        return response
    }

    @Test func aViewerOverUDP() throws {
        var session = try session()
        let video = try setUp(&session, "RTP/AVP;unicast;client_port=5000-5001;destination=198.51.100.7")
        // Whatever the client would like: the datagrams go to itself.
        let granted = "RTP/AVP;unicast;client_port=5000-5001;server_port=6970-6971"
        #expect(video.headers["Transport"] == granted)
        let audio = try setUp(&session, track: 1, "RTP/AVP/UDP;unicast;client_port=5002")
        #expect(audio.headers["Transport"] == "RTP/AVP;unicast;client_port=5002-5003;server_port=6970-6971")
        let actions = session.received(try message("PLAY rtsp://nvr/x RTSP/1.0\nCSeq: 3"), now: Self.now)
        guard case .prepare(let tracks)? = actions.first else { return #expect(Bool(false)) }
        #expect(
            tracks.map(\.transport) == [
                .datagrams(RTSPDatagrams(client: RTSPPorts(rtp: 5000, rtcp: 5001), server: Self.server)),
                .datagrams(RTSPDatagrams(client: RTSPPorts(rtp: 5002, rtcp: 5003), server: Self.server)),
            ]
        )
        // It lives on its connection: silence there ends it.
        _ = session.playing(from: [], now: Self.now)
        let deadline = try #require(session.nextDeadline)
        let ends = session.tick(now: deadline)
        guard case .stop? = ends.first, case .close? = ends.last else { return #expect(Bool(false)) }
    }

    @Test(arguments: [
        ("RTP/AVP;unicast;client_port=5000-5001", 461), ("RTP/AVP;client_port=5000,RTP/AVP/TCP", 200),
    ])
    func withoutPortsThereIsTCPAlone(header: String, status: Int) throws {
        var session = try session(nil)
        #expect(try setUp(&session, header).status == status)
    }

    @Test(arguments: [
        "RTP/AVP;unicast", "RTP/AVP;unicast;client_port=0-1", "RTP/AVP;unicast;client_port=53-5353",
        "RTP/AVP;unicast;client_port=5000-5000", "RTP/AVP;multicast;client_port=5000-5001",
        "RTP/AVP;multicast;port=5000-5001", "RTP/AVP;client_port=5000-5001;mode=record", "RTP/AVP;client_port=70000",
        "RTP/AVP;unicast;client_port=x",
    ])
    func whatIsRefused(header: String) throws {
        var session = try session()
        #expect(try setUp(&session, header).status == 461)
    }

    @Test func onePortIsForOneTrack() throws {
        var session = try session()
        #expect(try setUp(&session, "RTP/AVP;client_port=5000-5001").status == 200)
        #expect(try setUp(&session, track: 1, "RTP/AVP;client_port=5001-5002").status == 461)
        // The same track once more is another matter, and TCP beside UDP is possible.
        #expect(try setUp(&session, "RTP/AVP;client_port=5001-5002").status == 200)
        #expect(try setUp(&session, track: 1, "RTP/AVP/TCP;interleaved=0-1").status == 200)
        let actions = session.received(try message("PLAY rtsp://nvr/x RTSP/1.0\nCSeq: 3"), now: Self.now)
        guard case .prepare(let tracks)? = actions.first else { return #expect(Bool(false)) }
        #expect(tracks.map(\.media) == [0, 1])
        #expect(tracks.last?.transport.channels == RTSPChannels(rtp: 0, rtcp: 1))
    }

    @Test func theFirstChoiceOfTheClientIsTaken() throws {
        var session = try session()
        let answer = try setUp(&session, "RTP/AVP;client_port=5000-5001,RTP/AVP/TCP;interleaved=0-1")
        #expect(answer.headers["Transport"]?.contains("server_port=6970-6971") == true)
        let other = try setUp(&session, "RTP/AVP/TCP;interleaved=0-1,RTP/AVP;client_port=5000-5001")
        #expect(other.headers["Transport"] == "RTP/AVP/TCP;unicast;interleaved=0-1")
    }
}
