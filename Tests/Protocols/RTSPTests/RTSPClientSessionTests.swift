import Media
import SDP
import Testing

@testable import RTSP

struct RTSPClientSessionTests {
    @Test func anOrdinaryCameraFromBeginningToEnd() throws {
        var camera = try CameraDialogue()
        try camera.connect()
        #expect(camera.sent?.method == .options)
        #expect(camera.sent?.url == "rtsp://192.0.2.1/live")
        try camera.ok("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER")
        #expect(camera.sent?.method == .describe)
        #expect(camera.sent?.headers["Accept"] == "application/sdp")
        let challenge = #"WWW-Authenticate: Digest realm="cam", nonce="n""#
        try camera.reply("RTSP/1.0 401 Unauthorized\nCSeq: %\n\(challenge)")
        #expect(camera.sent?.method == .describe)
        #expect(camera.sent?.headers["Authorization"]?.contains(#"uri="rtsp://192.0.2.1/live""#) == true)
        let offered = try camera.reply(
            "RTSP/1.0 200 OK\nCSeq: %\nContent-Base: rtsp://192.0.2.1/live/",
            body: CameraDialogue.description
        )
        let description = try SessionDescription(parsing: CameraDialogue.description)
        let base = try RTSPURL("rtsp://192.0.2.1/live/")
        #expect(offered == [.described(description, base: base)])
        #expect(camera.session.nextDeadline == nil)

        try camera.setUp([0, 1])
        #expect(camera.sent?.method == .setup)
        #expect(camera.sent?.url == "rtsp://192.0.2.1/live/trackID=0")
        #expect(camera.sent?.headers["Transport"] == "RTP/AVP/TCP;unicast;interleaved=0-1")
        #expect(camera.sent?.headers["Session"] == nil)
        try camera.ok("Session: 42;timeout=30\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=30A98EE7")
        #expect(camera.sent?.url == "rtsp://192.0.2.1/live/trackID=1")
        #expect(camera.sent?.headers["Session"] == "42")
        try camera.ok("Session: 42\nTransport: RTP/AVP/TCP;unicast;interleaved=2-3")
        #expect(camera.sent?.method == .play)
        #expect(camera.sent?.url == "rtsp://192.0.2.1/live/")
        let playing = try camera.ok("Session: 42\nRTP-Info: url=trackID=0;seq=7;rtptime=90")
        let video = try RTSPTrack(
            media: 0,
            url: RTSPURL("rtsp://192.0.2.1/live/trackID=0"),
            transport: .interleaved(RTSPChannels(rtp: 0, rtcp: 1)),
            ssrc: 0x30A9_8EE7,
            sequence: 7,
            rtpTime: 90
        )
        let audio = try RTSPTrack(
            media: 1,
            url: RTSPURL("rtsp://192.0.2.1/live/trackID=1"),
            transport: .interleaved(RTSPChannels(rtp: 2, rtcp: 3))
        )
        #expect(playing == [.playing([video, audio])])

        try camera.stop()
        #expect(camera.sent?.method == .teardown)
        #expect(camera.sent?.headers["Session"] == "42")
        #expect(try camera.ok() == [.close(nil)])
        #expect(camera.session.nextDeadline == nil)
        #expect(try camera.stop() == [])
    }

