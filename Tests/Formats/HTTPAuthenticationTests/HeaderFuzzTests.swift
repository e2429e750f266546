import TestKit
import Testing

@testable import HTTPAuthentication

/// Headers from anywhere are read without harm.
struct HeaderFuzzTests {
    private static let server = ServerAuthentication(realm: "Nightjar", nonce: "abc")
    private static let challenges = [
        #"Digest realm="r, \"s\"", nonce="n==", algorithm=SHA-256, qop="auth,auth-int", opaque="o", stale=true"#,
        #"Basic realm="x", charset="UTF-8", Digest realm="y", nonce="z""#,
        "Negotiate, NTLM TlRMTVNTUAAB, Basic realm=camera",
    ]

    private func read(_ text: String) {
        var authorizer = Authorizer(credentials: .mufasa)
        if authorizer.refused([text], attempts: 0) == .retry {
            let header = authorizer.authorization(method: "PLAY", uri: "rtsp://cam")
            #expect(header != nil)
            // What a server says about itself cannot make our answer grow beyond all bounds.
            #expect((header?.utf8.count ?? 0) < 3 * text.utf8.count + 400)
        }
        let login = Self.server.login(authorization: text, method: "PLAY", uri: "rtsp://nvr/x")
        #expect(login?.matches(password: "Circle Of Life") != true)
    }

    @Test(arguments: UInt64(0)..<300)
    func anyLetters(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("Digest Basic realm=\"x\", nonce=\\,=\"é\u{301}, qop=auth nc cnonce algorithm")
        let count = Int.random(in: 0...80, using: &generator)
        read(String((0..<count).compactMap { _ in alphabet.randomElement(using: &generator) }))
    }

    @Test(arguments: UInt64(0)..<300)
    func flippedBits(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var authorizer = Authorizer(credentials: .mufasa)
        _ = authorizer.refused(Self.server.challenges, attempts: 0)
        let signed = authorizer.authorization(method: "PLAY", uri: "rtsp://nvr/y") ?? ""
        for text in Self.challenges + [signed] {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] ^=
                    1 << UInt8.random(in: 0...7, using: &generator)
            }
            read(String(decoding: bytes, as: UTF8.self))
            read(String(decoding: bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)), as: UTF8.self))
        }
    }

    /// Cut anywhere, a header is one with less in it.
    @Test func everyPrefix() {
        for text in Self.challenges {
            for count in 0...text.utf8.count { read(String(decoding: Array(text.utf8).prefix(count), as: UTF8.self)) }
        }
    }
}
