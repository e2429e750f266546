import Testing

@testable import HTTPAuthentication

struct ServerAuthenticationTests {
    private static let server = ServerAuthentication(realm: "Nightjar", nonce: "abc")

    /// What a client shows that signs `signed` while it asks for `uri`.
    private func shown(
        _ uri: String,
        signed: String,
        username: String = "viewer",
        password: String = "p\u{E4}ss",
        at server: ServerAuthentication = server
    ) -> PresentedLogin? {
        var authorizer = Authorizer(credentials: HTTPCredentials(username: username, password: password))
        _ = authorizer.refused([Self.server.challenges[0]], attempts: 0)
        let header = authorizer.authorization(method: "SETUP", uri: signed)
        return server.login(authorization: header, method: "SETUP", uri: uri)
    }

    @Test(arguments: [
        "rtsp://nvr:8554/cam/main/trackID=0", "rtsp://nvr:8554/cam/main/", "rtsp://nvr:8554/cam/main",
        "/cam/main/trackID=0", "/cam/main", "cam/main/", "rtsp://127.0.0.1/cam/main", "RTSP://nvr/cam/main",
    ])
    func row41AllFormsOfTheURI(signed: String) throws {
        let login = try #require(shown("rtsp://nvr:8554/cam/main/trackID=0", signed: signed))
        #expect(login.username == "viewer")
        #expect(login.password == nil)
        #expect(login.matches(password: "p\u{E4}ss"))
        #expect(!login.matches(password: "pass"))
        #expect(!login.matches(password: ""))
    }

    @Test func pathsOfHTTP() throws {
        let login = try #require(shown("/api/v1/snapshot?channel=1", signed: "/api/v1/snapshot?channel=1"))
        #expect(login.matches(password: "p\u{E4}ss"))
        #expect(shown("/api/v1/snapshot?channel=1", signed: "/api/v1/snapshot?channel=2") == nil)
    }

    @Test func aSignatureForSomethingElseIsNone() {
        #expect(shown("rtsp://nvr/cam/main", signed: "rtsp://nvr/other/main") == nil)
        #expect(shown("rtsp://nvr/cam/main2", signed: "rtsp://nvr/cam/main") == nil)
    }

    @Test func aSignatureOverAnotherNonceOrRealmIsNone() {
        let uri = "rtsp://nvr/x"
        #expect(shown(uri, signed: uri, at: ServerAuthentication(realm: "Nightjar", nonce: "abd")) == nil)
        #expect(shown(uri, signed: uri, at: ServerAuthentication(realm: "Other", nonce: "abc")) == nil)
    }

    @Test func aSignatureForAnotherMethodDoesNotMatch() throws {
        var authorizer = Authorizer(credentials: .mufasa)
        _ = authorizer.refused([Self.server.challenges[0]], attempts: 0)
        let header = authorizer.authorization(method: "OPTIONS", uri: "/x")
        let login = try #require(Self.server.login(authorization: header, method: "PLAY", uri: "/x"))
        #expect(!login.matches(password: "Circle Of Life"))
    }

    @Test func namesWithQuotes() throws {
        let login = try #require(shown("rtsp://nvr/x", signed: "rtsp://nvr/x", username: #"a"b\c"#))
        #expect(login.username == #"a"b\c"#)
        #expect(login.matches(password: "p\u{E4}ss"))
    }

    @Test func withQuality() throws {
        var authorizer = Authorizer(credentials: .mufasa)
        _ = authorizer.refused([#"Digest realm="Nightjar", nonce="abc", qop="auth""#], attempts: 0)
        let header = authorizer.authorization(method: "GET", uri: "/x")
        let login = try #require(Self.server.login(authorization: header, method: "GET", uri: "/x"))
        #expect(login.matches(password: "Circle Of Life"))
        #expect(!login.matches(password: "Circle of Life"))
    }

    @Test func basicAtTheServer() throws {
        let header = "BASIC QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        let login = try #require(Self.server.login(authorization: header, method: "GET", uri: "/"))
        #expect(login.username == "Aladdin")
        #expect(login.password == "open sesame")
        #expect(login.matches(password: "open sesame"))
        #expect(!login.matches(password: "open"))
        var dumped = "\(login)"
        dump(login, to: &dumped)
        #expect(!dumped.contains("sesame"))
        let digestOnly = ServerAuthentication(realm: "x", nonce: "y", offersBasic: false)
        #expect(digestOnly.login(authorization: header, method: "GET", uri: "/") == nil)
        #expect(Self.server.login(authorization: nil, method: "GET", uri: "/") == nil)
        #expect(Self.server.login(authorization: "Basic !", method: "GET", uri: "/") == nil)
    }

    @Test func sha256IsTakenWhereItIsOffered() throws {
        let server = ServerAuthentication(realm: "Nightjar", nonce: "abc", offersSHA256: true)
        // The clients that know MD5 alone answer the last Digest of the list, and need Basic behind it.
        #expect(
            server.challenges == [
                #"Digest realm="Nightjar", nonce="abc", qop="auth", algorithm=SHA-256"#,
                #"Digest realm="Nightjar", nonce="abc""#, #"Basic realm="Nightjar""#,
            ]
        )
        for (index, isSHA256) in [(0, true), (1, false)] {
            var authorizer = Authorizer(credentials: .mufasa)
            _ = authorizer.refused([server.challenges[index]], attempts: 0)
            let shown = authorizer.authorization(method: "DESCRIBE", uri: "rtsp://nvr/x")
            let header = try #require(shown)
            #expect(header.contains("SHA-256") == isSHA256)
            let login = try #require(server.login(authorization: header, method: "DESCRIBE", uri: "rtsp://nvr/x"))
            #expect(login.matches(password: "Circle Of Life"))
            #expect(!login.matches(password: "Circle of Life"))
            let older = Self.server.login(authorization: header, method: "DESCRIBE", uri: "rtsp://nvr/x")
            #expect((older == nil) == isSHA256, "what was not offered is not taken")
        }
    }

    @Test func row40OnlyMD5AndBasicAreOffered() {
        #expect(Self.server.challenges == [#"Digest realm="Nightjar", nonce="abc""#, #"Basic realm="Nightjar""#])
        #expect(ServerAuthentication(realm: "a\"\r\n\\b", nonce: "n").realm == "ab")
    }
}
