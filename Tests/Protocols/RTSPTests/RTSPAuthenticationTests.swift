import Testing

@testable import RTSP

struct RTSPAuthenticationTests {
    private static let mufasa = RTSPCredentials(username: "Mufasa", password: "Circle Of Life")

    private static func unauthorized(_ challenges: String...) -> RTSPResponse {
        RTSPResponse(status: 401, headers: RTSPHeaders(challenges.map { ("WWW-Authenticate", $0) }))
    }

    @Test func digestOfRFC2617() {
        let response = DigestResponse(
            algorithm: .md5,
            realm: "testrealm@host.com",
            nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
            method: RTSPMethod(rawValue: "GET"),
            uri: "/dir/index.html",
            quality: ("00000001", "0a4f113b")
        )
        #expect(response.hash(username: "Mufasa", password: "Circle Of Life") == "6629fae49393a05397450978507c4ef1")
    }

    @Test func digestOfRFC7616() {
        let response = DigestResponse(
            algorithm: .sha256,
            realm: "http-auth@example.org",
            nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            method: RTSPMethod(rawValue: "GET"),
            uri: "/dir/index.html",
            quality: ("00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
        )
        let expected = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
        #expect(response.hash(username: "Mufasa", password: "Circle of Life") == expected)
    }

    @Test func row39SeveralChallengesTheBestIsTaken() throws {
        let oneHeader =
            #"Basic realm="a, b", Negotiate, Digest realm="r \"x\"", nonce="n1", stale=FALSE, "#
            + #"Digest realm="r", nonce="n2", algorithm=SHA-256, qop="auth,auth-int", Digest nonce="n3", algorithm=MD6"#
        let challenges = RTSPChallenge.all(in: Self.unauthorized(oneHeader))
        try #require(challenges.count == 3)
        #expect(challenges[0] == .basic(realm: "a, b"))
        guard case .digest(let md5) = challenges[1], case .digest(let sha) = challenges[2] else {
            return #expect(Bool(false))
        }
        #expect(md5.realm == #"r \"x\""#)
        #expect(sha.algorithm == .sha256)
        #expect(sha.offersAuth)
        for response in [
            Self.unauthorized(oneHeader),
            Self.unauthorized(#"Basic realm="x""#, #"Digest realm="r", nonce="n2", algorithm=SHA-256, qop="auth""#),
        ] {
            var authorizer = RTSPAuthorizer(credentials: Self.mufasa)
            #expect(authorizer.refused(response, attempts: 0) == .retry)
            let signature = authorizer.authorization(method: .describe, uri: "rtsp://cam/x")
            let header = try #require(signature)
            #expect(header.contains(#"nonce="n2""#))
            #expect(header.contains("algorithm=SHA-256"))
        }
    }

    @Test func basicAlone() {
        var authorizer = RTSPAuthorizer(credentials: RTSPCredentials(username: "Aladdin", password: "open sesame"))
        #expect(authorizer.authorization(method: .describe, uri: "rtsp://cam") == nil)
        #expect(authorizer.refused(Self.unauthorized("basic realm=camera"), attempts: 0) == .retry)
        #expect(authorizer.authorization(method: .describe, uri: "rtsp://cam") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    }

    @Test func row42TheURIIsThatOfTheRequestLine() throws {
        var authorizer = RTSPAuthorizer(credentials: Self.mufasa)
        _ = authorizer.refused(Self.unauthorized(#"Digest realm="r", nonce="n", opaque="o""#), attempts: 0)
        let signature = authorizer.authorization(method: .describe, uri: "rtsp://cam:554/x?y=1/")
        let header = try #require(signature)
        #expect(header.contains(#"uri="rtsp://cam:554/x?y=1/""#))
        #expect(header.contains(#"opaque="o""#))
        #expect(!header.contains("qop"))
        #expect(!header.contains("algorithm"))
        #expect(!header.contains("Circle"))
    }

    @Test func noncesAreCounted() throws {
        var authorizer = RTSPAuthorizer(credentials: Self.mufasa, random: { [UInt8](repeating: 0xAB, count: $0) })
        let challenge = Self.unauthorized(#"Digest realm="r", nonce="n", qop="auth""#)
        _ = authorizer.refused(challenge, attempts: 0)
        for count in ["00000001", "00000002", "00000003"] {
            let signature = authorizer.authorization(method: .play, uri: "rtsp://cam")
            let header = try #require(signature)
            #expect(header.contains("qop=auth, nc=\(count), cnonce=\"abababababababab\""))
        }
        _ = authorizer.refused(Self.unauthorized(#"Digest realm="r", nonce="m", qop="auth", stale=true"#), attempts: 1)
        let renewed = authorizer.authorization(method: .play, uri: "rtsp://cam")
        #expect(try #require(renewed).contains("nc=00000001"))
    }

    @Test func row43AStaleNonceIsReplacedOnce() {
        var authorizer = RTSPAuthorizer(credentials: Self.mufasa)
        let challenge = { (nonce: String) in Self.unauthorized(#"Digest realm="r", nonce="\#(nonce)", stale=true"#) }
        #expect(authorizer.refused(challenge("1"), attempts: 0) == .retry)
        #expect(authorizer.refused(challenge("2"), attempts: 1) == .retry)
        #expect(authorizer.refused(challenge("3"), attempts: 2) == .refused)
    }

    @Test func aWrongPasswordIsTriedOnce() {
        var authorizer = RTSPAuthorizer(credentials: Self.mufasa)
        let challenge = { (nonce: String) in Self.unauthorized(#"Digest realm="r", nonce="\#(nonce)""#) }
        #expect(authorizer.refused(challenge("1"), attempts: 0) == .retry)
        #expect(authorizer.refused(challenge("2"), attempts: 1) == .refused)
        // Once it was right, a new nonce means that the old one has grown old.
        authorizer.accepted()
        #expect(authorizer.refused(challenge("3"), attempts: 1) == .retry)
    }

    @Test func whatCannotBeMet() {
        var nobody = RTSPAuthorizer(credentials: nil)
        #expect(nobody.refused(Self.unauthorized(#"Basic realm="x""#), attempts: 0) == .credentialsNeeded)
        var authorizer = RTSPAuthorizer(credentials: Self.mufasa)
        #expect(authorizer.refused(Self.unauthorized("Negotiate"), attempts: 0) == .unsupported)
        #expect(authorizer.refused(Self.unauthorized(), attempts: 0) == .unsupported)
        #expect(authorizer.refused(Self.unauthorized(#"Digest realm="x""#), attempts: 0) == .unsupported)
    }

    // MARK: The server's side

    private static let server = RTSPServerAuthentication(realm: "Nightjar", nonce: "abc")

    private func signed(_ url: String, uri: String, username: String = "viewer", password: String = "p\u{E4}ss")
        -> RTSPRequest
    {
        var authorizer = RTSPAuthorizer(credentials: RTSPCredentials(username: username, password: password))
        _ = authorizer.refused(Self.unauthorized(Self.server.challenges[0]), attempts: 0)
        let header = authorizer.authorization(method: .setup, uri: uri) ?? ""
        return RTSPRequest(.setup, url: url, headers: RTSPHeaders([("Authorization", header)]))
    }

    @Test(arguments: [
        "rtsp://nvr:8554/cam/main/trackID=0", "rtsp://nvr:8554/cam/main/", "rtsp://nvr:8554/cam/main",
        "/cam/main/trackID=0",
        "/cam/main", "cam/main/", "rtsp://127.0.0.1/cam/main",
    ])
    func row41AllFormsOfTheURI(uri: String) throws {
        let login = try #require(Self.server.login(in: signed("rtsp://nvr:8554/cam/main/trackID=0", uri: uri)))
        #expect(login.username == "viewer")
        #expect(login.password == nil)
        #expect(login.matches(password: "p\u{E4}ss"))
        #expect(!login.matches(password: "pass"))
        #expect(!login.matches(password: ""))
    }

    @Test func aSignatureForAnotherStreamIsNone() {
        let request = signed("rtsp://nvr/cam/main", uri: "rtsp://nvr/other/main")
        #expect(Self.server.login(in: request) == nil)
        #expect(Self.server.login(in: signed("rtsp://nvr/cam/main2", uri: "rtsp://nvr/cam/main")) == nil)
    }

    @Test func aSignatureOverAnotherNonceIsNone() {
        let other = RTSPServerAuthentication(realm: "Nightjar", nonce: "abd")
        #expect(other.login(in: signed("rtsp://nvr/x", uri: "rtsp://nvr/x")) == nil)
    }

    @Test func namesWithQuotes() throws {
        let login = try #require(
            Self.server.login(in: signed("rtsp://nvr/x", uri: "rtsp://nvr/x", username: #"a"b\c"#))
        )
        #expect(login.username == #"a"b\c"#)
        #expect(login.matches(password: "p\u{E4}ss"))
    }

    @Test func basicAtTheServer() throws {
        let request = RTSPRequest(
            .describe,
            url: "rtsp://nvr/x",
            headers: RTSPHeaders([("Authorization", "BASIC QWxhZGRpbjpvcGVuIHNlc2FtZQ==")])
        )
        let login = try #require(Self.server.login(in: request))
        #expect(login.username == "Aladdin")
        #expect(login.password == "open sesame")
        #expect(login.matches(password: "open sesame"))
        #expect(!login.matches(password: "open"))
        var dumped = ""
        dump(login, to: &dumped)
        #expect(!dumped.contains("sesame"))
        #expect(RTSPServerAuthentication(realm: "x", nonce: "y", offersBasic: false).login(in: request) == nil)
    }

    @Test func row40OnlyMD5AndBasicAreOffered() {
        #expect(Self.server.challenges == [#"Digest realm="Nightjar", nonce="abc""#, #"Basic realm="Nightjar""#])
    }

    @Test(arguments: UInt64(0)..<300)
    func anyHeaderIsReadWithoutHarm(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("Digest Basic realm=\"x\", nonce=\\,=\"é\u{301}, qop=auth nc cnonce algorithm")
        let text = String(
            (0..<Int.random(in: 0...80, using: &generator)).compactMap { _ in alphabet.randomElement(using: &generator)
            }
        )
        var authorizer = RTSPAuthorizer(credentials: Self.mufasa)
        if authorizer.refused(Self.unauthorized(text), attempts: 0) == .retry {
            #expect(authorizer.authorization(method: .play, uri: "rtsp://cam") != nil)
        }
        _ = Self.server.login(
            in: RTSPRequest(.play, url: "rtsp://nvr/x", headers: RTSPHeaders([("Authorization", text)]))
        )
    }
}
