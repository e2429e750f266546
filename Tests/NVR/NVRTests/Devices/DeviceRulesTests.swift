import Ingest
import Media
import RTSP
import Testing

@testable import Devices
@testable import NVR
@testable import ONVIF

/// What counts without asking anyone.
struct DeviceRulesTests {
    private static let open = AddressPolicy(allowsLoopback: true)

    @Test(arguments: [
        ("192.168.1.20", "http://192.168.1.20/onvif/device_service"),
        (" 192.168.1.20:8000 ", "http://192.168.1.20:8000/onvif/device_service"),
        ("camera.local", "http://camera.local/onvif/device_service"),
        ("https://192.168.1.20/", "https://192.168.1.20/onvif/device_service"),
        ("http://192.168.1.20:2020/onvif/service", "http://192.168.1.20:2020/onvif/service"),
        ("2001:db8::7", "http://[2001:db8::7]/onvif/device_service"),
        ("[2001:db8::7]:8000", "http://[2001:db8::7]:8000/onvif/device_service"),
        ("http://admin:secret@192.168.1.20", "http://192.168.1.20/onvif/device_service"),
    ])
    func anAddressIsWhatPeopleWrite(text: String, address: String) throws {
        #expect(try CameraDevices.address(text, policy: Self.open).description == address)
    }

    @Test(arguments: ["", "ftp://192.168.1.20", "a b", "http://", "http://x:99999"])
    func whatIsNoneIsRefused(text: String) {
        #expect(throws: DomainError.self) { try CameraDevices.address(text, policy: Self.open) }
    }

