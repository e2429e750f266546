import NVR
import Testing

@testable import nightjar

struct ConfigurationTests {
    /// The example of the documentation, with every key.
    private let example = """
        data_dir: /var/lib/nightjar
        allow_loopback_cameras: false
        rtsp_server: { address: 127.0.0.1:8554 }
        listeners:
          - { address: 127.0.0.1:8080 }
          - { address: 127.0.0.1:9090, dialect: mibee }
          - { address: 127.0.0.1:8443, dialect: ipcamera, tls: self-signed, camera: front-door,
              redirect_from: 127.0.0.1:8081, rtsp_port: 8555 }
          - { address: 127.0.0.1:8082, dialect: nem, upload_root: /export/foscam, account: ops, auth: none }
          - { address: 127.0.0.1:8444, dialect: vibenvr, tls: { certificate: /c.pem, key: /k.pem } }
        volume_roots: [/srv/nightjar]
        allowed_hosts: [nvr.example.net]
        cameras:
          - { id: front-door, name: Front Door, url: "rtsp://192.0.2.1/", username: a, password: b, segment_seconds: 30 }
          - { id: yard, url: "rtsp://192.0.2.2/", sub_url: "rtsp://192.0.2.2/s", enabled: false, record_audio: false }
        """

    @Test func everyKeyOfTheExampleIsRead() throws {
        let read = try ConfigurationFile.parse(example, name: "nightjar.yaml")
        #expect(read.dataDirectory == "/var/lib/nightjar")
        #expect(read.rtspServerAddress == "127.0.0.1:8554")
        #expect(read.listeners.map(\.dialect) == [nil, .mibee, .ipcamera, .nem, .vibenvr])
        #expect(read.listeners[2].tls == .selfSigned)
        #expect(read.listeners[2].redirectFrom == "127.0.0.1:8081")
        #expect(read.listeners[2].rtspPort == 8555)
        #expect(read.listeners[3].isOpen)
        #expect(read.listeners[4].tls == .files(certificate: "/c.pem", key: "/k.pem"))
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
        ]
        let hashes = try variants.map {
            try ConfigurationFile.parse("cameras: [\($0)]", name: "x").cameras[0].entryHash
        }
        #expect(Set(hashes).count == variants.count)
        let again = try ConfigurationFile.parse("cameras: [{ url: u, name: n, id: a }]", name: "x").cameras[0].entryHash
        #expect(again == hashes[0])
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

    @Test(arguments: [
        ("0.0.0.0:8080", "no accounts yet"), ("192.0.2.1:80", "no accounts yet"), ("[::]:80", "no accounts yet"),
        ("here", "port is missing"),
    ])
    func anAddressThatOthersCouldReachIsRefused(address: String, words: String) {
        #expect { try settings(.init(listen: address)) } throws: { "\($0)".contains(words) }
    }

    @Test func aMissingFileAndAnUnknownLevelAreNamed() {
        #expect { try settings(.init(config: "/no/such.yaml")) } throws: { "\($0)".contains("/no/such.yaml") }
        #expect { try settings(environment: ["NIGHTJAR_LOG_LEVEL": "loud"]) } throws: { "\($0)".contains("loud") }
    }
}
