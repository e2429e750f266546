import HTTPAuthentication
import NIOCore
import ONVIF
import Simulation
import Stream
import Synchronization
import Testing

@testable import Devices

@Suite(.serialized)
struct DeviceFindingTests {
    private static func scan(
        _ range: String,
        ports: [Int],
        _ credentials: HTTPCredentials?
    ) async throws -> [DeviceScanner.Step] {
        let scanner = DeviceScanner(network: DeviceWorld.network(), time: SystemTimeSource())
        var steps: [DeviceScanner.Step] = []
        try await scanner.scan(try #require(AddressRange(range)), ports: ports, credentials: credentials) {
            steps.append($0)
        }
        return steps
    }

    private static func findings(_ steps: [DeviceScanner.Step]) -> [DeviceScanner.Finding] {
        steps.compactMap { if case .found(let finding) = $0 { finding } else { nil } }
    }

    @Test func aScanFindsADeviceWithItsStreamAndItsName() async throws {
        try await DeviceWorld.serving { server in
            let port = try #require(server.onvifPort)
            let steps = try await Self.scan("127.0.0.1", ports: [port, server.port], DeviceWorld.credentials)
            let found = try #require(Self.findings(steps).first { $0.port == port })
            #expect(found.kind == .onvif && found.needsPassword)
            #expect(found.rtspPorts.contains(server.port))
            #expect(found.information?.manufacturer == "Nightjar")
            #expect(steps.contains(.looked(address: "127.0.0.1", done: 1)))
        }
    }

    @Test(arguments: [("127.0.0.1", true), ("127.0.0.3", false)])
    func whatIsKnownOfAnAddressIsLookedAtThereAlone(_ address: String, _ isFound: Bool) async throws {
        try await DeviceWorld.serving { server in
            let port = try #require(server.onvifPort)
            let scanner = DeviceScanner(network: DeviceWorld.network(), time: SystemTimeSource())
            var findings: [DeviceScanner.Finding] = []
            let range = try #require(AddressRange("127.0.0.1"))
            try await scanner.scan(range, known: [address: [port]], credentials: nil) {
                if case .found(let finding) = $0 { findings.append(finding) }
            }
            #expect(findings.contains { $0.port == port } == isFound)
        }
    }

    @Test func withoutAPasswordItIsFoundAndSaysThatItWantsOne() async throws {
        try await DeviceWorld.serving { server in
            let port = try #require(server.onvifPort)
            let found = try #require(Self.findings(try await Self.scan("127.0.0.1", ports: [port], nil)).first)
            #expect(found.kind == .onvif && found.needsPassword && found.information == nil && found.problem == nil)
            let wrong = HTTPCredentials(username: "admin", password: "wrong")
            let refused = try #require(Self.findings(try await Self.scan("127.0.0.1", ports: [port], wrong)).first)
            #expect(refused.problem?.isAboutPassword == true)
        }
    }

    @Test func aCameraThatSpeaksRTSPAloneIsFound() async throws {
        try await DeviceWorld.serving { server in
            // The one of its two ports that is no ONVIF.
            let found = try #require(Self.findings(try await Self.scan("127.0.0.1", ports: [server.port], nil)).first)
            #expect(found.kind == .rtsp && found.port == server.port && found.needsPassword && found.service == nil)
        }
    }

    private static let hasIPv6 = (try? System.enumerateDevices())?.contains { $0.address?.ipAddress == "::1" } ?? false

    @Test(.enabled(if: hasIPv6))
    func oneAddressOfIPv6IsLookedAt() async throws {
        try await DeviceWorld.serving(host: "::1") { server in
            let port = try #require(server.onvifPort)
            let steps = try await Self.scan("::1", ports: [port], DeviceWorld.credentials)
            let found = try #require(Self.findings(steps).first { $0.port == port })
            #expect(found.kind == .onvif && found.information?.manufacturer == "Nightjar")
            #expect(found.service?.description == "http://[::1]:\(port)/onvif/device_service")
            #expect(steps.last == .looked(address: "::1", done: 1))
        }
    }

    @Test func theNetworksOfThisMachineAreRanges() {
        for range in LocalNetworks.ranges { #expect(AddressRange(range)?.isPrivate == true) }
        #expect(Set(LocalNetworks.ranges).count == LocalNetworks.ranges.count)
    }

    @Test func aScanEndsWhenNobodyListens() async throws {
        struct Gone: Error {}
        let scanner = DeviceScanner(network: DeviceWorld.network(), time: SystemTimeSource())
        let range = try #require(AddressRange("127.0.0.1-127.0.3.254"))
        await #expect(throws: Gone.self) {
            try await scanner.scan(range, credentials: nil) { _ in throw Gone() }
        }
        let scanning = Task { try await scanner.scan(range, credentials: nil) { _ in try Task.checkCancellation() } }
        scanning.cancel()
        await #expect(throws: CancellationError.self) { try await scanning.value }
    }

    @Test func addressesThatMayNotBeAreNotKnockedAt() async throws {
        let asked = Asked()
        let network = DeviceWorld.network { address in
            asked.note(address)
            return "Not there."
        }
        let scanner = DeviceScanner(network: network, time: SystemTimeSource())
        #expect(await scanner.look(at: "127.0.0.1", [], nil).isEmpty)
        #expect(asked.count == 3)
    }

    private final class Asked: Sendable {
        private let addresses = Mutex(0)

        func note(_ address: SocketAddress) { addresses.withLock { $0 += 1 } }
        var count: Int { addresses.withLock(\.self) }
    }

    @Test func aDeviceThatIsAskedByItselfAnswers() async throws {
        try await DeviceWorld.serving(discovers: true) { server in
            let target = try SocketAddress(ipAddress: "127.0.0.1", port: try #require(server.discoveryPort))
            let search = DeviceWorld.network().search(logger: DeviceWorld.logger)
            var found: [DiscoveryCollector.Found] = []
            // A datagram may be lost.
            for _ in 0..<20 where found.isEmpty {
                found = await search.probe(for: .seconds(1), at: [target]).found.filter { $0.sender == "127.0.0.1" }
            }
            #expect(found.first?.device.scopes.hardware == "NJ-SIM")
        }
    }
}
