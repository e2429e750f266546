import HTTPAuthentication
import Media
import SDP
import TestKit
import Testing

@testable import RTSP

struct RTSPServerSessionTests {
    private static let description = SessionDescription(
        name: "front-door",
        media: [
            MediaDescription(kind: "video", payloadTypes: [96]), MediaDescription(kind: "audio", payloadTypes: [8]),
        ]
    )
    private static let start = MonotonicTime(nanoseconds: 0)

    /// A server session, and what it last did.
    private struct Client {
        var session: RTSPServerSession
        var now = RTSPServerSessionTests.start
        var number = 0

        init(_ configuration: RTSPServerSession.Configuration = .init()) {
            session = RTSPServerSession(configuration, now: now, random: { [UInt8](repeating: 0xC0, count: $0) })
        }

        mutating func ask(_ method: String, _ url: String, _ headers: String...) throws -> [RTSPServerAction] {
            number += 1
            let lines = ["\(method) \(url) RTSP/1.0", "CSeq: \(number)"] + headers
            return session.received(try message(lines.joined(separator: "\n")), now: now)
        }

        mutating func open(_ url: String = "rtsp://nvr/front-door/main") throws {
            _ = try ask("DESCRIBE", url)
            _ = session.described(.stream(RTSPServerSessionTests.description), now: now)
        }
    }

    private func response(_ actions: [RTSPServerAction]) throws -> RTSPResponse {
        for case .send(let bytes) in actions {
            var framer = RTSPFramer()
            guard case .message(.response(let response))? = try framer.feed(bytes).first else { continue }
            return response
        }
        throw NoMessage(text: "\(actions)")
    }

    private func names(_ actions: [RTSPServerAction]) -> [String] {
        actions.map { action in
            switch action {
            case .send: "send"
            case .authenticate: "authenticate"
            case .describe: "describe"
            case .prepare: "prepare"
            case .play: "play"
            case .stop: "stop"
            case .close: "close"
            }
        }
    }

    @Test func whereNobodyCanTellWhoItIsThatIsNoWrongPassword() throws {
        let authentication = ServerAuthentication(realm: "Nightjar", nonce: "abc")
        var client = Client(.init(authentication: authentication, maximumFailures: 1))
        let shown = "Authorization: Basic YWRhOnNlY3JldA=="
        let first = try client.ask("DESCRIBE", "rtsp://nvr/x", shown)
        #expect(names(first) == ["authenticate"])
        let busy = client.session.loginUnavailable(now: client.now)
        #expect(try names(busy) == ["send"] && response(busy).status == 503)
        let second = try client.ask("DESCRIBE", "rtsp://nvr/x", shown)
        #expect(names(second) == ["authenticate"])
        #expect(names(client.session.authenticated(true, now: client.now)) == ["describe"])
    }

