import Testing

@testable import HTTPAuthentication

struct AuthorizerTests {
    @Test func basicAlone() {
        var authorizer = Authorizer(credentials: HTTPCredentials(username: "Aladdin", password: "open sesame"))
        #expect(authorizer.authorization(method: "GET", uri: "/") == nil)
        #expect(!authorizer.signs)
        #expect(authorizer.refused(["basic realm=camera"], attempts: 0) == .retry)
        #expect(authorizer.signs)
        #expect(authorizer.authorization(method: "GET", uri: "/") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    }

    /// A server that another has led to gets no password in the clear, also where it offers both.
    @Test func basicCanBeBarred() {
        let credentials = HTTPCredentials(username: "Aladdin", password: "open sesame")
        var authorizer = Authorizer(credentials: credentials, allowsBasic: false)
        #expect(authorizer.refused(["Basic realm=camera"], attempts: 0) == .unsupported)
        #expect(!authorizer.signs && authorizer.authorization(method: "GET", uri: "/") == nil)
        #expect(authorizer.refused([#"Basic realm="r", Digest realm="r", nonce="n""#], attempts: 0) == .retry)
        #expect(authorizer.authorization(method: "GET", uri: "/")?.hasPrefix("Digest ") == true)
    }

    @Test func row42TheURIIsThatOfTheRequestLine() throws {
        var authorizer = Authorizer(credentials: .mufasa)
        _ = authorizer.refused([#"Digest realm="r", nonce="n", opaque="o""#], attempts: 0)
        let uri = "rtsp://cam:554/x?y=1&z=%20/"
        let signature = authorizer.authorization(method: "DESCRIBE", uri: uri)
        let header = try #require(signature)
        #expect(header.contains(#"uri="rtsp://cam:554/x?y=1&z=%20/""#))
        #expect(header.contains(#"opaque="o""#))
        #expect(!header.contains("qop"))
        #expect(!header.contains("algorithm"))
        #expect(!header.contains("Circle"))
        let expected = DigestResponse(algorithm: .md5, realm: "r", nonce: "n", method: "DESCRIBE", uri: uri)
        let hash = expected.hash(username: "Mufasa", password: "Circle Of Life")
        #expect(header.contains("response=\"\(hash)\""))
    }

    @Test func noncesAreCounted() throws {
        var authorizer = Authorizer(credentials: .mufasa, random: { [UInt8](repeating: 0xAB, count: $0) })
        _ = authorizer.refused([#"Digest realm="r", nonce="n", qop="auth""#], attempts: 0)
        for count in ["00000001", "00000002", "00000003"] {
            let signature = authorizer.authorization(method: "PLAY", uri: "rtsp://cam")
            let header = try #require(signature)
            #expect(header.contains("qop=auth, nc=\(count), cnonce=\"abababababababab\""))
        }
        _ = authorizer.refused([#"Digest realm="r", nonce="m", qop="auth", stale=true"#], attempts: 1)
        let second = authorizer.authorization(method: "PLAY", uri: "rtsp://cam")
        let renewed = try #require(second)
        #expect(renewed.contains(#"nonce="m""#))
        #expect(renewed.contains("nc=00000001"))
    }

    @Test func everySignatureHasANonceOfItsOwn() throws {
        var authorizer = Authorizer(credentials: .mufasa)
        _ = authorizer.refused([#"Digest realm="r", nonce="n", qop="auth""#], attempts: 0)
        let headers = (0..<20).compactMap { _ in authorizer.authorization(method: "GET", uri: "/") }
        #expect(Set(headers.compactMap { $0.split(separator: "cnonce=").last }).count == 20)
    }

    @Test func row43AStaleNonceIsReplacedOnce() {
        var authorizer = Authorizer(credentials: .mufasa)
        let challenge = { (nonce: String) in [#"Digest realm="r", nonce="\#(nonce)", stale=true"#] }
        #expect(authorizer.refused(challenge("1"), attempts: 0) == .retry)
        #expect(authorizer.refused(challenge("2"), attempts: 1) == .retry)
        #expect(authorizer.refused(challenge("3"), attempts: 2) == .refused)
    }

    @Test func row43TheSameNonceIsNotTriedAgain() {
        var authorizer = Authorizer(credentials: .mufasa)
        let challenge = [#"Digest realm="r", nonce="1", stale=true"#]
        #expect(authorizer.refused(challenge, attempts: 0) == .retry)
        authorizer.accepted()
        #expect(authorizer.refused(challenge, attempts: 1) == .refused)
    }

    @Test func aWrongPasswordIsTriedOnce() {
        var authorizer = Authorizer(credentials: .mufasa)
        let challenge = { (nonce: String) in [#"Digest realm="r", nonce="\#(nonce)""#] }
        #expect(authorizer.refused(challenge("1"), attempts: 0) == .retry)
        #expect(authorizer.refused(challenge("2"), attempts: 1) == .refused)
        // Once it was right, a new nonce means that the old one has grown old.
        authorizer.accepted()
        #expect(authorizer.refused(challenge("3"), attempts: 1) == .retry)
        var open = Authorizer(credentials: .mufasa)
        #expect(open.refused(["Basic realm=x"], attempts: 0) == .retry)
        #expect(open.refused(["Basic realm=x"], attempts: 1) == .refused)
    }

    @Test func whatCannotBeMet() {
        var nobody = Authorizer(credentials: nil)
        #expect(nobody.refused([#"Basic realm="x""#], attempts: 0) == .credentialsNeeded)
        var authorizer = Authorizer(credentials: .mufasa)
        #expect(authorizer.refused(["Negotiate"], attempts: 0) == .unsupported)
        #expect(authorizer.refused([], attempts: 0) == .unsupported)
        #expect(authorizer.refused([#"Digest realm="x""#], attempts: 0) == .unsupported)
        #expect(authorizer.refused(["Negotiate"], attempts: 1) == .refused)
    }

    @Test func row46CredentialsNeverPrintThemselves() {
        let credentials = HTTPCredentials(username: "somebody", password: "hunter2")
        var dumped = ""
        dump(credentials, to: &dumped)
        var authorizer = Authorizer(credentials: credentials)
        _ = authorizer.refused(["Basic realm=x"], attempts: 0)
        dump(authorizer, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), "\(authorizer)", dumped] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("somebody"))
        }
    }
}
