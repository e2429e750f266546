import HTTPAuthentication
import TestKit
import Testing

@testable import RTSP

struct CameraURLTests {
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
        let (url, credentials) = try CameraURL.parse(text)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.target == target)
        #expect(url.description == printed)
        #expect(credentials == nil)
        #expect(try CameraURL(printed) == url)
    }

    @Test(arguments: [
        ("rtsp://rtsp://192.0.2.1/x", "rtsp://192.0.2.1/x"),
        ("rtsp://::ffff:192.0.2.1:8554/x", "rtsp://[::ffff:192.0.2.1]:8554/x"),
        ("rtsp://::ffff:192.0.2.1/x", "rtsp://[::ffff:192.0.2.1]/x"),
        ("rtsp://rtsp://user:pw@192.0.2.1:8554/x", "rtsp://192.0.2.1:8554/x"),
        ("rtsp://user:pw@::ffff:192.0.2.1:8554/x", "rtsp://[::ffff:192.0.2.1]:8554/x"),
        ("rtsp://2001:db8::7/x", "rtsp://[2001:db8::7]/x"),
    ])
    func row51BrokenURLsAreMended(text: String, printed: String) throws {
        #expect(try CameraURL(text).description == printed)
    }

    @Test(arguments: [
        "ftp://cam/x", "cam/x", "rtsp://", "rtsp:///x", "rtsp://cam:0/x", "rtsp://cam:65536/x", "rtsp://cam:x/x",
        "rtsp://[::1/x",
        "rtsp://192.0.2.1::80/x", "rtsp://[fe80::1%\u{12}eth0]/x", "rtsp://[fe80::1\r\n%eth0]/x",
        "rtsp://[::1]x/", "rtsp://a b/", "rtsp://user:pw@", "rtsp://caf\u{E9}/", "",
    ])
    func nonsenseIsRefused(text: String) {
        #expect(throws: CameraURLError.self) { try CameraURL(text) }
    }

    @Test func aVeryLongURLIsRefused() {
        #expect(throws: CameraURLError.tooLong) { try CameraURL("rtsp://cam/" + String(repeating: "a", count: 9000)) }
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
        ("rtsp://admin:%zz%4@192.0.2.1/x", "admin", "%zz%4"),
        ("rtsp://admin:@@@192.0.2.1/x", "admin", "@@"),
        ("rtsp://admin:p@/@192.0.2.1/x", "admin", "p@/"),
        ("rtsp://admin:rtsp://@192.0.2.1/x", "admin", "rtsp://"),
    ])
    func row46PasswordsInURLs(text: String, username: String, password: String) throws {
        let (url, credentials) = try CameraURL.parse(text)
        #expect(credentials == HTTPCredentials(username: username, password: password))
        #expect(!url.description.contains("admin"))
        if !text.contains("b@c") {
            #expect(url.host == "192.0.2.1")
            #expect(url.target == "/x")
        }
    }

    @Test func row46CredentialsNeverPrintThemselves() {
        let credentials = HTTPCredentials(username: "somebody", password: "hunter2")
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
        #expect(try CameraURL(base).resolving(control: control).description == expected)
    }

    @Test func row47WithoutAControlItIsTheBase() throws {
        #expect(try CameraURL("rtsp://cam/live").resolving(control: nil).description == "rtsp://cam/live")
    }

    @Test(arguments: [
        ("rtsp://10.0.0.9:554/live/trackID=1", "rtsp://nat.example:8554/live/trackID=1"),
        ("rtsp://admin:pw@10.0.0.9/live?a=b", "rtsp://nat.example:8554/live?a=b"),
        ("RTSP://10.0.0.9/x", "rtsp://nat.example:8554/x"),
        ("rtsps://10.0.0.9/x", "rtsp://nat.example:8554/x"),
        ("rtsp://rtsp://10.0.0.9/x", "rtsp://nat.example:8554/x"),
        ("rtsp://::ffff:10.0.0.9:554/x", "rtsp://nat.example:8554/x"),
        ("rtsp://", "rtsp://nat.example:8554/base"),
    ])
    func row48AnInternalHostIsReplaced(control: String, expected: String) throws {
        #expect(try CameraURL("rtsp://nat.example:8554/base").resolving(control: control).description == expected)
    }

    @Test(arguments: [
        ("192.0.2.1:554/live/", "rtsp://cam/live/"), ("192.0.2.1/live", "rtsp://cam/live"),
        ("cam/live/", "rtsp://cam/live/"), ("[2001:db8::1]/live/", "rtsp://cam/live/"),
        ("user:pw@192.0.2.1/live/", "rtsp://cam/live/"),
    ])
    func row50AContentBaseWithoutAScheme(header: String, expected: String) throws {
        #expect(try CameraURL("rtsp://cam/x").resolving(contentBase: header)?.description == expected)
        let secure = try CameraURL("rtsps://cam/x").resolving(contentBase: header)
        #expect(secure?.description == expected.replacing("rtsp:", with: "rtsps:"))
    }

    @Test(arguments: [
        ("rtsp://cam/live/", "rtsp://cam/live/"), ("/live/", "rtsp://cam/live/"), ("/", "rtsp://cam/"),
        ("/live?a=b ", "rtsp://cam/live?a=b"), ("rtsp://rtsp://cam/live/", "rtsp://cam/live/"),
        ("rtsp://::ffff:192.0.2.1:554/live/", "rtsp://cam/live/"),
    ])
    func row51BrokenContentBases(header: String, expected: String) throws {
        #expect(try CameraURL("rtsp://cam/x").resolving(contentBase: header)?.description == expected)
    }

    @Test(arguments: ["a b", "", " ", "live/", "http://192.0.2.1/live/", "*", "rtsp://"])
    func aContentBaseThatSaysNothing(header: String) throws {
        #expect(try CameraURL("rtsp://cam/x").resolving(contentBase: header) == nil)
    }

    @Test(arguments: UInt64(0)..<300)
    func anyTextIsReadWithoutHarm(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("rtsp://@:%4/?#[]=&.* a\u{E9}\u{301}0")
        func text() -> String {
            let count = Int.random(in: 0...40, using: &generator)
            return String((0..<count).compactMap { _ in alphabet.randomElement(using: &generator) })
        }
        let parsed = try? CameraURL("rtsp://" + text())
        let base = try parsed ?? CameraURL("rtsp://cam/x")
        // What is printed can be read, stands in one line without blanks, and joins stay with the host.
        for url in [base, base.resolving(control: text()), base.resolving(contentBase: text()) ?? base] {
            #expect(try CameraURL(url.description) == url)
            #expect(url.description.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
            #expect(url.host == base.host && url.port == base.port && url.scheme == base.scheme)
        }
    }

    /// UniFi Protect shows addresses that end in `?enableSrtp`, which breaks plain clients.
    @Test func row109TheWordForSRTPIsTakenOff() throws {
        #expect(
            try CameraURL("rtsps://nvr:7441/abc?enableSrtp").withoutQuery("enableSrtp").description
                == "rtsps://nvr:7441/abc"
        )
        #expect(
            try CameraURL("rtsps://nvr:7441/abc?x=1").withoutQuery("enableSrtp").description
                == "rtsps://nvr:7441/abc?x=1"
        )
    }

    // MARK: HTTP

    @Test func anAddressOfPicturesHasHostAndTarget() throws {
        let url = try CameraURL("http://admin:x@192.0.2.1:8080?action=stream")
        #expect((url.scheme, url.authority, url.requestTarget) == (.http, "192.0.2.1:8080", "/?action=stream"))
        #expect(try CameraURL("https://[2001:db8::1]/v").authority == "[2001:db8::1]")
        #expect(try CameraURL("https://cam/v").port == 443)
    }

    @Test func aRedirectStaysWithinHTTPAndKeepsEncryption() throws {
        let url = try CameraURL("https://cam/v")
        #expect(url.redirected(to: "/w")?.description == "https://cam/w")
        #expect(url.redirected(to: "https://other/w")?.description == "https://other/w")
        #expect(url.redirected(to: "http://cam/w") == nil)
        #expect(url.redirected(to: "rtsp://cam/w") == nil)
        #expect(try CameraURL("http://cam/v").redirected(to: "http://cam/w")?.description == "http://cam/w")
    }
}
