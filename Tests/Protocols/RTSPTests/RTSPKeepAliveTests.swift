import Media
import Testing

@testable import RTSP

struct RTSPKeepAliveTests {
    @Test func row3ARefusedMethodIsDemoted() throws {
        var camera = try CameraDialogue()
        try camera.play(methods: "OPTIONS, GET_PARAMETER, SET_PARAMETER", session: "42;timeout=15")
        #expect(camera.session.keepAliveMethod == .setParameter)
        try camera.wait(.milliseconds(7500))
        #expect(camera.sent?.method == .setParameter)
        // The refusal carries the number of the request before.
        #expect(try camera.reply("RTSP/1.0 400 Bad Request\nCSeq: 4") == [])
        #expect(camera.session.keepAliveMethod == .getParameter)
        try camera.wait(.milliseconds(7500))
        #expect(camera.sent?.method == .getParameter)
        #expect(try camera.reply("RTSP/1.0 501 No\nCSeq: %") == [])
        try camera.wait(.milliseconds(7500))
        #expect(camera.sent?.method == .options)
        #expect(try camera.reply("RTSP/1.0 454 Gone\nCSeq: %") == [])
        #expect(camera.session.keepAliveMethod == .options)
        #expect(camera.session.nextDeadline == camera.now + .milliseconds(7500))
        #expect(camera.session.oddities == [.answerWithWrongNumber: 1, .keepAliveRefused: 3])
    }

    @Test func row3TheNextSessionKnowsWhatWasRefused() throws {
        var camera = try CameraDialogue()
        try camera.play(methods: "OPTIONS, GET_PARAMETER, SET_PARAMETER")
        try camera.wait(.seconds(25))
        try camera.reply("RTSP/1.0 400 Bad Request\nCSeq: %")
        try camera.wait(.seconds(25))
        try camera.ok()
        #expect(camera.session.memory.keepAliveMethod == .getParameter)
        #expect(camera.session.memory.refusedMethods == [.setParameter])
        var next = try CameraDialogue(memory: camera.session.memory)
        try next.play(methods: "OPTIONS, GET_PARAMETER, SET_PARAMETER")
        try next.wait(.seconds(25))
        #expect(next.sent?.method == .getParameter)
        // What worked once may be refused by a new firmware.
        try next.reply("RTSP/1.0 405 No\nCSeq: %")
        #expect(next.session.keepAliveMethod == .options)
        #expect(next.session.memory.keepAliveMethod == nil)
    }

    @Test func row4SetParameterIsPreferred() throws {
        var camera = try CameraDialogue()
        try camera.play(methods: "OPTIONS, SET_PARAMETER, GET_PARAMETER")
        try camera.wait(.seconds(25))
        #expect(camera.sent?.method == .setParameter)
    }

    @Test(arguments: [("options,get_parameter", RTSPMethod.getParameter), ("OPTIONS", .options), ("", .options)])
    func row5OnlyAdvertisedMethodsAreUsed(methods: String, expected: RTSPMethod) throws {
        var camera = try CameraDialogue()
        try camera.play(methods: methods)
        try camera.wait(.seconds(25))
        #expect(camera.sent?.method == expected)
        try camera.reply("RTSP/1.0 400 No\nCSeq: %")
        #expect(camera.session.keepAliveMethod == .options)
    }

    @Test func theMethodThatIsRememberedForTheCameraIsUsed() throws {
        var camera = try CameraDialogue(memory: RTSPMemory(keepAliveMethod: .options))
        try camera.play(methods: "SET_PARAMETER")
        #expect(camera.session.keepAliveMethod == .options)
    }

    @Test func row6AnswersAreNotNeeded() throws {
        var camera = try CameraDialogue()
        try camera.play()
        var numbers: Set<String> = []
        for _ in 0..<20 {
            #expect(try camera.wait(.seconds(25)) == [])
            #expect(camera.sent?.method == .options)
            numbers.insert(camera.number)
        }
        #expect(numbers.count == 20)
        #expect(camera.session.oddities == [.keepAliveUnanswered: 19])
        // An answer that comes at last is welcome.
        try camera.ok()
        try camera.wait(.seconds(25))
        #expect(camera.session.oddities == [.keepAliveUnanswered: 19])
    }

    @Test func row7TheBaseURLIsUsed() throws {
        var camera = try CameraDialogue()
        try camera.play()
        try camera.wait(.seconds(25))
        #expect(camera.sent?.url == "rtsp://192.0.2.1/live/")
        #expect(camera.sent?.headers["Session"] == "42")
        #expect(camera.sent?.body == [])
    }

    @Test(arguments: [
        ("1", 25_000), ("1;timeout=60", 25_000), ("1;timeout=10", 5_000), ("1;timeout=1", 1_000),
        ("1;timeout=0", 25_000),
        ("1; Timeout = 20 ", 10_000), ("1;timeout=-5", 25_000), ("1;timeout=x", 25_000), ("1;timeout=9999999", 25_000),
    ])
    func row8HalfOfTheTimeout(session: String, milliseconds: Int) throws {
        var camera = try CameraDialogue()
        try camera.play(session: session)
        #expect(camera.session.nextDeadline == camera.now + .milliseconds(milliseconds))
    }

    @Test func row8ATimeoutOfNothingIsCounted() throws {
        var camera = try CameraDialogue()
        try camera.play(session: "1;timeout=0")
        #expect(camera.session.oddities == [.timeoutOfNothing: 2])
    }

    @Test func row43AnOldNonceIsReplacedInAKeepAlive() throws {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.reply("RTSP/1.0 401 No\nCSeq: %\nWWW-Authenticate: Digest realm=\"r\", nonce=\"a\"")
        try camera.ok()
        try camera.reply("RTSP/1.0 200 OK\nCSeq: %", body: CameraDialogue.description)
        try camera.setUp([0])
        try camera.ok("Session: 1")
        try camera.ok()
        try camera.wait(.seconds(25))
        #expect(camera.sent?.headers["Authorization"]?.contains(#"nonce="a""#) == true)
        #expect(try camera.reply("RTSP/1.0 401 No\nCSeq: %\nWWW-Authenticate: Digest realm=\"r\", nonce=\"b\"") == [])
        #expect(camera.sent?.headers["Authorization"]?.contains(#"nonce="b""#) == true)
        let number = camera.number
        // Refused again, it is given up, and the stream plays on.
        #expect(try camera.reply("RTSP/1.0 401 No\nCSeq: %\nWWW-Authenticate: Digest realm=\"r\", nonce=\"c\"") == [])
        #expect(camera.number == number)
        #expect(camera.session.nextDeadline == camera.now + .seconds(25))
    }

    @Test(arguments: [
        ("OPTIONS", 200), ("GET_PARAMETER", 200), ("SET_PARAMETER", 200), ("ANNOUNCE", 501), ("FOO", 501),
    ])
    func row11TheCameraAsksUs(method: String, status: Int) throws {
        var camera = try CameraDialogue()
        try camera.play()
        let asked = try message("\(method) rtsp://192.0.2.9/ RTSP/1.0\nCSeq:  77 ")
        guard case .send(let bytes)? = camera.session.received(asked, now: camera.now).first else {
            return #expect(Bool(false))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("RTSP/1.0 \(status) "))
        #expect(text.contains("\r\nCSeq: 77\r\n"))
    }
}
