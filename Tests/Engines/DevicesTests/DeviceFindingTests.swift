import Dispatch
import HTTPAuthentication
import NIOCore
import NIOPosix
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

    /// Nothing that is begun is over as long as the event loop stands still: so many sockets are open then as ever are.
    @Test(.timeLimit(.minutes(10)))
    func noMoreSocketsAreOpenAtOnceThanIsSaid() async throws {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let count = Count()
        let network = DeviceNetwork(
            group: loops,
            refusal: { _ in nil },
            secure: { _, _, _ in },
            count: { count.add($0) }
        )
        let gate = DispatchSemaphore(value: 0)
        loops.next().execute { gate.wait() }
        let scanner = DeviceScanner(network: network, time: SystemTimeSource())
        let range = try #require(AddressRange("127.77.0.0/24"))
        let scanning = Task {
            var looked = 0
            // With two ports more there are as many of each address to begin with as are looked at together.
            try await scanner.scan(range, ports: [9, 11], credentials: nil) { step in
                if case .looked = step { looked += 1 }
            }
            return looked
        }
        for await open in count.changes where open >= DeviceScanner.mostSockets { break }
        gate.signal()
        #expect(try await scanning.value == 254)
        #expect(DeviceScanner.mostSockets == 48 * 4 && count.peak == DeviceScanner.mostSockets)
        #expect(count.all > 254 * 4)
        try await loops.shutdownGracefully()
    }

    /// Of connections: those that are open, the most that ever were, and all.
    private final class Count: Sendable {
        private let numbers = Mutex((open: 0, peak: 0, all: 0))
        let changes: AsyncStream<Int>
        private let changed: AsyncStream<Int>.Continuation

        init() { (changes, changed) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1)) }

        func add(_ change: Int) {
            numbers.withLock { numbers in
                numbers.open += change
                numbers.peak = max(numbers.peak, numbers.open)
                numbers.all += max(change, 0)
                changed.yield(numbers.open)
            }
        }

        var peak: Int { numbers.withLock { $0.peak } }
        var all: Int { numbers.withLock { $0.all } }
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

    @Test(arguments: [
        ("::ffff:192.0.2.9", "192.0.2.9"), ("192.0.2.9", "192.0.2.9"), ("fe80::1", "fe80::1"), ("::ffff:1", "::ffff:1"),
    ])
    func whoIsHeardOfVersion4IsOfVersion4(heard: String, sender: String) {
        #expect(DeviceSearch.plain(heard) == sender)
    }

    @Test(arguments: [[], ["onvif-hides-addresses"]])
    func aDeviceThatIsAskedByItselfAnswers(oddities: [String]) async throws {
        try await DeviceWorld.serving(oddities, discovers: true) { server in
            let target = try SocketAddress(ipAddress: "127.0.0.1", port: try #require(server.discoveryPort))
            let search = DeviceWorld.network().search(logger: DeviceWorld.logger)
            var found: [DiscoveryCollector.Found] = []
            // A datagram may be lost.
            for _ in 0..<20 where found.isEmpty {
                found = await search.probe(for: .seconds(1), at: [target]).found.filter {
                    $0.sender == "127.0.0.1" && !$0.device.addresses.isEmpty
                }
            }
            #expect(found.first?.device.scopes.hardware == "NJ-SIM")
            // It was asked where it is, if it has not said it.
            let port = try #require(server.onvifPort)
            #expect(found.first?.device.addresses == ["http://127.0.0.1:\(port)/onvif/device_service"])
        }
    }
}
