import Media
import Testing

@testable import RTSP

/// Cameras and recorders that lead to another address.
struct RTSPRedirectTests {
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
        #expect(try actions == [.redirect(CameraURL(expected))])
        #expect(camera.session.nextDeadline == nil)
    }

    @Test(arguments: ["rtsp://nvr.example/b", "http://nvr.example/b", "rtsps://nvr.example/b", ""])
    func row15RedirectsThatAreRefused(location: String) throws {
        var camera = try CameraDialogue(url: "rtsps://nvr.example/b")
        try camera.connect()
        try camera.ok()
        #expect(try camera.reply("RTSP/1.0 301 Moved\nCSeq: %\nLocation: \(location)") == [.close(.redirectRefused)])
    }

    @Test func row15TheOwnerBringsTheCredentialsAgain() throws {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.ok()
        let actions = try camera.reply("RTSP/1.0 301 Moved\nCSeq: %\nLocation: rtsp://evil:pw@192.0.2.9/b")
        guard case .redirect(let url)? = actions.first else { return #expect(Bool(false)) }
        #expect(url.description == "rtsp://192.0.2.9/b")
        var next = try CameraDialogue(url: url.description)
        try next.connect()
        try next.reply(#"RTSP/1.0 401 No\#nCSeq: %\#nWWW-Authenticate: Digest realm="cam", nonce="n""#)
        #expect(next.sent?.headers["Authorization"]?.contains(#"username="admin""#) == true)
    }

    @Test func row15ASessionIsTornDownBeforeItMoves() throws {
        var camera = try CameraDialogue()
        try camera.describe()
        try camera.setUp([0])
        try camera.ok("Session: 7")
        #expect(try camera.reply("RTSP/1.0 302 Moved\nCSeq: %\nLocation: /other") == [])
        #expect(camera.sent?.method == .teardown)
        #expect(try camera.ok() == [.redirect(CameraURL("rtsp://192.0.2.1/other"))])
    }
}
