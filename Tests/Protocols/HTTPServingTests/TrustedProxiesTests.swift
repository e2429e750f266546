import HTTPServing
import HTTPTypes
import TestKit
import Testing

struct TrustedProxiesTests {
    private let networks = ["10.0.0.0/8", "fd00::/8"].compactMap { IPNetwork($0) }

    private func fields(_ pairs: [(String, String)]) throws -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in pairs { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
        return fields
    }

    private func caller(
        _ header: TrustedProxies.Header,
        from peer: String?,
        _ pairs: [(String, String)]
    ) throws -> String {
        let direct = Caller(address: peer.flatMap { IPAddress($0) }, isSecure: false, host: "inner:8080")
        let caller = TrustedProxies(networks: networks, header: header).caller(
            behind: direct,
            fields: try fields(pairs)
        )
        return "\(caller.address?.description ?? "-") \(caller.isSecure ? "https" : "http") \(caller.host ?? "-")"
    }

    @Test(
        arguments: [
            // From a stranger nothing is believed.
            (
                "203.0.113.5", [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "https")],
                "203.0.113.5 http inner:8080"
            ),
            ("10.0.0.1", [("X-Forwarded-For", "1.2.3.4")], "1.2.3.4 http inner:8080"),
            ("::ffff:10.0.0.1", [("X-Forwarded-For", "::ffff:1.2.3.4")], "1.2.3.4 http inner:8080"),
            ("fd00::1", [("X-Forwarded-For", "2001:DB8::7")], "2001:db8::7 http inner:8080"),
            // What stands further left was said by the client itself.
            ("10.0.0.1", [("X-Forwarded-For", "9.9.9.9, 1.2.3.4")], "1.2.3.4 http inner:8080"),
            ("10.0.0.1", [("X-Forwarded-For", "9.9.9.9"), ("X-Forwarded-For", "1.2.3.4")], "1.2.3.4 http inner:8080"),
            // Two trusted proxies in a row.
            ("10.0.0.1", [("X-Forwarded-For", "9.9.9.9, 1.2.3.4, 10.0.0.2")], "1.2.3.4 http inner:8080"),
            ("10.0.0.1", [("X-Forwarded-For", "10.0.0.3, 10.0.0.2")], "10.0.0.3 http inner:8080"),
            // What cannot be read ends the row where it stands.
            ("10.0.0.1", [("X-Forwarded-For", "unknown")], "10.0.0.1 http inner:8080"),
            ("10.0.0.1", [("X-Forwarded-For", "1.2.3.4, garbage, 10.0.0.2")], "10.0.0.2 http inner:8080"),
            ("10.0.0.1", [("X-Forwarded-For", "1.2.3.4,")], "10.0.0.1 http inner:8080"),
            ("10.0.0.1", [("X-Forwarded-For", "1.2.3.4:5678")], "1.2.3.4 http inner:8080"),
            ("10.0.0.1", [("X-Forwarded-For", "[2001:db8::1]:443")], "2001:db8::1 http inner:8080"),
            (
                "10.0.0.1", [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "nvr.example")],
                "10.0.0.1 https nvr.example"
            ),
            (
                "10.0.0.1",
                [
                    ("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "HTTPS"),
                    ("X-Forwarded-Host", "nvr.example:8443"),
                ],
                "1.2.3.4 https nvr.example:8443"
            ),
            // The client said https to a proxy that appended the truth.
            (
                "10.0.0.1", [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "https, http")],
                "1.2.3.4 http inner:8080"
            ),
            (
                "10.0.0.1", [("X-Forwarded-For", "1.2.3.4, 10.0.0.2"), ("X-Forwarded-Proto", "https, http")],
                "1.2.3.4 https inner:8080"
            ),
            ("10.0.0.1", [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Host", "a b")], "1.2.3.4 http inner:8080"),
            ("10.0.0.1", [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Host", "x@evil/")], "1.2.3.4 http inner:8080"),
            ("10.0.0.1", [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "gopher")], "1.2.3.4 http inner:8080"),
            // The other kind of header is not believed.
            ("10.0.0.1", [("Forwarded", "for=1.2.3.4;proto=https")], "10.0.0.1 http inner:8080"),
        ] as [(String, [(String, String)], String)]
    )
    func xForwarded(_ peer: String, _ pairs: [(String, String)], _ expected: String) throws {
        #expect(try caller(.xForwarded, from: peer, pairs) == expected)
    }

    @Test(
        arguments: [
            ("203.0.113.5", "for=1.2.3.4", "203.0.113.5 http inner:8080"),
            ("10.0.0.1", "for=1.2.3.4;proto=https;host=nvr.example", "1.2.3.4 https nvr.example"),
            ("10.0.0.1", "For=\"[2001:db8::1]:4711\" ; Proto=HTTPS", "2001:db8::1 https inner:8080"),
            ("10.0.0.1", "for=9.9.9.9;proto=https, for=1.2.3.4", "1.2.3.4 http inner:8080"),
            ("10.0.0.1", "for=1.2.3.4;proto=https, for=10.0.0.2;proto=http", "1.2.3.4 https inner:8080"),
            ("10.0.0.1", "for=unknown", "10.0.0.1 http inner:8080"),
            ("10.0.0.1", "for=_hidden;proto=https", "10.0.0.1 https inner:8080"),
            ("10.0.0.1", "for=1.2.3.4;for=5.6.7.8", "10.0.0.1 http inner:8080"),
            ("10.0.0.1", "for=\"9.9.9.9, for=8.8.8.8\"", "10.0.0.1 http inner:8080"),
            ("10.0.0.1", "for=\"", "10.0.0.1 http inner:8080"), ("10.0.0.1", ";;=,,;", "10.0.0.1 http inner:8080"),
        ]
    )
    func forwarded(_ peer: String, _ value: String, _ expected: String) throws {
        #expect(try caller(.forwarded, from: peer, [("Forwarded", value), ("X-Forwarded-For", "6.6.6.6")]) == expected)
    }

    @Test func aLongRowIsCut() throws {
        let row = ["1.2.3.4"] + [String](repeating: "10.0.0.2", count: 5000)
        #expect(
            try caller(.xForwarded, from: "10.0.0.1", [("X-Forwarded-For", row.joined(separator: ", "))])
                == "10.0.0.2 http inner:8080"
        )
    }

    /// Whatever stands in the headers, nobody becomes another without a trusted proxy, and nothing crashes.
    @Test func noiseDoesNoHarm() throws {
        var generator = SeededGenerator(seed: 11)
        let pieces = [
            "for=", "\"", "\\", ",", ";", "10.0.0.2", "1.2.3.4", "[", "]", ":", "::", "proto=https", "host=", " ", "\t",
            "é",
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...12, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            for header in [TrustedProxies.Header.forwarded, .xForwarded] {
                let pairs = [("Forwarded", text), ("X-Forwarded-For", text), ("X-Forwarded-Host", text)]
                _ = try caller(header, from: "10.0.0.1", pairs)
                #expect(try caller(header, from: "203.0.113.5", pairs) == "203.0.113.5 http inner:8080")
                #expect(try caller(header, from: nil, pairs) == "- http inner:8080")
            }
        }
    }
}
