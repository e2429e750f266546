import Testing

@testable import HTTPAuthentication

struct AuthenticationChallengeTests {
    private static let oneHeader =
        #"Basic realm="a, b", Negotiate, Digest realm="r \"x\"", nonce="n1", stale=FALSE, "#
        + #"Digest realm="r", nonce="n2", algorithm=SHA-256, qop="auth,auth-int", Digest nonce="n3", algorithm=MD6"#

    @Test func row39SeveralChallengesInOneHeader() throws {
        let challenges = AuthenticationChallenge.all(in: [Self.oneHeader])
        try #require(challenges.count == 3)
        #expect(challenges[0] == .basic(realm: "a, b"))
        guard case .digest(let md5) = challenges[1], case .digest(let sha) = challenges[2] else {
            Issue.record("no Digest in \(challenges)")
            return
        }
        #expect(md5.realm == #"r \"x\""#)
        #expect(!md5.offersAuth && !md5.isStale && !md5.namesAlgorithm)
        #expect(sha.algorithm == .sha256)
        #expect(sha.offersAuth && sha.namesAlgorithm)
    }

    @Test(arguments: [
        [oneHeader],
        [#"Basic realm="x""#, #"Digest realm="r", nonce="n2", algorithm=SHA-256, qop="auth""#],
        [
            #"Basic realm="x""#, #"Digest realm="r", nonce="n1", algorithm=MD5"#,
            #"Digest realm="r", nonce="n2", algorithm=sha-256"#,
        ],
        [
            #"Digest realm="r", nonce="n2", algorithm=SHA-256"#, #"Digest realm="r", nonce="n1", algorithm=MD5"#,
            #"Basic realm="x""#,
        ],
    ])
    func row39TheStrongestIsTaken(values: [String]) throws {
        var authorizer = Authorizer(credentials: .mufasa)
        #expect(authorizer.refused(values, attempts: 0) == .retry)
        let signature = authorizer.authorization(method: "DESCRIBE", uri: "rtsp://cam/x")
        let header = try #require(signature)
        #expect(header.contains(#"nonce="n2""#))
        #expect(header.contains("algorithm=SHA-256"))
    }

    @Test func row39BasicFirstAndDigestSecond() throws {
        var authorizer = Authorizer(credentials: .mufasa)
        _ = authorizer.refused([#"Basic realm="IPCam""#, #"Digest realm="IPCam",nonce="5f""#], attempts: 0)
        let signature = authorizer.authorization(method: "GET", uri: "/")
        let header = try #require(signature)
        #expect(header.hasPrefix("Digest "))
        #expect(!header.contains("Circle"))
    }

    @Test(arguments: [
        (#"digest realm="a",nonce="b",qop="auth""#, "a", "b"),
        (#"Digest nonce = "b" , realm = "a""#, "a", "b"),
        (#"Digest realm=a, nonce=b,"#, "a", "b"),
        (#"Digest realm="a" ,, nonce="b", nonce="c""#, "a", "b"),
        (#"Digest realm="a", nonce="b"#, "a", "b"),
        (#"Digest nonce="b""#, "", "b"),
        (#"Digest realm="a=b,c", nonce="b==""#, "a=b,c", "b=="),
    ])
    func cameraSpellings(text: String, realm: String, nonce: String) throws {
        guard case .digest(let digest)? = AuthenticationChallenge.all(in: [text]).first else {
            Issue.record("nothing in \(text)")
            return
        }
        #expect(digest.realm == realm)
        #expect(digest.nonce == nonce)
    }

    @Test(arguments: [
        "", "Negotiate", #"Digest realm="x""#, #"Digest nonce="n", algorithm=MD5-sess"#,
        #"Digest nonce="n", qop="auth-int""#, ",,,", "=",
    ])
    func whatCannotBeMetIsPassedOver(text: String) {
        #expect(AuthenticationChallenge.all(in: [text]).isEmpty)
    }

    @Test func theirNumberAndLengthAreBounded() {
        let many = Array(repeating: "Basic", count: 500).joined(separator: ", ")
        #expect(AuthenticationChallenge.all(in: [many]).count == 16)
        let long = #"Digest nonce="n", realm=""# + String(repeating: "x", count: 9000) + "\""
        #expect(AuthenticationChallenge.all(in: [long]).isEmpty)
    }
}

extension HTTPCredentials {
    static let mufasa = HTTPCredentials(username: "Mufasa", password: "Circle Of Life")
}
