import Media
import SDP
import Testing

@testable import RTSP

/// How conversations end: refusals, silence, TEARDOWN.
struct RTSPClientEndingTests {
    @Test func aCameraThatDoesNotAnswer() throws {
        var camera = try CameraDialogue()
        try camera.connect()
        #expect(camera.session.nextDeadline == camera.now + .seconds(10))
        #expect(try camera.wait(.milliseconds(9999)) == [])
        #expect(try camera.wait(.milliseconds(1)) == [.close(.noAnswer(.options, within: .seconds(10)))])
        #expect(camera.session.nextDeadline == nil)
        #expect(try camera.wait(.seconds(10)) == [])
    }

    @Test(arguments: [
        (404, RTSPFailure.streamNotFound), (403, .forbidden), (453, .busy(status: 453)), (503, .busy(status: 503)),
        (500, .refused(.describe, status: 500, reason: "Why")),
    ])
    func refusalsSayWhatHappened(status: Int, failure: RTSPFailure) throws {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.ok()
        #expect(try camera.reply("RTSP/1.0 \(status) Why\nCSeq: %") == [.close(failure)])
        #expect(failure.code.hasPrefix("rtsp."))
        #expect(failure.description.hasSuffix("."))
    }

    @Test func whatTheCameraSaysIsShownWithCare() {
        let reason = "\u{1B}[31m" + String(repeating: "x", count: 500) + "\u{202E}"
        let text = RTSPFailure.refused(.play, status: 500, reason: reason).description
        #expect(text.utf8.count < 130)
        #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test func passwordsThatDoNotFit() throws {
        let challenge = #"WWW-Authenticate: Digest realm="cam", nonce="n""#
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.reply("RTSP/1.0 401 No\nCSeq: %\n\(challenge)")
        #expect(try camera.reply("RTSP/1.0 401 No\nCSeq: %\n\(challenge)2") == [.close(.passwordRefused)])
        var nobody = try CameraDialogue(credentials: nil)
        try nobody.connect()
        #expect(try nobody.reply("RTSP/1.0 401 No\nCSeq: %\n\(challenge)") == [.close(.credentialsNeeded)])
        var strange = try CameraDialogue()
        try strange.connect()
        let actions = try strange.reply("RTSP/1.0 401 No\nCSeq: %\nWWW-Authenticate: Negotiate")
        #expect(actions == [.close(.authenticationUnsupported)])
    }

    @Test func row25TearsDownOnTheSameConnectionAfterAFailure() throws {
        var camera = try CameraDialogue()
        try camera.describe()
        try camera.setUp([0])
        try camera.ok("Session: 7")
        #expect(try camera.reply("RTSP/1.0 453 Busy\nCSeq: %") == [])
        #expect(camera.sent?.method == .teardown)
        #expect(try camera.reply("RTSP/1.0 200 OK") == [.close(.busy(status: 453))])
    }

    @Test func row26EverySessionIsTornDownOnce() throws {
        // Whatever the server calls itself, while it sets up, while it plays, and without a name of the session.
        var starting = try CameraDialogue()
        try starting.describe()
        try starting.setUp([0, 1])
        try starting.ok("Session: 7")
        #expect(try starting.stop() == [])
        #expect(starting.sent?.method == .teardown)
        #expect(starting.sent?.headers["Session"] == "7")
        #expect(starting.sent?.url == "rtsp://192.0.2.1/live/")
        var nameless = try CameraDialogue()
        try nameless.describe()
        try nameless.setUp([0])
        try nameless.ok("Transport: RTP/AVP/TCP;interleaved=0-1")
        try nameless.ok()
        #expect(try nameless.stop() == [])
        let teardown = nameless.sent
        #expect(teardown?.method == .teardown)
        #expect(try nameless.stop() == [])
        #expect(try nameless.wait(.milliseconds(500)) == [])
        #expect(nameless.sent == teardown)
        #expect(try nameless.wait(.milliseconds(500)) == [.close(nil)])
        #expect(try nameless.stop() == [])
    }

    @Test(arguments: ["500 Gone", "454 Session Not Found", "401 No", "302 Away"])
    func row27AnyAnswerToTeardownWillDo(status: String) throws {
        var camera = try CameraDialogue()
        try camera.play()
        try camera.stop()
        #expect(camera.session.nextDeadline == camera.now + .seconds(1))
        #expect(try camera.reply("RTSP/1.0 \(status)\nCSeq: %") == [.close(nil)])
    }

    @Test func row27ARefusedTeardownIsCounted() throws {
        var camera = try CameraDialogue()
        try camera.play()
        try camera.stop()
        try camera.reply("RTSP/1.0 500 Internal Server Error\nCSeq: %")
        #expect(camera.session.oddities == [.teardownRefused: 1])
    }

    @Test func row28TheAnswerToTeardownCannotBeRead() throws {
        var camera = try CameraDialogue()
        try camera.play()
        #expect(try camera.happens { $0.becameUnreadable(.outOfStep, now: $1) } == [])
        #expect(camera.sent?.method == .teardown)
        #expect(camera.sent?.headers["Session"] == "42")
        // More of the same changes nothing; the deadline ends it.
        #expect(try camera.happens { $0.becameUnreadable(.bodyTooLarge, now: $1) } == [])
        #expect(try camera.happens { $0.lostStep(now: $1) } == [])
        #expect(camera.session.nextDeadline == camera.now + .seconds(1))
        #expect(try camera.wait(.seconds(1)) == [.close(.unreadable(.outOfStep))])
        #expect(camera.session.oddities == [.teardownUnanswered: 1])
    }

    @Test func stoppingBeforeThereIsASession() throws {
        var camera = try CameraDialogue()
        try camera.connect()
        #expect(try camera.stop() == [.close(nil)])
        #expect(try camera.ok() == [])
    }

    @Test func row25OldLive555IsKnown() {
        func fault(_ tool: String?) -> Bool { SessionDescription(name: "", tool: tool, media: []).hasStaleSessionFault }
        #expect(fault("LIVE555 Streaming Media v2013.04.08"))
        #expect(fault("LIVE555 Streaming Media v2017.06.03 x"))
        #expect(!fault("LIVE555 Streaming Media v2017.06.04"))
        #expect(!fault("LIVE555 Streaming Media v2021.1.1"))
        #expect(!fault("LIVE555 Streaming Media v"))
        #expect(!fault("GStreamer"))
        #expect(!fault(nil))
    }
}
