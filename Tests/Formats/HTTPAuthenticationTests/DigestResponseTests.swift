import Testing

@testable import HTTPAuthentication

/// The examples of the standards.
struct DigestResponseTests {
    @Test func rfc2617() {
        let response = DigestResponse(
            algorithm: .md5,
            realm: "testrealm@host.com",
            nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
            method: "GET",
            uri: "/dir/index.html",
            quality: ("00000001", "0a4f113b")
        )
        #expect(response.hash(username: "Mufasa", password: "Circle Of Life") == "6629fae49393a05397450978507c4ef1")
    }

    @Test(arguments: [
        (AuthenticationChallenge.Digest.Algorithm.md5, "8ca523f5e9506fed4657c9700eebdbec"),
        (.sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ])
    func rfc7616(algorithm: AuthenticationChallenge.Digest.Algorithm, expected: String) {
        let response = DigestResponse(
            algorithm: algorithm,
            realm: "http-auth@example.org",
            nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            method: "GET",
            uri: "/dir/index.html",
            quality: ("00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
        )
        #expect(response.hash(username: "Mufasa", password: "Circle of Life") == expected)
    }

    /// Without `qop`, as in RFC 2069: the hash of secret, nonce and request.
    @Test func withoutQuality() {
        let response = DigestResponse(
            algorithm: .md5,
            realm: "testrealm@host.com",
            nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
            method: "GET",
            uri: "/dir/index.html"
        )
        #expect(response.hash(username: "Mufasa", password: "CircleOfLife") == "1949323746fe6a43ef61f9606e7febea")
    }
}
