import HTTPServing
import NVR
import Testing

@testable import nightjar

struct ConfigurationTests {
    /// The example of the documentation, with every key.
    private let example = """
        data_dir: /var/lib/nightjar
        allow_loopback_cameras: false
        rtsp_server: { address: 127.0.0.1:8554, tls: { certificate: /c.pem, key: /k.pem }, enabled: true, secure: false,
            udp: false, endpoints: [{ address: 127.0.0.1:8555, path: /stream, camera: front-door, stream: sub },
            { address: 127.0.0.1:8322, secure: true }] }
        listeners:
          - { address: 127.0.0.1:8080 }
          - { address: 127.0.0.1:9090, dialect: mibee }
          - { address: 127.0.0.1:8443, dialect: ipcamera, tls: self-signed, camera: front-door,
              redirect_from: 127.0.0.1:8081, rtsp_port: 8555 }
          - { address: 127.0.0.1:8082, dialect: nem, upload_root: /export/foscam, account: ops, auth: none }
          - { address: 127.0.0.1:8444, dialect: vibenvr, tls: { certificate: /c.pem, key: /k.pem } }
          - { address: 0.0.0.0:8445, tls: { certificate: /c.pem, key: /k.pem }, cors: ["https://home.example.net"],
              connections: 64, hsts_days: 30, lockout: { tries: 5, seconds: 30 } }
        volume_roots: [/srv/nightjar]
        allowed_hosts: [nvr.example.net]
        trusted_proxies: [127.0.0.1, "fd00::/8"]
        proxy_header: forwarded
        cameras:
          - { id: front-door, name: Front Door, url: "rtsp://192.0.2.1/", username: a, password: b, segment_seconds: 30 }
          - { id: yard, url: "rtsp://192.0.2.2/", sub_url: "rtsp://192.0.2.2/s", enabled: false, record_audio: false }
        """

