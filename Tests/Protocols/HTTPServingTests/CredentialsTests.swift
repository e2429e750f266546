import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import Testing

struct CredentialsTests {
    private func basic(_ text: String) -> String { "Basic " + Base64.encode(Array(text.utf8)) }

    private func read(_ authorization: String...) throws -> PresentedCredentials {
        var fields = HTTPFields()
        for value in authorization { fields.append(HTTPField(name: .authorization, value: value)) }
        return try PresentedCredentials(fields)
    }

    @Test(arguments: [
        ("ada:secret", "ada", "secret"), ("ada:", "ada", ""), (":x", "", "x"), ("ada:a:b", "ada", "a:b"),
        ("ädå:pässwört", "ädå", "pässwört"),
    ])
    func readsBasic(_ text: String, _ username: String, _ password: String) throws {
        for value in [basic(text), basic(text).replacing("Basic", with: "bAsIC  ")] {
            guard case .basic(username, password) = try read(value).authorization else {
                Issue.record("\(value)")
                return
            }
        }
    }

    @Test func readsBearerAndKey() throws {
        guard case .bearer("abc.def-_~+/=") = try read("Bearer abc.def-_~+/=").authorization else {
            Issue.record("no bearer")
            return
        }
        #expect(try read().authorization == nil && read().apiKey == nil)
        #expect(try read("Digest username=x").authorization == nil, "a scheme of others")
        let name = try #require(HTTPField.Name("X-API-Key"))
        #expect(try PresentedCredentials([name: "nj_123"]).apiKey == "nj_123")
        #expect(throws: PresentedCredentials.Fault.malformed) { try PresentedCredentials([name: "a b"]) }
        #expect(throws: PresentedCredentials.Fault.malformed) { try PresentedCredentials([name: ""]) }
    }

    @Test(arguments: [
        "Basic", "Basic ", "Basic ???", "Basic YWRh", "Bearer", "Bearer  ", "Bearer a b", "Bearer é", "basic =",
        "Bearer a\tb",
    ])
    func refusesMalformedOnes(_ value: String) {
        #expect(throws: PresentedCredentials.Fault.malformed) { try read(value) }
    }

    @Test func refusesControlCharactersRepetitionAndLength() {
        #expect(throws: PresentedCredentials.Fault.malformed) { try read(basic("a\u{0}b:c")) }
        #expect(throws: PresentedCredentials.Fault.malformed) { try read(basic("a\r\nb:c")) }
        #expect(throws: PresentedCredentials.Fault.malformed) {
            try read("Basic " + Base64.encode([0xFF, 0x3A, 0xFE]))
        }
        #expect(throws: PresentedCredentials.Fault.repeated) { try read("Bearer a", "Bearer a") }
        let long = String(repeating: "x", count: PresentedCredentials.longest)
        #expect(throws: PresentedCredentials.Fault.tooLong) { try read("Bearer " + long) }
        #expect(Problem(PresentedCredentials.Fault.malformed).status == .badRequest)
    }

    @Test func nothingPrintsASecret() throws {
        var fields: HTTPFields = [.authorization: basic("ada:hunter2"), .cookie: "session=hunter2"]
        fields[try #require(HTTPField.Name("X-API-Key"))] = "hunter2"
        let credentials = try PresentedCredentials(fields)
        let cookie = SetCookie(name: "session", value: "hunter2")
        for text in [
            "\(credentials)", String(reflecting: credentials), "\(credentials.cookies)", "\(cookie)",
            String(reflecting: cookie),
        ] {
            #expect(!text.contains("hunter2") && !text.contains(Base64.encode(Array("ada:hunter2".utf8))))
        }
        var dumped = ""
        dump(credentials, to: &dumped)
        dump(cookie, to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }

    @Test func tokensInTheQuery() {
        func token(_ query: String) -> String? {
            let request = Request(
                head: HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/x?\(query)"),
                body: RequestBody(buffer: ByteBuffer())
            )
            return PresentedCredentials.token(inQueryOf: request, named: "token")
        }
        #expect(token("a=b&token=abc") == "abc")
        #expect(token("token=a%2Fb") == "a/b")
        for query in ["", "token=", "token=a&token=b", "token=a%20b", "token=a%0Ab", "tokens=a", "token=%FF"] {
            #expect(token(query) == nil, "\(query)")
        }
    }

    @Test func cookiesAreRead() {
        func cookies(_ lines: String...) -> RequestCookies {
            var fields = HTTPFields()
            for line in lines { fields.append(HTTPField(name: .cookie, value: line)) }
            return RequestCookies(fields)
        }
        #expect(cookies("a=1; b=2; c=\"3\"")["c"] == "3")
        #expect(cookies("a=1", "b=2")["b"] == "2", "HTTP/2 sends each in a field of its own")
        #expect(cookies("a=1;b=2 ;c= ")["b"] == "2")
        #expect(cookies("a=1; a=2")["a"] == nil, "nobody knows which is ours")
        #expect(cookies("a=1; a=2; a=3")["a"] == nil)
        #expect(cookies("a b=1; =2; c; d=\u{1}; e=é; f=x,y; g=1")["g"] == "1")
        #expect(cookies("s=plain; __Host-s=secure").value(of: "s", isSecure: true) == "secure")
        #expect(cookies("s=plain; __Host-s=secure").value(of: "s", isSecure: false) == "plain")
        #expect(cookies("s=planted").value(of: "s", isSecure: true) == nil)
        let many = (0..<100).map { "c\($0)=1" }.joined(separator: "; ")
        #expect(cookies(many)["c0"] == nil)
        #expect(cookies("a=" + String(repeating: "x", count: 20_000), "b=1")["b"] == nil)
    }

    @Test func cookiesAreSet() {
        let cookie = SetCookie(name: "session", value: "abc", maxAge: .seconds(3600))
        #expect(cookie.header(isSecure: false) == "session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600")
        #expect(
            cookie.header(isSecure: true)
                == "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600"
        )
        #expect(
            SetCookie(name: "a", value: "b", sameSite: .strict).header(isSecure: false)
                == "a=b; Path=/; HttpOnly; SameSite=Strict"
        )
        #expect(SetCookie.clearing("a").header(isSecure: false) == "a=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
        var response = Response(status: .ok)
        response.set(cookie, isSecure: true)
        response.set(.clearing("old"), isSecure: true)
        #expect(response.headers[values: .setCookie].count == 2)
    }
}
