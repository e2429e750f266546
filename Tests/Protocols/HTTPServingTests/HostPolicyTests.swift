import HTTPServing
import HTTPTypes
import Testing

struct HostPolicyTests {
    private let policy = HostPolicy(
        allowedHosts: ["nvr.example.net", "Cam.Example.ORG:8443"],
        machineName: "Recorder.lan"
    )

    @Test(arguments: [
        "127.0.0.1", "192.168.1.20:8080", "[::1]", "[fe80::1]:8080", "localhost", "LOCALHOST:8080", "localhost.",
        "nvr.example.net", "NVR.example.NET:443", "nvr.example.net.", "cam.example.org", "recorder.lan", "recorder",
        "recorder:8080", "nightjar.local", "a.b.local:80", "nvr.example.net:",
    ])
    func permits(_ host: String) {
        #expect(policy.permits(host))
    }

    @Test(arguments: [
        "", ":80", "evil.example.com", "nvr.example.net.evil.com", "xnvr.example.net", "example.net", "local",
        "nightjar.local.evil.com", "127.0.0.1.evil.com", "1.2.3", "127.1", "[::1", "[evil.com]", "[::1]x", "::1",
        "localhost:x", "localhost:99999", "localhost@evil.com", "evil.com/localhost", "localhost evil.com",
        "localhost:80:80",
        "notlocalhost", "lan",
    ])
    func refuses(_ host: String) {
        #expect(!policy.permits(host))
    }

    @Test func aMachineWithoutNameAndListPermitsTheRest() {
        let policy = HostPolicy(machineName: nil)
        #expect(policy.permits("10.0.0.1"))
        #expect(!policy.permits("recorder"))
    }

    @Test func thisMachineHasAName() {
        #expect(HostPolicy().permits(HostPolicy.thisMachine))
    }
}

struct CrossSiteTests {
    @Test(
        arguments: [
            (nil, "nvr:8080", false), ("http://nvr:8080", "nvr:8080", false), ("http://NVR", "nvr", false),
            ("http://nvr", "nvr:80", false), ("http://[::1]:8080", "[::1]:8080", false),
            ("http://[0:0::1]:8080", "[::1]:8080", false), ("http://nvr.", "nvr", false),
            ("http://nvr:8081", "nvr:8080", true), ("http://nvr:8080", "nvr", true),
            ("http://nvr.evil.com", "nvr", true), ("null", "nvr", true), ("", "nvr", true), ("file://", "nvr", true),
            ("chrome-extension://nvr", "nvr", true), ("http://nvr", nil, true), ("http://nvr/path", "nvr", true),
            ("http://user@nvr", "nvr", true), ("https://nvr", "nvr:80", true), ("https://nvr", "nvr", true),
            ("https://nvr:80", "nvr", true), ("http://nvr, http://nvr", "nvr", true),
        ] as [(String?, String?, Bool)]
    )
    func tellsForeignOrigins(_ origin: String?, _ host: String?, _ isForeign: Bool) {
        #expect(CrossSite.isForeign(origin: origin, host: host, isSecure: false) == isForeign)
    }

    @Test(
        arguments: [
            (nil, "nvr", false), ("https://nvr", "nvr:443", false), ("https://nvr", "nvr", false),
            ("https://nvr:8443", "nvr:8443", false), ("http://nvr", "nvr", true), ("http://nvr:443", "nvr", true),
            ("https://nvr:8443", "nvr", true),
        ] as [(String?, String?, Bool)]
    )
    func theSchemeCounts(_ origin: String?, _ host: String?, _ isForeign: Bool) {
        #expect(CrossSite.isForeign(origin: origin, host: host, isSecure: true) == isForeign)
    }

    @Test func refusesChangesMadeByForeignPages() throws {
        let caller = Caller(address: nil, isSecure: false, host: "nvr:8080")
        let friend = try CrossOriginPolicy(origins: ["http://friend.example:3000"])
        let closeFriend = try CrossOriginPolicy(origins: ["http://friend.example:3000"], allowsCredentials: true)
        func refused(
            _ method: HTTPRequest.Method,
            _ headers: HTTPFields,
            _ crossOrigin: CrossOriginPolicy? = nil,
            isOpen: Bool = false
        ) -> Bool {
            let request = HTTPRequest(
                method: method,
                scheme: "http",
                authority: "nvr:8080",
                path: "/",
                headerFields: headers
            )
            return CrossSite.refusal(of: request, by: caller, crossOrigin: crossOrigin, isOpen: isOpen)?.status
                == .forbidden
        }
        let foreign: HTTPFields = [.origin: "http://evil.com"]
        var foreignWithCookie = foreign
        foreignWithCookie[.cookie] = "session=1"
        var crossSite: HTTPFields = [:]
        if let name = HTTPField.Name("Sec-Fetch-Site") { crossSite[name] = "Cross-Site" }
        #expect(refused(.post, foreignWithCookie))
        #expect(refused(.delete, crossSite))
        #expect(refused(.put, crossSite))
        #expect(!refused(.post, foreign), "a program with its own key may say any origin")
        for origin in ["http://evil.com", "null", "https://nvr:8080"] {
            #expect(refused(.post, [.origin: origin], isOpen: true), "no proof is needed to do harm")
        }
        #expect(!refused(.post, [.origin: "http://nvr:8080"], isOpen: true) && !refused(.post, [:], isOpen: true))
        #expect(!refused(.get, foreign, isOpen: true))
        #expect(!refused(.get, foreignWithCookie))
        #expect(!refused(.get, crossSite))
        #expect(!refused(.post, [.origin: "http://nvr:8080", .cookie: "session=1"]))
        #expect(!refused(.post, [.cookie: "session=1"]))
        #expect(refused(.post, [.origin: "http://evil.com", .authorization: "Basic YTpi"]), "browsers keep passwords")
        #expect(refused(.post, [.origin: "http://evil.com", .authorization: "Negotiate x"]))
        #expect(!refused(.post, [.origin: "http://evil.com", .authorization: "Bearer x"]))
        #expect(refused(.post, [.origin: "https://nvr:8080", .cookie: "session=1"]), "the scheme counts")
        var two = foreignWithCookie
        two.append(HTTPField(name: .origin, value: "http://nvr:8080"))
        #expect(refused(.post, two))
        var invited: HTTPFields = [.origin: "http://friend.example:3000"]
        if let name = HTTPField.Name("Sec-Fetch-Site") { invited[name] = "cross-site" }
        #expect(refused(.post, invited))
        #expect(!refused(.post, invited, friend))
        #expect(!refused(.post, invited, friend, isOpen: true), "its owner has named it")
        invited[.cookie] = "session=1"
        #expect(refused(.post, invited, friend))
        #expect(!refused(.post, invited, closeFriend))
        #expect(refused(.post, foreignWithCookie, closeFriend))
    }
}