    @Test func everyKeyOfTheExampleIsRead() throws {
        let read = try ConfigurationFile.parse(example, name: "nightjar.yaml")
        #expect(read.dataDirectory == "/var/lib/nightjar")
        let rtsp = try #require(read.rtspServer)
        #expect(rtsp.isEnabled && rtsp.address == "127.0.0.1:8554" && !rtsp.isSecure && !rtsp.sendsDatagrams)
        #expect(
            rtsp.endpoints == [
                .init(address: "127.0.0.1:8555", path: "/stream", camera: "front-door", stream: "sub"),
                .init(address: "127.0.0.1:8322", isSecure: true),
            ]
        )
        #expect(read.rtspServerTLS == .files(certificate: "/c.pem", key: "/k.pem"))
        #expect(read.listeners.map(\.dialect) == [nil, .mibee, .ipcamera, .nem, .vibenvr, nil])
        #expect(read.listeners[2].tls == .selfSigned)
        #expect(read.listeners[2].redirectFrom == "127.0.0.1:8081")
        #expect(read.listeners[2].rtspPort == 8555)
        let outlet = read.outlets["ipcamera-8555"]
        #expect(outlet?.realm == "IP Camera" && outlet?.mostClients == 10 && outlet?.mostClientsPerAddress == 4)
        #expect(read.outlets.count == 1 && outlet?.address?.hasSuffix(":8555") == true && outlet?.isEnabled == nil)
        #expect(outlet?.camera == read.listeners[2].camera)
        #expect(read.listeners[3].isOpen)
        #expect(read.listeners[4].tls == .files(certificate: "/c.pem", key: "/k.pem"))
        #expect(read.listeners[5].crossOrigins == ["https://home.example.net"])
        #expect(read.listeners[5].connections == 64)
        #expect(read.listeners[5].strictTransportDays == 30)
        #expect(read.listeners[5].lockout == Door.FixedLockout(tries: 5, pause: .seconds(30)))
        #expect(read.listeners[0].lockout == nil)
        #expect(read.trustedProxies.networks.map(\.description) == ["127.0.0.1", "fd00::/8"])
        #expect(read.trustedProxies.header == .forwarded)
        #expect(read.volumeRoots == ["/srv/nightjar"])
        #expect(read.allowedHosts == ["nvr.example.net"])
        #expect(read.cameras.map(\.name) == ["Front Door", "yard"])
        #expect(read.cameras[0].segmentSeconds == 30)
        #expect(!read.cameras[1].isEnabled && !read.cameras[1].recordsAudio)
    }

    @Test func anEmptyFileIsAllDefaults() throws {
        #expect(try ConfigurationFile.parse("", name: "x") == ServerConfiguration())
        #expect(try ConfigurationFile.parse("# nothing\n", name: "x") == ServerConfiguration())
    }

    @Test(arguments: [
        ("data_dir: /a\ndata_dirr: /b\n", "x, line 2: the key \"data_dirr\" is not known"),
        ("data_dir: [a]\n", "data_dir must be text"),
        ("data_dir: ''\n", "data_dir is empty"),
        ("- a\n", "keys and values are expected"),
        ("listeners: { address: a }\n", "listeners must be a list"),
        ("listeners: [{}]\n", "listeners[1]: address is missing"),
        ("listeners: [{ address: a, auth: basic }]\n", "auth can only be \"none\""),
        ("listeners: [{ address: a, tls: maybe }]\n", "tls is \"self-signed\" or"),
        ("listeners: [{ address: a, rtsp_port: 0 }]\n", "rtsp_port must be a whole number from 1 to 65535"),
        ("listeners:\n  - tls: self-signed\n    address: here\n", "x, line 3: listeners[1]: address: \"here\" is not"),
        ("listeners: [{ address: '::1:80' }]\n", "needs brackets"),
        ("listeners: [{ address: 'a:1', tls: { certificate: b } }]\n", "listeners[1].tls: key is missing"),
        ("listeners: [{ address: 'a:1', tls: { certificate: b, key: c, ca: d } }]\n", "the key \"ca\""),
        ("listeners: [{ address: 'a:1', redirect_from: 'b:2' }]\n", "give it the key tls"),
        ("listeners: [{ address: 'a:1', tls: self-signed, redirect_from: b }]\n", "redirect_from: \"b\" is not"),
        ("listeners: [{ address: 'a:1', cors: ['*'] }]\n", "cors: \"*\" is not an origin"),
        ("listeners: [{ address: 'a:1', connections: 1 }]\n", "connections must be a whole number from 8"),
        ("listeners: [{ address: 'a:1', lockout: { tries: 5 } }]\n", "listeners[1].lockout: seconds is missing"),
        ("listeners: [{ address: 'a:1', lockout: { seconds: 5 } }]\n", "listeners[1].lockout: tries is missing"),
        ("listeners: [{ address: 'a:1', lockout: { tries: 0, seconds: 5 } }]\n", "tries must be a whole number from 1"),
        ("listeners: [{ address: 'a:1', hsts_days: 9 }]\n", "hsts_days needs HTTPS"),
        ("listeners: [{ address: 'a:1', tls: self-signed, hsts_days: 9 }]\n", "not with tls: self-signed"),
        ("a: 1\nallowed_hosts: ['http://x']\n", "x, line 2: \"http://x\" in allowed_hosts"),
        ("trusted_proxies: [10.0.0.1/8]\n", "\"10.0.0.1/8\" in trusted_proxies is not a network"),
        ("trusted_proxies: [10.0.0.0/8]\nproxy_header: via\n", "proxy_header is \"x-forwarded\""),
        ("proxy_header: forwarded\n", "means nothing without trusted_proxies"),
        ("cameras: [{ url: a }]\n", "needs a name or an id"),
        ("cameras: [{ name: a, url: b, segment_seconds: 5 }]\n", "from 10 to 3600"),
        ("cameras: [{ name: a, url: b, passwort: c }]\n", "the key \"passwort\" in cameras[1]"),
        ("a: &x [*x]\n", "x"),
    ])
    func whatIsWrongIsSaidInASentence(text: String, words: String) {
        do {
            _ = try ConfigurationFile.parse(text, name: "x")
            Issue.record("it was taken")
        } catch {
            #expect(error.description.contains(words), "\(error.description)")
        }
    }

    @Test func anEntrysHashChangesWithEachMember() throws {
        let variants = [
            "{ id: a, name: n, url: u }", "{ id: b, name: n, url: u }", "{ id: a, name: m, url: u }",
            "{ id: a, name: n, url: v }", "{ id: a, name: n, url: u, username: x }",
            "{ id: a, name: n, url: u, password: x }", "{ id: a, name: n, url: u, enabled: false }",
            "{ id: a, name: n, url: u, segment_seconds: 20 }", "{ id: a, name: n, url: u, sub_url: x }",
            "{ id: a, name: n, url: u, transport: udp }", "{ id: a, name: n, url: u, sub_transport: udp }",
            "{ id: a, name: n, url: u, priority: 9 }", "{ id: a, name: n, url: u, sample_interval: 2 }",
            "{ id: a, name: n, url: u, certificate_fingerprint: x }", "{ id: a, name: n, url: u, record_audio: false }",
            "{ id: a, name: n, url: u, record: false }", "{ id: a, name: n, url: u, record: true }",
            "{ id: a, name: n, url: u, connect: always }", "{ id: a, name: n, url: u, connect: on_demand }",
            "{ id: a, name: n, url: u, snapshot_url: v }", "{ id: a, name: n, url: u, hls_enabled: true }",
            "{ id: a, name: n, url: u, hls_enabled: false }", "{ id: a, name: n, url: u, hls_max_fps: 5 }",
            "{ id: a, name: n, url: u, mask_recordings: true }",
        ]
        let hashes = try variants.map {
            try ConfigurationFile.parse("cameras: [\($0)]", name: "x").cameras[0].entryHash
        }
        #expect(Set(hashes).count == variants.count)
        let again = try ConfigurationFile.parse("cameras: [{ url: u, name: n, id: a }]", name: "x").cameras[0].entryHash
        #expect(again == hashes[0])
        // As it was before there was a switch for recording: an entry must not seem changed after an update.
        #expect(hashes[0] == "5eb67c2bd937b2939bff6b196e1cb60fdfb05e4fe451b9fdd333ab7b3914d23c")
    }
}