    @Test func rows12And13HeadersInAFixedOrder() throws {
        var session = try RTSPClientSession(.init(url: RTSPURL("rtsp://admin:pw@cam/x")))
        guard case .send(let bytes)? = session.connected(now: MonotonicTime(nanoseconds: 0)).first else {
            return #expect(Bool(false))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text == "OPTIONS rtsp://cam/x RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: Nightjar\r\n\r\n")
    }

    @Test func row1BlanksRoundTheNumber() throws {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.reply("RTSP/1.0 200 OK\nCSeq:   %  \t")
        #expect(camera.sent?.method == .describe)
    }

    @Test(arguments: ["RTSP/1.0 200 OK", "RTSP/1.0 200 OK\nCSeq: what", "RTSP/1.0 200 OK\nCSeq: 99"])
    func row2AnAnswerWithoutItsNumber(text: String) throws {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.reply(text)
        #expect(camera.sent?.method == .describe)
    }

    @Test func anOldAnswerAnswersNothing() throws {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.ok()
        let before = camera.sent
        #expect(try camera.reply("RTSP/1.0 404 Not Found\nCSeq: 1") == [])
        #expect(camera.sent == before)
        #expect(try camera.reply("RTSP/1.0 100 Continue\nCSeq: %") == [])
        #expect(camera.sent == before)
    }

    @Test func row14AnyContentType() throws {
        for headers in ["Content-Type: application/sdp; charset=utf-8", "Server: x", "Content-Type: text/plain"] {
            var camera = try CameraDialogue()
            let actions = try camera.describe(headers: headers)
            guard case .described(_, let base)? = actions.first else { return #expect(Bool(false)) }
            #expect(base.description == "rtsp://192.0.2.1/live")
        }
        var camera = try CameraDialogue()
        #expect(try camera.describe(body: "<html></html>") == [.close(.descriptionUnreadable)])
        var empty = try CameraDialogue()
        #expect(try empty.describe(body: "v=0\r\n") == [.close(.nothingToPlay)])
    }

    @Test(arguments: [
        ("rtsp://nvr.example:8554/b", "rtsp://user:x@10.1.1.1/new?x=1", "rtsp://10.1.1.1/new?x=1"),
        ("rtsp://nvr.example:8554/b", "/new", "rtsp://nvr.example:8554/new"),
        ("rtsps://nvr.example/b", "rtsps://10.1.1.1/new", "rtsps://10.1.1.1/new"),
        ("rtsp://nvr.example/b", "rtsps://10.1.1.1/new", "rtsps://10.1.1.1/new"),
    ])
    func row15Redirects(url: String, location: String, expected: String) throws {
        var camera = try CameraDialogue(url: url)
        try camera.connect()
        try camera.ok()
        let actions = try camera.reply("RTSP/1.0 302 Moved\nCSeq: %\nLocation: \(location)")
        #expect(try actions == [.redirect(RTSPURL(expected))])
        #expect(camera.session.nextDeadline == nil)
    }

    @Test(arguments: ["rtsp://nvr.example/b", "http://nvr.example/b", "rtsps://nvr.example/b", ""])
    func row15RedirectsThatAreRefused(location: String) throws {
        var camera = try CameraDialogue(url: "rtsps://nvr.example/b")
        try camera.connect()
        try camera.ok()
        #expect(try camera.reply("RTSP/1.0 301 Moved\nCSeq: %\nLocation: \(location)") == [.close(.redirectRefused)])
    }

    @Test(arguments: [404, 405, 454, 500, 501, 551])
    func row18OptionsIsAdvice(status: Int) throws {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.reply("RTSP/1.0 \(status) No\nCSeq: %")
        #expect(camera.sent?.method == .describe)
    }

    @Test func rows19And20PlayHasARangeAndSetUpNoMode() throws {
        var camera = try CameraDialogue()
        try camera.describe()
        try camera.setUp([0])
        #expect(camera.sent?.headers["Transport"]?.contains("mode") == false)
        try camera.ok("Session: 1")
        #expect(camera.sent?.headers["Range"] == "npt=0.000-")
    }

    @Test func row9TheFirstSessionIdentifierStays() throws {
        var camera = try CameraDialogue()
        try camera.describe(headers: "Session: 5")
        try camera.setUp([0, 1])
        #expect(camera.sent?.headers["Session"] == nil)
        try camera.ok("Session:        one ;timeout=60")
        try camera.ok("Session: two")
        #expect(camera.sent?.headers["Session"] == "one")
    }

    private func channels(_ transports: [String]) throws -> [RTSPChannels]? {
        var camera = try CameraDialogue()
        try camera.describe()
        try camera.setUp(Array(transports.indices))
        var actions: [RTSPClientAction] = []
        for transport in transports { actions = try camera.ok("Session: 1\nTransport: \(transport)") }
        guard case .granted(let tracks)? = actions.first else { return nil }
        return tracks.map { track in
            switch track.transport {
            case .interleaved(let channels): channels
            }
        }
    }

    @Test func rows29And30TheGrantedChannelsCount() throws {
        let (first, second) = (RTSPChannels(rtp: 0, rtcp: 1), RTSPChannels(rtp: 2, rtcp: 3))
        #expect(
            try channels(["RTP/AVP/TCP;interleaved=8-9", "RTP/AVP/TCP;interleaved=6"])
                == [RTSPChannels(rtp: 8, rtcp: 9), RTSPChannels(rtp: 6, rtcp: 7)]
        )
        #expect(try channels(["RTP/AVP;unicast;interleaved=4-5"]) == [RTSPChannels(rtp: 4, rtcp: 5)])
        // An odd channel alone, none at all, or the same for both tracks: those that we asked for.
        #expect(try channels(["RTP/AVP/TCP;interleaved=1"]) == [first])
        #expect(try channels(["RTP/AVP/TCP", ""]) == [first, second])
        #expect(try channels(["RTP/AVP/TCP;interleaved=0-1", "RTP/AVP/TCP;interleaved=0-1"]) == [first, second])
    }

    @Test func row33WithoutTCPItSaysSo() throws {
        var camera = try CameraDialogue()
        try camera.describe()
        try camera.setUp([0])
        #expect(try camera.reply("RTSP/1.0 461 Unsupported\nCSeq: %") == [.close(.transportRefused)])
        var udp = try CameraDialogue()
        try udp.describe()
        try udp.setUp([0])
        #expect(try udp.ok("Session: 3\nTransport: RTP/AVP;unicast;client_port=5-6;server_port=7-8") == [])
        #expect(udp.sent?.method == .teardown)
        #expect(try udp.wait(.seconds(1)) == [.close(.transportRefused)])
    }

    @Test func aTrackThatIsRefusedIsLeftOut() throws {
        var camera = try CameraDialogue()
        try camera.describe()
        try camera.setUp([0, 1, 17])
        try camera.ok("Session: 3")
        #expect(try camera.reply("RTSP/1.0 500 No audio\nCSeq: %") == [])
        #expect(camera.sent?.method == .play)
        guard case .playing(let tracks)? = try camera.ok().first else { return #expect(Bool(false)) }
        #expect(tracks.map(\.media) == [0])
    }

    @Test func row49TheBaseOfControls() throws {
        func urls(_ control: String, _ headers: String) throws -> [String?] {
            var camera = try CameraDialogue(url: "rtsp://nat.example:8554/live?x=1")
            let body = "v=0\na=control:\(control)\nm=video 0 RTP/AVP 96\na=control:trackID=0\n"
            try camera.describe(headers: headers, body: body)
            try camera.setUp([0])
            let first = camera.sent?.url
            try camera.ok("Session: 1")
            return [first, camera.sent?.url]
        }
        let host = "rtsp://nat.example:8554"
        #expect(try urls("*", "Server: x") == ["\(host)/live?x=1/trackID=0", "\(host)/live?x=1"])
        #expect(try urls("*", "Content-Location: rtsp://10.0.0.1/b") == ["\(host)/b/trackID=0", "\(host)/b"])
        #expect(
            try urls("*", "Content-Location: /b\nContent-Base: 10.0.0.1/c/") == ["\(host)/c/trackID=0", "\(host)/c/"]
        )
        #expect(try urls("rtsp://10.0.0.1/s?a", "Content-Base: /c/") == ["\(host)/s?a/trackID=0", "\(host)/s?a"])
        #expect(try urls("aggregate", "Content-Base: /c") == ["\(host)/c/trackID=0", "\(host)/c/aggregate"])
    }

    @Test(arguments: UInt64(0)..<60)
    func noiseIsNoDanger(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var camera = try CameraDialogue()
        try camera.connect()
        let headers = [
            "CSeq: %", "CSeq: 3", "Session: 1;timeout=99999999999999999999", "Session: ;;timeout=2",
            "Session: 5;timeout=1",
            "Transport: RTP/AVP/TCP;interleaved=254-255", "Transport: ;;;", "RTP-Info: url=;;,,seq",
            "Location: rtsp://x/y",
            #"WWW-Authenticate: Digest realm="r", nonce="n", stale=true"#, "Content-Base: //", "Public: SET_PARAMETER",
        ]
        for _ in 0..<30 {
            let status = [200, 200, 200, 200, 401, 404, 302, 461, 999].randomElement(using: &generator) ?? 200
            let some = headers.shuffled(using: &generator).prefix(Int.random(in: 0...5, using: &generator))
            let isDescription = Bool.random(using: &generator)
            let actions = try camera.reply(
                (["RTSP/1.0 \(status) X"] + some).joined(separator: "\n"),
                body: isDescription ? CameraDialogue.description : ""
            )
            for case .described in actions { try camera.setUp([0, 1]) }
            if Bool.random(using: &generator) { try camera.wait(.seconds(Int.random(in: 0...12, using: &generator))) }
        }
        try camera.stop()
        try camera.wait(.seconds(20))
        #expect(camera.session.nextDeadline == nil)
    }
}
