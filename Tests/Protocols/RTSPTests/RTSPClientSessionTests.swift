import Media
import SDP
import TestKit
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
        let base = try CameraURL("rtsp://192.0.2.1/live/")
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
            url: CameraURL("rtsp://192.0.2.1/live/trackID=0"),
            transport: .interleaved(RTSPChannels(rtp: 0, rtcp: 1)),
            payloadTypes: [96],
            ssrc: 0x30A9_8EE7,
            sequence: 7,
            rtpTime: 90
        )
        let audio = try RTSPTrack(
            media: 1,
            url: CameraURL("rtsp://192.0.2.1/live/trackID=1"),
            transport: .interleaved(RTSPChannels(rtp: 2, rtcp: 3)),
            payloadTypes: [8]
        )
        #expect(playing == [.playing([video, audio])])

        try camera.stop()
        #expect(camera.sent?.method == .teardown)
        #expect(camera.sent?.headers["Session"] == "42")
        #expect(try camera.ok() == [.close(nil)])
        #expect(camera.session.nextDeadline == nil)
        #expect(try camera.stop() == [])
        #expect(camera.session.oddities == [.descriptionUntyped: 1])
        #expect(camera.session.memory == RTSPMemory())
    }

    private func firstRequest(userAgent: String = "Nightjar") throws -> String {
        var session = try RTSPClientSession(.init(url: CameraURL("rtsp://admin:pw@cam/x"), userAgent: userAgent))
        guard case .send(let bytes)? = session.connected(now: MonotonicTime(nanoseconds: 0)).first else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func row12HeadersInAFixedOrderAndCase() throws {
        let expected = "OPTIONS rtsp://cam/x RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: Nightjar\r\n\r\n"
        #expect(try firstRequest() == expected)
        var camera = try CameraDialogue()
        try camera.play()
        #expect(camera.sent?.headers.fields.map(\.name) == ["CSeq", "User-Agent", "Session", "Range"])
    }

    @Test func row13EveryRequestNamesTheClient() throws {
        #expect(try firstRequest(userAgent: "Recorder/1").contains("\r\nUser-Agent: Recorder/1\r\n"))
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.ok()
        #expect(camera.sent?.method == .describe)
        #expect(camera.sent?.headers["User-Agent"] == "Nightjar")
    }

    @Test func row1BlanksRoundTheNumber() throws {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.reply("RTSP/1.0 200 OK\nCSeq:   %  \t")
        #expect(camera.sent?.method == .describe)
    }

    @Test(arguments: [
        ("RTSP/1.0 200 OK", RTSPOddity.answerWithoutNumber),
        ("RTSP/1.0 200 OK\nCSeq: what", .answerWithoutNumber), ("RTSP/1.0 200 OK\nCSeq: 99", .answerWithWrongNumber),
    ])
    func row2AnAnswerWithoutItsNumber(text: String, oddity: RTSPOddity) throws {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.reply(text)
        #expect(camera.sent?.method == .describe)
        #expect(camera.session.oddities == [oddity: 1])
    }

    @Test func row2AnOpenKeepAliveDoesNotTakeTheAnswerToTeardown() throws {
        var camera = try CameraDialogue()
        try camera.play()
        try camera.wait(.seconds(25))
        try camera.stop()
        #expect(try camera.reply("RTSP/1.0 200 OK") == [.close(nil)])
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

    @Test(arguments: [
        ("Content-Type: application/sdp", false), ("Content-Type: Application/SDP; charset=utf-8", false),
        ("Server: x", true), ("Content-Type: text/plain", true),
    ])
    func row14TheTextTellsWhatItIs(headers: String, isOdd: Bool) throws {
        var camera = try CameraDialogue()
        let actions = try camera.describe(headers: headers)
        guard case .described(_, let base)? = actions.first else { return #expect(Bool(false)) }
        #expect(base.description == "rtsp://192.0.2.1/live")
        #expect(camera.session.oddities == (isOdd ? [.descriptionUntyped: 1] : [:]))
    }

    @Test func row14WhatIsNoDescription() throws {
        var camera = try CameraDialogue()
        #expect(try camera.describe(body: "<html></html>") == [.close(.descriptionUnreadable)])
        var empty = try CameraDialogue()
        #expect(try empty.describe(body: "v=0\r\n") == [.close(.nothingToPlay)])
    }

    @Test func row16OneDescriptionOnAConnection() throws {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.ok()
        let asked = camera.sent
        // Only a refusal of the password brings the same request again, signed.
        try camera.reply(#"RTSP/1.0 401 No\#nCSeq: %\#nWWW-Authenticate: Digest realm="cam", nonce="n""#)
        #expect(camera.sent?.method == .describe)
        #expect(camera.sent?.url == asked?.url)
        #expect(camera.sent?.headers["Authorization"] != nil)
        try camera.reply("RTSP/1.0 200 OK\nCSeq: %", body: CameraDialogue.description)
        let before = camera.sent
        // Nothing that may happen brings another one.
        try camera.connect()
        try camera.reply("RTSP/1.0 200 OK\nCSeq: %", body: CameraDialogue.description)
        try camera.reply("RTSP/1.0 200 OK", body: CameraDialogue.description)
        #expect(camera.sent == before)
        try camera.setUp([0])
        #expect(try camera.reply("RTSP/1.0 454 Session Not Found\nCSeq: %") != [])
        #expect(camera.sent?.method == .setup)
    }

    @Test func row17SetUpFollowsADescriptionOnTheSameConnection() throws {
        var camera = try CameraDialogue()
        #expect(try camera.setUp([0]) == [])
        try camera.connect()
        #expect(try camera.setUp([0]) == [])
        try camera.ok()
        #expect(try camera.setUp([0]) == [])
        #expect(camera.sent?.method == .describe)
        // The memory of an earlier session is no description.
        var next = try CameraDialogue(memory: RTSPMemory(keepAliveMethod: .options, changesSession: true))
        try next.connect()
        try next.ok()
        #expect(next.sent?.method == .describe)
    }

    @Test(arguments: [404, 405, 454, 500, 501, 551])
    func row18OptionsIsAdvice(status: Int) throws {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.reply("RTSP/1.0 \(status) No\nCSeq: %")
        #expect(camera.sent?.method == .describe)
        #expect(camera.session.oddities == [.optionsRefused: 1])
    }

    @Test func row19PlayHasARange() throws {
        var camera = try CameraDialogue()
        try camera.play()
        #expect(camera.session.nextDeadline != nil)
        var asked = try CameraDialogue()
        try asked.describe()
        try asked.setUp([0])
        try asked.ok("Session: 1")
        #expect(asked.sent?.method == .play)
        #expect(asked.sent?.headers["Range"] == "npt=0.000-")
    }

    @Test(arguments: RTSPDelivery.allCases)
    func row20SetUpHasNoMode(transport: RTSPDelivery) throws {
        var camera = try CameraDialogue(transport: transport)
        try camera.describe()
        try camera.setUp([0], ports: [RTSPPorts(rtp: 40000, rtcp: 40001)])
        let header = try #require(camera.sent?.headers["Transport"])
        #expect(header.hasPrefix("RTP/AVP"))
        #expect(!header.contains("mode"))
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