struct ServerSettingsTests {
    private func settings(
        _ flags: ServerSettings.Flags = .init(),
        environment: [String: String] = [:],
        file: String? = nil
    ) throws -> ServerSettings {
        try ServerSettings(flags: flags, environment: environment) { _ in file }
    }

    @Test func flagsCountBeforeTheEnvironmentAndThatBeforeTheFile() throws {
        let file =
            "data_dir: /file\nlisteners: [{ address: '127.0.0.1:1', dialect: nem }, { address: '127.0.0.1:2' }]\n"
        let environment = [
            "NIGHTJAR_CONFIG": "x.yaml", "NIGHTJAR_DATA_DIR": "/environment", "NIGHTJAR_LISTEN": "127.0.0.1:3",
        ]
        let byFile = try settings(.init(config: "x"), file: file).server
        #expect(byFile.dataDirectory == "/file")
        #expect(byFile.listeners.map(\.address) == ["127.0.0.1:1", "127.0.0.1:2"])
        let byEnvironment = try settings(environment: environment, file: file).server
        #expect(byEnvironment.dataDirectory == "/environment")
        #expect(byEnvironment.listeners.map(\.address) == ["127.0.0.1:1", "127.0.0.1:3"])
        let flags = ServerSettings.Flags(dataDirectory: "/flag", listen: "127.0.0.1:4")
        let byFlag = try settings(flags, environment: environment, file: file).server
        #expect(byFlag.dataDirectory == "/flag")
        #expect(byFlag.listeners.map(\.address) == ["127.0.0.1:1", "127.0.0.1:4"])
    }

    @Test func withoutANativeListenerThereIsOne() throws {
        #expect(try settings().server.listeners == [ListenerConfiguration(address: "127.0.0.1:8080")])
    }

    @Test func anAddressThatIsNoneIsRefused() {
        #expect { try settings(.init(listen: "here")) } throws: { "\($0)".contains("port is missing") }
    }

    @Test func addressesThatOthersReachAreTaken() throws {
        let read = try settings(.init(listen: "0.0.0.0:8080")).server.listeners
        #expect(read == [ListenerConfiguration(address: "0.0.0.0:8080")])
    }

    @Test(arguments: [
        "listeners: [{ address: '127.0.0.1:1' }, { address: '127.0.0.1:1', dialect: nem }]",
        "listeners: [{ address: '127.0.0.1:1', tls: self-signed, redirect_from: '127.0.0.1:1' }]",
    ])
    func oneAddressForTwoIsRefused(file: String) {
        #expect { try settings(.init(config: "x"), file: file) } throws: {
            "\($0)".contains("127.0.0.1:1 stands twice")
        }
    }

    @Test func theSystemMayChooseTwoPorts() throws {
        let file = "listeners: [{ address: '127.0.0.1:0' }, { address: '127.0.0.1:0', dialect: nem }]"
        #expect(try settings(.init(config: "x"), file: file).server.listeners.count == 2)
    }

    @Test func theFirstAdministratorIsBothNamesOrNeither() throws {
        let both = ["NIGHTJAR_ADMIN_USERNAME": "ada", "NIGHTJAR_ADMIN_PASSWORD": "correct horse"]
        let read = try settings(environment: both)
        #expect(read.firstAdministrator?.username == "ada" && read.firstAdministrator?.password == "correct horse")
        #expect(!String(reflecting: read).contains("correct horse"))
        #expect(try settings(environment: ["NIGHTJAR_ADMIN_PASSWORD": ""]).firstAdministrator == nil)
        for name in both.keys {
            #expect { try settings(environment: both.filter { $0.key == name }) } throws: { error in
                "\(error)".hasPrefix("\(name) is set and ") && !"\(error)".contains("correct horse")
            }
        }
    }

    @Test func theMasterKeyIsTakenAsItStands() throws {
        #expect(try settings(environment: ["NIGHTJAR_MASTER_KEY": "abc"]).masterKey == "abc")
        #expect(try settings(environment: ["NIGHTJAR_MASTER_KEY": ""]).masterKey == nil)
    }

    @Test func aMissingFileAndAnUnknownLevelAreNamed() {
        #expect { try settings(.init(config: "/no/such.yaml")) } throws: { "\($0)".contains("/no/such.yaml") }
        #expect { try settings(environment: ["NIGHTJAR_LOG_LEVEL": "loud"]) } throws: { "\($0)".contains("loud") }
    }
}
