import HTTPServing
import Synchronization
import Testing

@testable import nightjar

struct ListenerTests {
    @Test func listenersOfOneFaceAreNumbered() {
        var mibee = ListenerConfiguration(address: "a:1")
        mibee.dialect = .mibee
        let native = ListenerConfiguration(address: "a:2")
        #expect(
            ListenerConfiguration.names(of: [native, mibee, native, mibee, native]) == [
                "native", "mibee", "native-2", "mibee-2", "native-3",
            ]
        )
    }

    @Test func whatIsConfiguredReachesTheListener() throws {
        var listener = ListenerConfiguration(address: "127.0.0.1:8443")
        listener.tls = .selfSigned
        listener.connections = 40
        listener.crossOrigins = ["https://home.example.net"]
        listener.strictTransportDays = 2
        var server = ServerConfiguration()
        server.dataDirectory = "/data"
        server.allowedHosts = ["nvr.example.net:8443"]
        server.trustedProxies.networks = [try #require(IPNetwork("10.0.0.0/8"))]
        listener.isOpen = true
        let http = try listener.http(name: "native", server)
        #expect(http.isOpen)
        #expect(http.limits.connections == 40 && http.limits.connectionsPerAddress == 40)
        #expect(http.crossOrigin?.permits("https://home.example.net") == true)
        #expect(http.crossOrigin?.permits("https://other.example.net") == false)
        #expect(http.securityHeaders.strictTransportSecurity == .seconds(172_800))
        #expect(http.proxies.contains(try #require(IPAddress("10.1.2.3"))))
        #expect(http.hosts.permits("nvr.example.net"))
        guard case .selfSigned(let folder, let name, let hosts)? = http.tls?.source else {
            Issue.record("no certificate of its own")
            return
        }
        #expect(folder == "/data/keys" && name == "native")
        #expect(Set(hosts).isSuperset(of: ["nvr.example.net", "localhost", "127.0.0.1", "::1"]))
    }

    @Test func withoutAKeyNothingIsOpened() throws {
        let http = try ListenerConfiguration(address: "127.0.0.1:1").http(name: "native", ServerConfiguration())
        #expect(http.tls == nil && http.crossOrigin == nil && http.securityHeaders.strictTransportSecurity == nil)
        #expect(http.proxies.networks.isEmpty && !http.isOpen)
    }

    @Test func aCertificateIsNotForTheAddressThatMeansAll() throws {
        let hosts = HostPolicy(allowedHosts: [], machineName: "attic")
        let everywhere = ListenerConfiguration.certificateNames(hosts, at: try SocketAddressText("0.0.0.0:1"))
        #expect(everywhere == ["127.0.0.1", "::1", "attic", "attic.local", "localhost"])
        let one = ListenerConfiguration.certificateNames(hosts, at: try SocketAddressText("192.0.2.7:1"))
        #expect(Set(one).subtracting(everywhere) == ["192.0.2.7"])
    }

    @Test(arguments: [
        ("/", false), ("/timeline", false), ("/scripts/app.js", false), ("/apiary", false), ("/api", true),
        ("/api/v1/health", true), ("/metrics", true),
    ])
    func whatProgramsAskForIsNotLedOn(path: String, isForPrograms: Bool) {
        switch ListenerConfiguration.nativeClass(of: path) {
        case .api: #expect(isForPrograms)
        case .page: #expect(!isForPrograms)
        case .webSocket: Issue.record("it is not told by the path")
        }
    }

    @Test(arguments: [
        ("127.0.0.1:80", false, false, []), ("0.0.0.0:80", true, false, []), ("[::1]:80", false, false, []),
        ("0.0.0.0:80", false, false, ["without encryption"]), ("192.0.2.1:80", false, false, ["without encryption"]),
        ("127.0.0.1:80", false, true, ["asks nobody"]),
        ("[::]:80", false, true, ["without encryption", "asks nobody"]),
    ])
    func theOwnerIsWarned(address: String, hasTLS: Bool, isOpen: Bool, words: [String]) {
        var listener = ListenerConfiguration(address: address)
        listener.tls = hasTLS ? .selfSigned : nil
        listener.isOpen = isOpen
        let warnings = listener.warnings(name: "native")
        #expect(warnings.count == words.count)
        for (warning, word) in zip(warnings, words) { #expect(warning.contains(word) && warning.contains(address)) }
    }
}

struct OpenFileLimitTests {
    @Test(arguments: [(1024, 512, 128), (4096, 2048, 512), (12, 8, 8), (1 << 20, 1 << 19, 1 << 17)])
    func halfIsForConnections(count: Int, connections: Int, perAddress: Int) {
        let limit = OpenFileLimit(count: count)
        #expect(limit.connections == connections && limit.connectionsPerAddress == perAddress)
        #expect((limit.warning != nil) == (count < 4096))
    }

    @Test func theOwnerReadsWhatThereIs() {
        let warning = OpenFileLimit(count: 1024).warning
        #expect(warning?.contains("only 1024 files") == true && warning?.contains("LimitNOFILE") == true)
    }

    @Test func itIsTheHardLimitOrAMillion() {
        let once = OpenFileLimit.raised()
        #expect(once.count >= 256 && OpenFileLimit.raised() == once)
    }
}

struct GreetingTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    @Test(arguments: [
        ("127.0.0.1", false, "http://127.0.0.1:80/"), ("::1", true, "https://[::1]:80/"),
        ("0.0.0.0", true, "https://attic:80/"), ("::", false, "http://attic:80/"),
    ])
    func theAddressCanBeOpened(host: String, isSecure: Bool, address: String) {
        #expect(Greeting.address(host: host, port: 80, isSecure: isSecure, machine: "attic") == address)
    }

    @Test(arguments: [false, true])
    func theCodeIsShownOnceWithTheAddress(comesLate: Bool) {
        let lines = Lines()
        let greeting = Greeting { line in lines.all.withLock { $0.append(line) } }
        if !comesLate { greeting.show(setupCode: "ABCD-EFGH") }
        greeting.show("https://127.0.0.1:1/", fingerprint: "AB:CD")
        greeting.show("https://127.0.0.1:2/", fingerprint: nil)
        if comesLate { greeting.show(setupCode: "ABCD-EFGH") }
        let said = lines.all.withLock { $0 }
        #expect(said.count == 4 && said.filter { $0.contains("ABCD-EFGH") }.count == 1)
        #expect(said.contains { $0.contains("https://127.0.0.1:1/") && $0.contains("ABCD-EFGH") })
        #expect(said.contains { $0.hasSuffix("AB:CD") })
    }
}
