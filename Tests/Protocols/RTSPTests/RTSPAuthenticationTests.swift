import HTTPAuthentication
import Media
import SDP
import Testing

@testable import RTSP

/// How a session with a camera authenticates itself; the rules in detail are HTTPAuthentication's.
struct RTSPAuthenticationTests {
    private static func unauthorized(_ challenges: String...) -> String {
        "RTSP/1.0 401 Unauthorized\nCSeq: %" + challenges.map { "\nWWW-Authenticate: \($0)" }.joined()
    }

    private static func digest(_ nonce: String, stale: Bool = false) -> String {
        unauthorized(#"Digest realm="cam", nonce="\#(nonce)""# + (stale ? ", stale=true" : ""))
    }

    @Test func row39BasicStandsFirst() throws {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.ok()
        try camera.reply(
            Self.unauthorized(
                #"Basic realm="IP Camera""#,
                #"Digest realm="IP Camera", nonce="n1", algorithm=MD5"#,
                #"Digest realm="IP Camera", nonce="n2", algorithm=SHA-256, qop="auth""#
            )
        )
        let header = try #require(camera.sent?.headers["Authorization"])
        #expect(header.hasPrefix("Digest "))
        #expect(header.contains(#"nonce="n2""#))
        #expect(header.contains("algorithm=SHA-256"))
        #expect(header.contains("qop=auth, nc=00000001"))
    }

    /// The URI that was signed, and whether the signature is that of the password.
    private func check(_ request: RTSPRequest?, password: String) throws {
        let request = try #require(request)
        let server = ServerAuthentication(realm: "cam", nonce: "n")
        let header = try #require(request.headers["Authorization"])
        #expect(header.contains(#"uri="\#(request.url)""#))
        #expect(!request.url.contains("@"))
        let login = try #require(server.login(in: request))
        #expect(login.username == "admin")
        #expect(login.matches(password: password))
    }

    @Test func row42EveryRequestSignsItsOwnLine() throws {
        let (url, credentials) = try CameraURL.parse("rtsp://admin:p@s%3as@nat.example:8554/live?channel=1&name=a b")
        var camera = try CameraDialogue(url: url.description, credentials: credentials)
        try camera.connect()
        try camera.reply(Self.digest("n"))
        try check(camera.sent, password: "p@s:s")
        #expect(camera.sent?.url == "rtsp://nat.example:8554/live?channel=1&name=a%20b")
        try camera.ok("Public: OPTIONS")
        try check(camera.sent, password: "p@s:s")
        let body = "v=0\nm=video 0 RTP/AVP 96\na=control:rtsp://other:login@10.0.0.9/live/track\"1\"\n"
        try camera.reply("RTSP/1.0 200 OK\nCSeq: %", body: body)
        try camera.setUp([0])
        #expect(camera.sent?.url == "rtsp://nat.example:8554/live/track%221%22")
        try check(camera.sent, password: "p@s:s")
        try camera.ok("Session: 1;timeout=50")
        #expect(camera.sent?.method == .play)
        try check(camera.sent, password: "p@s:s")
        try camera.ok()
        try camera.wait(.seconds(25))
        try check(camera.sent, password: "p@s:s")
        try camera.stop()
        #expect(camera.sent?.method == .teardown)
        try check(camera.sent, password: "p@s:s")
    }

    private func playing() throws -> CameraDialogue {
        var camera = try CameraDialogue()
        try camera.connect()
        try camera.reply(Self.digest("a"))
        try camera.ok("Public: OPTIONS, GET_PARAMETER")
        try camera.reply("RTSP/1.0 200 OK\nCSeq: %", body: CameraDialogue.description)
        try camera.setUp([0])
        try camera.ok("Session: 1")
        try camera.ok()
        return camera
    }

    @Test(arguments: [false, true])
    func row43TeardownIsSentAgainWithANewNonce(isStale: Bool) throws {
        var camera = try playing()
        try camera.stop()
        #expect(camera.sent?.headers["Authorization"]?.contains(#"nonce="a""#) == true)
        #expect(try camera.reply(Self.digest("b", stale: isStale)) == [])
        #expect(camera.sent?.method == .teardown)
        #expect(camera.sent?.headers["Session"] == "1")
        #expect(camera.sent?.headers["Authorization"]?.contains(#"nonce="b""#) == true)
        // Once is enough: the connection is closed either way.
        #expect(try camera.reply(Self.digest("c", stale: isStale)) == [.close(nil)])
    }

    @Test func row43AKeepAliveIsSentAgainWithANewNonce() throws {
        var camera = try playing()
        try camera.wait(.seconds(25))
        #expect(camera.sent?.method == .getParameter)
        #expect(try camera.reply(Self.digest("b", stale: true)) == [])
        #expect(camera.sent?.method == .getParameter)
        #expect(camera.sent?.headers["Authorization"]?.contains(#"nonce="b""#) == true)
        #expect(try camera.ok() == [])
        // The new nonce is the one for all that follows, and no method was demoted.
        try camera.wait(.seconds(25))
        #expect(camera.sent?.method == .getParameter)
        #expect(camera.sent?.headers["Authorization"]?.contains(#"nonce="b""#) == true)
    }

    @Test func row46NoPasswordInWhatIsPrinted() throws {
        let (url, credentials) = try CameraURL.parse("rtsp://somebody:hunter2@cam/live")
        let session = RTSPClientSession(.init(url: url, credentials: credentials))
        var dumped = "\(url) \(session)"
        dump(session, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(!dumped.contains("somebody"))
    }

    @Test func row72NothingIsRequiredOfACamera() throws {
        var camera = try CameraDialogue()
        var requests: [RTSPRequest?] = []
        try camera.connect()
        requests.append(camera.sent)
        try camera.ok()
        requests.append(camera.sent)
        let body = CameraDialogue.description + "m=audio 0 RTP/AVP 0\na=sendonly\na=control:backchannel\n"
        let actions = try camera.reply("RTSP/1.0 200 OK\nCSeq: %", body: body)
        guard case .described(let description, _)? = actions.first else {
            Issue.record("no description")
            return
        }
        // The way to the loudspeaker is not asked for, and not set up where it is there.
        let media = description.cameraMedia(kind: "video") + description.cameraMedia(kind: "audio")
        #expect(media == [0, 1])
        try camera.setUp(media)
        requests.append(camera.sent)
        try camera.ok("Session: 1")
        requests.append(camera.sent)
        try camera.ok()
        requests.append(camera.sent)
        #expect(requests.compactMap { $0?.method } == [.options, .describe, .setup, .setup, .play])
        for request in requests {
            #expect(request?.headers["Require"] == nil)
            #expect(request?.headers["Proxy-Require"] == nil)
        }
    }
}
