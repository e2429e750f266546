import HTTPAuthentication
import Media
import RTSP

extension FuzzEntry {
    /// URLs and headers, each in a line of its own: those of a camera's answers in a whole conversation, and those of a
    /// client's login.
    static let headers = FuzzEntry("headers", longestInput: 2048, words: rtspWords, seeds: { headerSeeds }) {
        bytes throws(BrokenPromise) in
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        func line(_ index: Int) -> String { index < lines.count ? lines[index] : "" }
        try checkURL(line(0), relative: line(1))
        try checkChallenge(line(2))
        try checkLogin(line(3))
        try converse(line)
    }

    private static func checkURL(_ text: String, relative: String) throws(BrokenPromise) {
        guard let (url, _) = try? CameraURL.parse(text) else { return }
        // What we make of a URL is a URL, and the same; a name of the scheme's port may be written or not.
        let again = try? CameraURL(url.description)
        try expect(again == url, "\(String(describing: again)), not \(url)")
        let isPlain = url.description.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
        try expect(isPlain, "\(url) in a request line")
        try expect((1...65_535).contains(url.port), "port \(url.port)")
        _ = (url.authority, url.requestTarget)
        let others = [
            url.resolving(control: relative), url.resolving(contentBase: relative) ?? url,
        ]
        // A camera cannot lead us to another host by its description.
        for other in others { try expect(other.host == url.host && other.port == url.port, "\(other) of \(url)") }
        guard let redirected = url.redirected(to: relative) else { return }
        try expect(redirected.scheme.isSecure || !url.scheme.isSecure, "\(redirected) of \(url)")
    }

    private static func checkChallenge(_ text: String) throws(BrokenPromise) {
        var authorizer = Authorizer(
            credentials: HTTPCredentials(username: "Mufasa", password: "Circle Of Life"),
            random: { [UInt8](repeating: 1, count: $0) }
        )
        guard authorizer.refused([text], attempts: 0) == .retry else { return }
        guard let header = authorizer.authorization(method: "PLAY", uri: "rtsp://cam") else {
            throw BrokenPromise(description: "no answer to \(text)")
        }
        // What a server says about itself cannot make our answer grow beyond all bounds.
        try expect(header.utf8.count < 3 * text.utf8.count + 400, header)
        try expect(!header.utf8.contains(UInt8(ascii: "\n")), header)
        authorizer.accepted()
        _ = authorizer.refused([text], attempts: 1)
    }

    private static func checkLogin(_ text: String) throws(BrokenPromise) {
        let server = ServerAuthentication(realm: "Nightjar", nonce: "abc")
        let login = server.login(authorization: text, method: "PLAY", uri: "rtsp://nvr/x")
        try expect(login?.matches(password: "Circle Of Life, unknown to all") != true, "let in with \(text)")
    }

    /// The headers of a camera's answers, from the first to its stream's end.
    private static func converse(_ line: (Int) -> String) throws(BrokenPromise) {
        let body = "v=0\na=control:\(line(1))\nm=video 0 RTP/AVP 96\na=control:\(line(4))\n"
        let answers: [(status: Int, fields: [(String, String)], body: String)] = [
            (200, [("Public", line(5))], ""),
            (401, [("WWW-Authenticate", line(2))], ""),
            (200, [("Content-Base", line(0)), ("Content-Type", line(6))], body),
            (200, [("Session", line(7)), ("Transport", line(8))], ""),
            (200, [("Session", line(7)), ("RTP-Info", line(9))], ""),
            (302, [("Location", line(0))], ""),
        ]
        for transport in [RTSPDelivery.interleaved, .datagrams] {
            guard var listener = FuzzedListener(transport) else { return }
            for (index, answer) in answers.enumerated() {
                let fields = [("CSeq", String(index + 1))] + answer.fields
                let headers = RTSPHeaders(fields)
                let response = RTSPResponse(status: answer.status, headers: headers, body: Array(answer.body.utf8))
                try listener.take(response.serialized())
            }
            try listener.stop()
        }
    }

    private static var headerSeeds: [[UInt8]] {
        [
            """
            rtsp://admin:p@ss:%41@[fe80::1%25eth0]:8554/live?user=a&password=b#x
            trackID=0
            Digest realm="r, \\"s\\"", nonce="n==", algorithm=SHA-256, qop="auth,auth-int", opaque="o", stale=true
            Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==
            rtsp://10.0.0.1/live/track1
            OPTIONS, DESCRIBE, GET_PARAMETER
            application/sdp;charset=utf-8
            12345678;timeout=60
            RTP/AVP/TCP;unicast;interleaved=2-3;ssrc=DEADBEEF;mode="PLAY"
            url=rtsp://cam/live/track1;seq=17;rtptime=3000,url="trackID=0";seq=1
            """,
            """
            rtsps://cam.example/
            /other?x
            Basic realm="x", charset="UTF-8", Digest realm="y", nonce="z"
            Digest username="u\\"v", realm="Nightjar", nonce="abc", uri="rtsp://nvr/x", response="00", qop=auth, nc=1, cnonce="c"
            *
            SET_PARAMETER
            text/plain
            ;timeout=-5
            RTP/AVP;unicast;client_port=5000-5001;server_port=0-1;source=0.0.0.0;ssrc= 12
            seq=70000;rtptime=99999999999
            """,
            "http://192.0.2.1:80\n//evil/x\nNegotiate, NTLM TlRMTVNTUAAB, Basic realm=camera\nBasic Og==",
        ].map { Array($0.utf8) }
    }
}
