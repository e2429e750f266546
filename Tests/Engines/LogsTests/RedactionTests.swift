import TestKit
import Testing

@testable import Logs

struct RedactionTests {
    @Test(arguments: [
        ("rtsp://admin:hunter2@10.0.0.1:554/live", "rtsp://***@10.0.0.1:554/live"),
        ("cannot open rtsp://admin:hunter2@cam/live: refused", "cannot open rtsp://***@cam/live: refused"),
        ("RTSPS://hunter2@cam", "RTSPS://***@cam"),
        // People write at signs, slashes and more into passwords as they are.
        ("rtsp://admin:hun@ter2/hunter2#?@cam/live", "rtsp://***@cam/live"),
        ("(rtsp://a:hunter2@cam) and <http://b:hunter2@cam>", "(rtsp://***@cam) and <http://***@cam>"),
        (#"{"url":"rtsp://a:hunter2@cam/x","n":1}"#, #"{"url":"rtsp://***@cam/x","n":1}"#),
        ("admin:hunter2@10.0.0.1", "***@10.0.0.1"),
        ("/go?src=rtsp%3A%2F%2Fadmin%3Ahunter2%40cam%2Flive", "/go?src=rtsp%3A%2F%2F***%40cam%2Flive"),
        ("rtsp://ádmin:hunter2ß@cam/ß", "rtsp://***@cam/ß"),
    ]) func credentialsInAddresses(text: String, expected: String) {
        #expect(Redaction.redacted(text) == expected)
        #expect(Redaction.redacted(expected) == expected)
    }

    @Test(arguments: [
        ("GET /live?token=hunter2&camera=door", "GET /live?token=***&camera=door"),
        ("GET /live?camera=door&access_token=hunter2 HTTP/1.1", "GET /live?camera=door&access_token=*** HTTP/1.1"),
        ("?PASSWORD=hunter2", "?PASSWORD=***"), ("?api_key=hunter2&x", "?api_key=***&x"), ("?key=hunter2", "?key=***"),
        ("?usr=admin&pwd=hunter2", "?usr=admin&pwd=***"), ("loginpass = hunter2", "loginpass = ***"),
        ("url%3Ftoken%3Dhunter2", "url%3Ftoken%3D***"),
        (#"{"password":"hunter2","a":1}"#, #"{"password":"***","a":1}"#),
        (#"{"cameraPassword" : "hun\"ter2", "a": 1}"#, #"{"cameraPassword" : "***", "a": 1}"#),
        (#"body: "{\"token\":\"hunter2\",\"a\":1}""#, #"body: "{\"token\":\"***\",\"a\":1}""#),
        (#"["password": "hunter2", "b": "c"]"#, #"["password": "***", "b": "c"]"#),
        (#"User(name: "x", password: Optional("hunter2"))"#, #"User(name: "x", password: Optional("***"))"#),
        ("password: hunter2", "password: ***"), ("password='hunter2 hunter2' x", "password='***' x"),
        (#"recovery_codes: ["hunter2", "hunter2"] and"#, "recovery_codes: *** and"),
        ("X-Api-Key: hunter2", "X-Api-Key: ***"),
        ("token=\"hunter2", "token=\"***"), ("auth=Bearer hunter2 x", "auth=*** x"),
        (#"token= "password":"hunter2" x"#, #"token= "***":"***" x"#), ("token= password: hunter2", "token= *** ***"),
        ("totp: 123456, otp=hunter2", "totp: *** otp=***"),
    ]) func namedValues(text: String, expected: String) {
        #expect(Redaction.redacted(text) == expected)
        #expect(Redaction.redacted(expected) == expected)
    }

    @Test(arguments: [
        ("Authorization: Basic YWRtaW46aHVudGVyMg==", "Authorization: ***"),
        ("authorization:Digest username=\"a\", response=\"hunter2\"\r\nHost: x", "authorization:***\r\nHost: x"),
        ("Proxy-Authorization: hunter2 hunter2", "Proxy-Authorization: ***"),
        ("Cookie: a=hunter2; b=hunter2", "Cookie: ***"), ("Set-Cookie: session=hunter2; HttpOnly", "Set-Cookie: ***"),
        (#"["Authorization": "Basic YWRtaW46aHVudGVyMg==", "Host": "x"]"#, #"["Authorization": "***", "Host": "x"]"#),
        ("sent Basic YWRtaW46aHVudGVyMg== to it", "sent Basic *** to it"),
        ("a bearer hunter2.x here", "a bearer *** here"),
        ("Digest username=\"admin\", response=\"hunter2\"", "Digest ***"),
        ("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.hunter2hunter2, which", "got ***, which"),
        ("the key nj_0123abcd_hunter2hunter2hunter2hunter2 was sent", "the key nj_0123abcd_*** was sent"),
    ]) func headersAndTokens(text: String, expected: String) {
        #expect(Redaction.redacted(text) == expected)
        #expect(Redaction.redacted(expected) == expected)
    }

    @Test(arguments: [
        "", "listening", "stream is down", "a WebSocket's peer has gone",
        "rtsp://10.0.0.1:554/live?channel=1&subtype=0",
        "camera=front-door stream=main", "error: connection refused", "the key: it is new", "12:30:45",
        "foo@bar.example",
        "key frame", "monkey: 5", "a basic question", "Basic settings and more", "eyJunk", "nj_0123abcd", "100 %",
        "20%3", "%", "x://",
        "the digest is wrong", "= = =", "token", "token=", "token=&a=b", "password:", "[::1]:8080",
    ]) func whatIsNoSecretStays(text: String) {
        #expect(Redaction.redacted(text) == text)
    }

    @Test(arguments: ["password", "camera_password", "Token", "apiKey", "Authorization", "X-API-Key"])
    func secretFields(name: String) { #expect(Redaction.isSecret(field: name)) }

    @Test(arguments: ["key", "camera", "path", "passwords-changed", "keyframes", "tokens-left", ""])
    func openFields(name: String) { #expect(!Redaction.isSecret(field: name)) }

    private static let pieces = [
        "rtsp://", "admin:", "@cam", "token=", "\"password\": ", "\"", "\\\"", "&", " ", "Authorization: ", "Basic ",
        "\n",
        "YWRtaW46eA==", "key=", "[", "]", "%3A%2F%2F", "%40", "%3D", "eyJ", ".", "x", "é\u{301}", "Optional(", "'", ":",
        "<",
    ]

    /// A secret in its place is masked whatever stands around it.
    @Test(arguments: UInt64(0)..<400) func aSecretInItsPlaceNeverShows(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func noise() -> String {
            (0..<Int.random(in: 0...6, using: &generator)).map { _ in Self.pieces.randomElement(using: &generator) ?? ""
            }
            .joined()
        }
        let secret = "hunter2"
        let places = [
            "rtsp://admin:\(secret)@cam/x", "?token=\(secret)&a=b", "\"password\":\"\(secret)\"",
            "\nAuthorization: Digest a=\"b\", c=\"\(secret)\"\n", "http://\(secret)@cam", "Bearer \(secret)",
        ]
        let place = places.randomElement(using: &generator) ?? ""
        let text = noise() + " " + place + " " + noise()
        let once = Redaction.redacted(text)
        #expect(!once.contains(secret), "\(text.debugDescription) became \(once.debugDescription)")
        #expect(!Redaction.redacted(once).contains(secret))
    }

    @Test(arguments: UInt64(0)..<200) func anyTextIsMaskedWithoutHarm(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...30, using: &generator) {
            if Bool.random(using: &generator) {
                bytes += Array((Self.pieces.randomElement(using: &generator) ?? "").utf8)
            } else {
                bytes.append(.random(in: 0...255, using: &generator))
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let once = Redaction.redacted(text)
        #expect(once.utf8.count <= 3 * text.utf8.count + 3)
    }

    /// Linear in the length, not quadratic: else this would take minutes.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["token=", "\"token\":\"", "rtsp://a:b@", "Basic ", "eyJ.", "%3A%2F%2F", "token=[", "@", ":", "="]
    )
    func longTextsAreQuick(piece: String) {
        let text = String(repeating: piece, count: 300_000 / piece.utf8.count)
        #expect(Redaction.redacted(text).utf8.count <= 3 * text.utf8.count)
    }
}
