import Testing

@testable import RTSP

struct RTSPURLTests {
    @Test(arguments: [
        ("rtsp://192.0.2.1/live", "192.0.2.1", 554, "/live", "rtsp://192.0.2.1/live"),
        ("RTSP://cam.example:8554", "cam.example", 8554, "", "rtsp://cam.example:8554"),
        ("rtsps://cam/x?y=1&z=/2", "cam", 322, "/x?y=1&z=/2", "rtsps://cam/x?y=1&z=/2"),
        ("rtsp://[2001:db8::1]:555/a", "2001:db8::1", 555, "/a", "rtsp://[2001:db8::1]:555/a"),
        ("rtsp://[fe80::1%eth0]/a", "fe80::1%eth0", 554, "/a", "rtsp://[fe80::1%eth0]/a"),
        ("rtsp://cam?channel=1", "cam", 554, "?channel=1", "rtsp://cam?channel=1"),
        ("rtsp://cam:/a", "cam", 554, "/a", "rtsp://cam/a"),
        (
            "  rtsp://cam/a b\"\u{E9}\r\nX: y ", "cam", 554, "/a%20b%22%C3%A9%0D%0AX:%20y",
            "rtsp://cam/a%20b%22%C3%A9%0D%0AX:%20y"
        ),
        // An at sign in the path is no end of credentials.
        (
            "rtsp://cam/user=admin&password=p@x", "cam", 554, "/user=admin&password=p@x",
            "rtsp://cam/user=admin&password=p@x"
        ),
    ])
    func parts(text: String, host: String, port: Int, target: String, printed: String) throws {
        let (url, credentials) = try RTSPURL.parse(text)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.target == target)
        #expect(url.description == printed)
        #expect(credentials == nil)
        #expect(try RTSPURL(printed) == url)
    }

    @Test(arguments: [
        ("rtsp://rtsp://192.0.2.1/x", "rtsp://192.0.2.1/x"),
        ("rtsp://::ffff:192.0.2.1:8554/x", "rtsp://[::ffff:192.0.2.1]:8554/x"),
        ("rtsp://::ffff:192.0.2.1/x", "rtsp://[::ffff:192.0.2.1]/x"),
        ("rtsp://2001:db8::7/x", "rtsp://[2001:db8::7]/x"),
    ])
    func row51BrokenURLsAreMended(text: String, printed: String) throws {
        #expect(try RTSPURL(text).description == printed)
    }

    @Test(arguments: [
        "http://cam/x", "cam/x", "rtsp://", "rtsp:///x", "rtsp://cam:0/x", "rtsp://cam:65536/x", "rtsp://cam:x/x",
        "rtsp://[::1/x",
        "rtsp://[::1]x/", "rtsp://a b/", "rtsp://user:pw@", "rtsp://caf\u{E9}/", "",
    ])
    func nonsenseIsRefused(text: String) {
        #expect(throws: RTSPURLError.self) { try RTSPURL(text) }
    }

    @Test func aVeryLongURLIsRefused() {
        #expect(throws: RTSPURLError.tooLong) { try RTSPURL("rtsp://cam/" + String(repeating: "a", count: 9000)) }
    }

    @Test(arguments: [
        ("rtsp://admin:secret@192.0.2.1/x", "admin", "secret"),
        ("rtsp://admin@192.0.2.1/x", "admin", ""),
        ("rtsp://admin:p@ss@192.0.2.1/x", "admin", "p@ss"),
        ("rtsp://admin:a/b@192.0.2.1/x", "admin", "a/b"),
        ("rtsp://admin:a/b@c/d@192.0.2.1/x", "admin", "a/b"),
        ("rtsp://admin:a:b@192.0.2.1/x", "admin", "a:b"),
        ("rtsp://admin:100%@192.0.2.1/x", "admin", "100%"),
        ("rtsp://admin:%40%2f%3A%25@192.0.2.1/x", "admin", "@/:%"),
        ("rtsp://admin:a?b#c@192.0.2.1/x", "admin", "a?b#c"),
        ("rtsps://us%65r:p@192.0.2.1:8322/x", "user", "p"),
        ("rtsp://:p@192.0.2.1/x", "", "p"),
    ])
    func row46PasswordsInURLs(text: String, username: String, password: String) throws {
        let (url, credentials) = try RTSPURL.parse(text)
        #expect(credentials == RTSPCredentials(username: username, password: password))
        #expect(!url.description.contains("admin"))
        if !text.contains("b@c") {
            #expect(url.host == "192.0.2.1")
            #expect(url.target == "/x")
        }
    }

    @Test func credentialsNeverPrintThemselves() {
        let credentials = RTSPCredentials(username: "somebody", password: "hunter2")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("somebody"))
        }
    }

    @Test(arguments: [
        ("rtsp://cam/live", "trackID=1", "rtsp://cam/live/trackID=1"),
        ("rtsp://cam/live/", "trackID=1", "rtsp://cam/live/trackID=1"),
        ("rtsp://cam", "trackID=1", "rtsp://cam/trackID=1"),
        ("rtsp://cam/live?ch=1&sub=2", "trackID=1", "rtsp://cam/live?ch=1&sub=2/trackID=1"),
        ("rtsp://cam/live?ch=1/", "trackID=1", "rtsp://cam/live?ch=1/trackID=1"),
        ("rtsp://cam/live", "?ctype=video", "rtsp://cam/live?ctype=video"),
        ("rtsp://cam/live", "/video", "rtsp://cam/live/video"),
        ("rtsp://cam/live", "*", "rtsp://cam/live"),
        ("rtsp://cam/live", "", "rtsp://cam/live"),
        ("rtsp://cam/live", "track 1\r\nX: y", "rtsp://cam/live/track%201%0D%0AX:%20y"),
    ])
    func row47ControlsAreAppended(base: String, control: String, expected: String) throws {
        #expect(try RTSPURL(base).resolving(control: control).description == expected)
    }

    @Test func row47WithoutAControlItIsTheBase() throws {
        #expect(try RTSPURL("rtsp://cam/live").resolving(control: nil).description == "rtsp://cam/live")
    }

    @Test(arguments: [
        ("rtsp://10.0.0.9:554/live/trackID=1", "rtsp://nat.example:8554/live/trackID=1"),
        ("rtsp://admin:pw@10.0.0.9/live?a=b", "rtsp://nat.example:8554/live?a=b"),
        ("RTSP://10.0.0.9/x", "rtsp://nat.example:8554/x"),
        ("rtsp://", "rtsp://nat.example:8554/base"),
    ])
    func row48AnInternalHostIsReplaced(control: String, expected: String) throws {
        #expect(try RTSPURL("rtsp://nat.example:8554/base").resolving(control: control).description == expected)
    }

    @Test(arguments: [
        ("rtsp://cam/live/", "rtsp://cam/live/"),
        ("192.0.2.1:554/live/", "rtsp://cam/live/"),
        ("/live/", "rtsp://cam/live/"),
        ("rtsp://rtsp://cam/live/", "rtsp://cam/live/"),
    ])
    func row50And51ContentBases(header: String, expected: String) throws {
        #expect(try RTSPURL("rtsp://cam/x").resolving(contentBase: header)?.description == expected)
        #expect(try RTSPURL("rtsp://cam/x").resolving(contentBase: "a b") == nil)
    }
}