    @Test func aViewerFromBeginningToEnd() throws {
        var client = Client()
        let options = try response(client.ask("OPTIONS", "*"))
        #expect(options.headers["Public"]?.contains("GET_PARAMETER") == true)
        guard
            case .describe(let name, let user)? = try client.ask("DESCRIBE", "rtsp://nvr:8554/front-door/main?x=1")
                .first
        else { return #expect(Bool(false)) }
        #expect(name == RTSPStreamName(path: "front-door/main", query: "x=1"))
        #expect(user == nil)
        let described = try response(client.session.described(.stream(Self.description), now: client.now))
        #expect(described.headers["CSeq"] == "2")
        #expect(described.headers["Content-Base"] == "rtsp://nvr:8554/front-door/main?x=1/")
        let sdp = try SessionDescription(parsing: described.body.span)
        #expect(sdp.media.map(\.control) == ["trackID=0", "trackID=1"])

        let base = "rtsp://nvr:8554/front-door/main?x=1/"
        let first = try response(
            client.ask("SETUP", base + "trackID=1", "Transport: RTP/AVP/TCP;unicast;interleaved=4-5")
        )
        #expect(first.headers["Session"] == "c0c0c0c0c0c0c0c0;timeout=60")
        #expect(first.headers["Transport"] == "RTP/AVP/TCP;unicast;interleaved=4-5")
        // The same channels twice: others are granted.
        let second = try response(
            client.ask(
                "SETUP",
                base + "trackID=0",
                "Transport: RTP/AVP/TCP;interleaved=5-6",
                "Session: c0c0c0c0c0c0c0c0"
            )
        )
        #expect(second.headers["Transport"] == "RTP/AVP/TCP;unicast;interleaved=0-1")
        let prepared = try client.ask("PLAY", base, "Session: c0c0c0c0c0c0c0c0;timeout=60")
        guard case .prepare(let tracks)? = prepared.first else { return #expect(Bool(false)) }
        #expect(
            tracks == [
                RTSPServerTrack(media: 1, transport: .interleaved(RTSPChannels(rtp: 4, rtcp: 5))),
                RTSPServerTrack(media: 0, transport: .interleaved(RTSPChannels(rtp: 0, rtcp: 1))),
            ]
        )
        let beginnings = [
            RTSPBeginning(media: 1, sequence: 65535, timestamp: 4_000_000_000),
            RTSPBeginning(media: 7, sequence: 1, timestamp: 1),
        ]
        let playing = client.session.playing(from: beginnings, now: client.now)
        #expect(names(playing) == ["send", "play"])
        let answer = try response(playing)
        #expect(answer.headers["Range"] == "npt=0.000-")
        #expect(answer.headers["RTP-Info"] == "url=\(base)trackID=1;seq=65535;rtptime=4000000000")
        #expect(client.session.playing(from: [], now: client.now).isEmpty)
        #expect(try names(client.ask("PLAY", base)) == ["send"])
        #expect(try names(client.ask("PAUSE", base)) == ["stop", "send"])
        #expect(try names(client.ask("PLAY", base)) == ["prepare"])
        // What is asked in the meantime is answered after that.
        #expect(try names(client.ask("GET_PARAMETER", base)) == [])
        let again = client.session.playing(from: [], now: client.now)
        #expect(names(again) == ["send", "play", "send"])
        #expect(try response(again).headers["RTP-Info"] == nil)
        #expect(try names(client.ask("TEARDOWN", base, "Session: c0c0c0c0c0c0c0c0")) == ["stop", "send"])
        #expect(try response(client.ask("PLAY", base)).status == 455)
    }

    @Test(arguments: [
        "rtsp://nvr/front-door/main/trackID=1", "rtsp://nvr/front-door/main/trackID=1/", "rtsp://nvr/trackID=1",
        "rtsp://nvr/front-door/main?a=b/trackID=1",
    ])
    func controlsHoweverTheyAreJoined(url: String) throws {
        var client = Client()
        try client.open()
        let answer = try client.ask("SETUP", url, "Transport: RTP/AVP/TCP;interleaved=0-1")
        #expect(try response(answer).status == 200)
    }

    @Test func setUpWithoutDescribe() throws {
        var client = Client()
        let url = "rtsp://nvr/front-door/main/trackID=0"
        guard
            case .describe(let name, _)? = try client.ask("SETUP", url, "Transport: RTP/AVP/TCP;interleaved=0-1").first
        else { return #expect(Bool(false)) }
        #expect(name.path == "front-door/main")
        #expect(try response(client.session.described(.stream(Self.description), now: client.now)).status == 200)
        #expect(try names(client.ask("PLAY", url)) == ["prepare"])
    }

    @Test(arguments: [
        ("RTP/AVP;unicast;client_port=5000-5001", 461), ("RTP/AVP/UDP;unicast", 461), ("RTP/AVP/TCP;multicast", 461),
        ("", 461), ("RTP/AVP/TCP;interleaved=0-1;mode=record", 461), ("RTP/AVP/TCP;unicast", 200),
        ("RTP/AVP;unicast;client_port=5000-5001,RTP/AVP/TCP;unicast;interleaved=0-1", 200),
        ("RTP/AVP;interleaved=0-1", 200),
    ])
    func transports(header: String, status: Int) throws {
        var client = Client()
        try client.open()
        let answer = try client.ask("SETUP", "rtsp://nvr/front-door/main/trackID=0", "Transport: \(header)")
        #expect(try response(answer).status == status)
    }

    @Test(arguments: [(RTSPStreamAnswer.notFound, 404), (.forbidden, 403), (.unavailable, 503)])
    func streamsThatCannotBeSeen(answer: RTSPStreamAnswer, status: Int) throws {
        var client = Client()
        _ = try client.ask("DESCRIBE", "rtsp://nvr/x")
        #expect(try response(client.session.described(answer, now: client.now)).status == status)
        #expect(try response(client.ask("PLAY", "rtsp://nvr/x")).status == 455)
    }

    @Test func refusals() throws {
        var client = Client()
        #expect(try response(client.ask("FOO", "rtsp://nvr/x")).status == 501)
        #expect(try response(client.ask("ANNOUNCE", "rtsp://nvr/x")).status == 405)
        #expect(try response(client.ask("RECORD", "rtsp://nvr/x")).headers["Allow"]?.contains("PLAY") == true)
        #expect(try response(client.ask("DESCRIBE", "http://nvr/x")).status == 400)
        let backChannel = try response(
            client.ask("DESCRIBE", "rtsp://nvr/x", "Require: www.onvif.org/ver20/backchannel")
        )
        #expect(backChannel.status == 551)
        #expect(backChannel.headers["Unsupported"] == "www.onvif.org/ver20/backchannel")
        try client.open()
        #expect(try response(client.ask("SETUP", "rtsp://nvr/x/trackID=9", "Transport: RTP/AVP/TCP")).status == 404)
        #expect(try response(client.ask("GET_PARAMETER", "rtsp://nvr/x", "Session: 1")).status == 454)
        #expect(try response(client.ask("GET_PARAMETER", "rtsp://nvr/x")).status == 200)
        #expect(try response(client.ask("SET_PARAMETER", "rtsp://nvr/x")).status == 200)
        _ = try client.ask("SETUP", "rtsp://nvr/x/trackID=0", "Transport: RTP/AVP/TCP")
        #expect(try response(client.ask("DESCRIBE", "rtsp://nvr/y")).status == 455)
        #expect(try response(client.ask("PLAY", "rtsp://nvr/x", "Session: other")).status == 454)
        _ = try client.ask("PLAY", "rtsp://nvr/x")
        _ = client.session.playing(from: [], now: client.now)
        #expect(try response(client.ask("SETUP", "rtsp://nvr/x/trackID=1", "Transport: RTP/AVP/TCP")).status == 455)
    }

    @Test func aSilentClientIsGone() throws {
        var client = Client()
        try client.open()
        _ = try client.ask("SETUP", "rtsp://nvr/x/trackID=0", "Transport: RTP/AVP/TCP")
        _ = try client.ask("PLAY", "rtsp://nvr/x")
        client.session.touched(now: Self.start + .seconds(30))
        #expect(names(client.session.tick(now: Self.start + .seconds(89))) == [])
        #expect(client.session.nextDeadline == Self.start + .seconds(90))
        #expect(names(client.session.tick(now: Self.start + .seconds(90))) == ["stop", "close"])
        #expect(client.session.nextDeadline == nil)
        #expect(try names(client.ask("OPTIONS", "*")) == [])
    }

    @Test func requestsWaitTheirTurn() throws {
        var client = Client()
        #expect(try names(client.ask("DESCRIBE", "rtsp://nvr/x")) == ["describe"])
        #expect(try names(client.ask("OPTIONS", "*")) == [])
        #expect(try names(client.ask("DESCRIBE", "rtsp://nvr/y")) == [])
        #expect(try names(client.ask("OPTIONS", "*")) == [])
        let actions = client.session.described(.notFound, now: client.now)
        #expect(names(actions) == ["send", "send", "describe"])
        #expect(names(client.session.described(.notFound, now: client.now)) == ["send", "send"])
        #expect(names(client.session.described(.notFound, now: client.now)) == [])
        _ = try client.ask("DESCRIBE", "rtsp://nvr/x")
        for _ in 0..<8 { #expect(try names(client.ask("OPTIONS", "*")) == []) }
        #expect(try names(client.ask("OPTIONS", "*")) == ["close"])
    }

    @Test func row45ARequestWithoutAPasswordIsNoFailure() throws {
        let authentication = ServerAuthentication(realm: "Nightjar", nonce: "n")
        var client = Client(.init(authentication: authentication, maximumFailures: 2))
        #expect(try response(client.ask("OPTIONS", "*")).status == 200)
        for _ in 0..<10 {
            let answer = try response(client.ask("DESCRIBE", "rtsp://nvr/x"))
            #expect(answer.status == 401)
            #expect(answer.headers.values(of: "WWW-Authenticate") == authentication.challenges)
        }
        let login = "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        #expect(try names(client.ask("DESCRIBE", "rtsp://nvr/x", login)) == ["authenticate"])
        #expect(names(client.session.authenticated(false, now: client.now)) == ["send"])
        #expect(try names(client.ask("DESCRIBE", "rtsp://nvr/x", login)) == ["authenticate"])
        #expect(names(client.session.authenticated(false, now: client.now)) == ["send", "close"])
    }

    @Test func whoIsLetInStaysIn() throws {
        var client = Client(.init(authentication: ServerAuthentication(realm: "Nightjar", nonce: "n")))
        let login = "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        _ = try client.ask("DESCRIBE", "rtsp://nvr/x", login)
        guard case .describe(_, let user)? = client.session.authenticated(true, now: client.now).first else {
            return #expect(Bool(false))
        }
        #expect(user == "Aladdin")
        _ = client.session.described(.stream(Self.description), now: client.now)
        let answer = try client.ask("SETUP", "rtsp://nvr/x/trackID=0", "Transport: RTP/AVP/TCP;interleaved=0-1")
        #expect(try response(answer).status == 200)
    }

    @Test(arguments: UInt64(0)..<60)
    func noiseIsNoDanger(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var client = Client(.init(authentication: ServerAuthentication(realm: "Nightjar", nonce: "n")))
        let methods = RTSPMethod.all.map(\.rawValue) + ["FOO"]
        let urls = ["*", "rtsp://nvr/x", "rtsp://nvr/x/trackID=0", "rtsp://nvr/x/trackID=7", "/", "rtsp://", "\u{E9}"]
        let headers = [
            "Transport: RTP/AVP/TCP;interleaved=0-1", "Transport: RTP/AVP/TCP;interleaved=254-255", "Transport: ,;,",
            "Session: c0c0c0c0c0c0c0c0", "Session: x", "Authorization: Basic QTpi", "Authorization: Digest",
            "Require: x",
        ]
        var isPlaying = false
        for _ in 0..<60 {
            var actions = try client.ask(
                methods.randomElement(using: &generator) ?? "",
                urls.randomElement(using: &generator) ?? "",
                headers.randomElement(using: &generator) ?? "",
                headers.randomElement(using: &generator) ?? ""
            )
            var index = 0
            while index < actions.count {
                switch actions[index] {
                case .authenticate:
                    actions += client.session.authenticated(Bool.random(using: &generator), now: client.now)
                case .describe: actions += client.session.described(.stream(Self.description), now: client.now)
                case .prepare(let tracks):
                    #expect(!isPlaying && !tracks.isEmpty)
                    isPlaying = true
                    actions += client.session.playing(from: [], now: client.now)
                case .play: #expect(isPlaying)
                case .stop:
                    #expect(isPlaying)
                    isPlaying = false
                case .send, .close: break
                }
                index += 1
            }
        }
    }
}