    @Test(arguments: ["127.0.0.1", "localhost:8000", "http://[::1]/", "169.254.0.7"])
    func thisMachineIsNoCamera(text: String) {
        #expect(throws: DomainError.self) {
            try CameraDevices.address(text, policy: AddressPolicy(allowsLoopback: false))
        }
    }

    private static func profile(_ token: String, _ width: Int, _ encoding: String = "H264") -> DeviceDescription.Profile
    {
        var profile = DeviceDescription.Profile(token: token, name: token)
        profile.encoding = encoding
        profile.width = width
        profile.height = width / 16 * 9
        profile.streamURL = "rtsp://192.0.2.1/\(token)"
        return profile
    }

    @Test func theLargestIsTheMainStreamAndASmallOneTheOther() {
        var found = DeviceDescription()
        found.profiles = [
            Self.profile("a", 640), Self.profile("b", 2560), Self.profile("c", 1920), Self.profile("d", 320),
        ]
        #expect(found.choice().main?.token == "b" && found.choice().sub?.token == "a")
        found.profiles = [Self.profile("a", 1920), Self.profile("b", 1280), Self.profile("c", 1920)]
        #expect(found.choice().main?.token == "a" && found.choice().sub?.token == "b")
        found.profiles = [Self.profile("a", 1920, "JPEG"), Self.profile("b", 1280)]
        #expect(found.choice().main?.token == "b" && found.choice().sub == nil)
        found.profiles = [Self.profile("a", 1920, "JPEG")]
        #expect(found.choice().main?.token == "a")
        found.profiles[0].streamURL = nil
        #expect(found.choice().main == nil)
    }

    @Test func aMovementIsChecked() {
        func isRefused(_ order: PTZOrder) -> Bool { (try? order.check()) == nil }
        #expect(!isRefused(PTZOrder(.continuous, pan: -1)))
        #expect(isRefused(PTZOrder(.continuous)))
        #expect(isRefused(PTZOrder(.continuous, pan: 1.1)))
        #expect(isRefused(PTZOrder(.continuous, pan: .nan)))
        #expect(isRefused(PTZOrder(.absolute, zoom: -0.1)))
        #expect(!isRefused(PTZOrder(.relative, zoom: -0.1)))
        #expect(isRefused(PTZOrder(.continuous, pan: 1, seconds: 0)))
        #expect(isRefused(PTZOrder(.continuous, pan: 1, seconds: 61)))
        #expect(isRefused(PTZOrder(.absolute, pan: 1, speed: -1)))
    }

    @Test func aNetworkIsChecked() {
        func isRefused(_ fill: (inout DeviceNetworkChange) -> Void) -> Bool {
            var change = DeviceNetworkChange()
            fill(&change)
            return (try? change.check()) == nil
        }
        #expect(!isRefused { _ in })
        #expect(isRefused { $0.gateway = "192.168.1" })
        #expect(isRefused { $0.dns = .init(fromDHCP: false, servers: ["dns.example"]) })
        #expect(isRefused { $0.dns = .init(fromDHCP: false, servers: []) })
        #expect(!isRefused { $0.dns = .init(fromDHCP: true, servers: []) })
        #expect(!isRefused { $0.ntp = .init(fromDHCP: false, servers: ["pool.ntp.org", "192.168.1.1", "fd00::1"]) })
        #expect(isRefused { $0.ntp = .init(fromDHCP: false, servers: ["<x>"]) })
        #expect(
            isRefused {
                $0.interface = .init(token: "eth0")
                $0.interface?.address = "192.168.1.7"
            }
        )
    }

    @Test func aPrefixIsThatOfAnAddress() throws {
        var change = DeviceNetworkChange()
        change.interface = .init(token: "eth0")
        change.interface?.prefix = 16
        #expect(throws: DomainError.self) { try change.check() }
        change.interface?.address = "192.168.1.7"
        try change.check()
    }

    @Test func whoIsFoundTwiceIsOneAndWhoIsGoneIsKept() {
        func device(_ endpoint: String, _ sender: String, _ seconds: Int64) -> FoundDevice {
            let scopes = DeviceScopes(["onvif://www.onvif.org/name/\(endpoint)"])
            let addresses = ["http://192.168.1.108:8000/onvif/device_service"]
            let introduced = DiscoveredDevice(endpoint: endpoint, scopes: scopes, addresses: addresses)
            let found = DiscoveryCollector.Found(device: introduced, sender: sender)
            return FoundDevice(found, at: WallTime(nanoseconds: seconds * 1_000_000_000), policy: Self.open)
        }
        let known = FoundDevice.merged(
            [],
            [device("a", "fe80::1", 1), device("a", "10.0.0.1", 1), device("b", "10.0.0.2", 1)]
        )
        #expect(known.map(\.endpoint) == ["a", "b"] && known.map(\.address) == ["10.0.0.1", "10.0.0.2"])
        // At the address that it answered from, whatever it says.
        #expect(known[0].deviceURL == "http://10.0.0.1:8000/onvif/device_service")
        let later = FoundDevice.merged(known, [device("b", "10.0.0.3", 2)])
        #expect(later.map(\.endpoint) == ["b", "a"] && later.map(\.isOnline) == [true, false])
        #expect(later[0].address == "10.0.0.3")
        #expect(FoundDevice.read(try? FoundDevice.text(later)) == later)
        // One that greets and does not say where it is, is where it was, unless it has moved.
        var guess = later[0]
        guess.deviceURL = "http://10.0.0.3/onvif/device_service"
        #expect(FoundDevice.merged(later, greeted: guess, saysWhere: false)[0].deviceURL == later[0].deviceURL)
        #expect(FoundDevice.merged(later, greeted: guess)[0].deviceURL == guess.deviceURL)
        guess.address = "10.0.0.4"
        #expect(FoundDevice.merged(later, greeted: guess, saysWhere: false)[0].deviceURL == guess.deviceURL)
        #expect(FoundDevice.read("{") == [])
    }

    /// Whoever is asked by version 6 answers from his link-local address, by which nobody else reaches him.
    @Test(arguments: [
        (["http://[fe80::1]/a", "http://[2001:db8::9]/b", "http://192.168.1.9/c"], "http://[2001:db8::9]/b"),
        (["http://[fe80::1]/a", "http://192.168.1.9:8000/c"], "http://192.168.1.9:8000/c"),
        (["http://[::1]/a", "http://[fd00::9]:81/b"], "http://[fd00::9]:81/b"),
        // What could be anybody's is nobody's.
        (["http://camera.example/a", "http://198.51.100.1/b"], "http://[fe80::1]/a"),
        ([String](), "http://[fe80::1]/onvif/device_service"),
    ])
    func whoAnswersFromALinkLocalAddressIsWhereHeSays(addresses: [String], url: String) {
        let introduced = DiscoveredDevice(endpoint: "a", scopes: DeviceScopes([]), addresses: addresses)
        let found = DiscoveryCollector.Found(device: introduced, sender: "fe80::1")
        let policy = AddressPolicy(allowsLoopback: false)
        let device = FoundDevice(found, at: WallTime(nanoseconds: 1), policy: policy)
        #expect(device.deviceURL == url && device.address == "fe80::1")
    }

    @Test func whatWasAddedIsKnownByItsDeviceAndByItsStream() throws {
        var known = KnownPlaces()
        known.addDevice(try #require(ServiceAddress("http://Camera.local/onvif/device_service")), of: "gate")
        known.addStream(try CameraURL("rtsp://192.168.1.21/main"), of: "yard")
        known.addStream(try CameraURL("http://192.168.1.22/jpeg"), of: "hall")
        #expect(known.camera(at: ServiceAddress(host: "camera.LOCAL", target: "/other")) == "gate")
        #expect(known.camera(at: ServiceAddress(host: "camera.local", port: 8000)) == nil)
        #expect(known.camera(at: "192.168.1.21", ports: [8554, 554]) == "yard")
        #expect(known.camera(at: "192.168.1.21", ports: [8554]) == nil)
        #expect(known.camera(at: "192.168.1.22", ports: [80, 554]) == nil)
    }

    @Test func picturesAreSetWithinWhatTheCameraTakes() throws {
        let options = ImagingOptions {
            $0.brightness = DecimalRange(0...100)
            $0.irCutFilterModes = ["ON", "OFF", "AUTO"]
            $0.exposure = .init {
                $0.mode = ["AUTO", "MANUAL"]
                $0.gain = DecimalRange(0...40)
            }
        }
        let settings = ImagingSettings {
            $0.brightness = 50
            $0.exposure = .init { $0.mode = "MANUAL" }
        }
        let view = ImagingView(settings, options)
        #expect(
            view.brightness?.value == 50 && view.contrast == nil
                && view.infraredFilter?.choices == ["on", "off", "auto"]
        )
        var change = ImagingChange()
        change.brightness = 101
        change.contrast = 1
        change.infraredFilter = "dusk"
        #expect(change.faults(by: view).map(\.member) == ["brightness", "contrast", "infrared_filter"])
        change = ImagingChange()
        change.gain = 7
        #expect(change.faults(by: view).isEmpty)
        // A part that must have a mode has the one that it had.
        let sent = change.settings(view)
        #expect(sent.exposure?.mode == "MANUAL" && sent.exposure?.gain == 7 && sent.brightness == nil)
    }

    @Test func edgesBecomeEvents() {
        func report(_ kind: EventKind) -> CameraEventReport {
            let edge = EventEdges.Edge(kind: kind, source: "1", change: .began, instant: MonotonicTime(nanoseconds: 0))
            return EdgeReporter.report(edge, of: "gate", at: WallTime(nanoseconds: 7))
        }
        #expect(report(.motion).kind == "motion" && report(.motion).isLasting && report(.motion).source == "onvif")
        #expect(report(.object("person")).label == "person" && report(.object(nil)).label == "")
        #expect(!report(.relay).isLasting)
        #expect(report(.tamper).attributes == ["source": "1"])
    }
}
