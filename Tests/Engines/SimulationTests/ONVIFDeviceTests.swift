import Foundation
import HTTPAuthentication
import Logging
import Media
import NIOCore
import NIOHTTP1
import NIOPosix
import ONVIF
import Testing

@testable import Simulation

/// The client's half of the protocol against the device's, over HTTP.
@Suite(.serialized)
struct ONVIFDeviceTests {
    private static let credentials = HTTPCredentials(username: "admin", password: "secret")

    /// A client of the device.
    private struct Client {
        var memory: ONVIFMemory

        init(_ server: CameraServer, _ credentials: HTTPCredentials? = ONVIFDeviceTests.credentials) throws {
            let address = ServiceAddress(host: "127.0.0.1", port: server.onvifPort)
            memory = ONVIFMemory(device: address, credentials: credentials) { count in
                (0..<count).map { _ in UInt8.random(in: .min ... .max) }
            }
        }

        mutating func ask<Operation: ONVIFOperation>(
            _ operation: Operation,
            subscription: EndpointReference? = nil
        ) async throws -> Operation.Answer {
            var exchange = ONVIFExchange(operation, subscription: subscription)
            var step = exchange.begin(&memory, now: Self.now)
            while true {
                switch step {
                case .answered(let answer): return answer
                case .failed(let error): throw error
                case .send(let request):
                    let response = try await PostClient.post(request)
                    step = exchange.received(response, &memory, now: Self.now)
                }
            }
        }

        mutating func learn() async throws {
            memory.learn(try await ask(DeviceService.GetServices()).addresses)
        }

        private static var now: WallTime {
            WallTime(nanoseconds: Int64(Date().timeIntervalSince1970 * 1000) * 1_000_000)
        }
    }

    private static func serving(
        _ oddities: [String] = [],
        credentials: HTTPCredentials? = Self.credentials,
        _ body: (CameraServer) async throws -> Void
    ) async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.onvif = .init(host: "127.0.0.1", port: 0)
        configuration.credentials = credentials
        configuration.oddities = try OddityPlan(oddities)
        try await CameraServerTests.serving(configuration, body)
    }

    @Test func tellsWhatItIsAndWhereItsStreamsAre() async throws {
        try await Self.serving { server in
            var client = try Client(server)
            try await client.learn()
            #expect(try await client.ask(DeviceService.GetDeviceInformation()).manufacturer == "Nightjar")
            let profiles = try await client.ask(Media2Service.GetProfiles()).profiles
            #expect(profiles.contains { $0.configurations?.videoEncoder?.encoding == "H264" })
            let first = try #require(profiles.first)
            let stream = try await client.ask(Media2Service.GetStreamUri(profile: first.token)).uri
            #expect(stream == "rtsp://127.0.0.1:\(server.port)/\(first.name)")
            #expect(try await client.ask(MediaService.GetStreamUri(profile: first.token)).mediaUri.uri == stream)
            #expect(client.memory.proof == .token)
        }
    }

    @Test(arguments: ["token", "digest"])
    func takesTheProofThatItWants(proof: String) async throws {
        try await Self.serving(["onvif-proof=\(proof)"]) { server in
            var client = try Client(server)
            _ = try await client.ask(DeviceService.GetDeviceInformation())
            #expect(client.memory.proof == (proof == "token" ? .token : .http))
            var stranger = try Client(server, HTTPCredentials(username: "admin", password: "wrong"))
            let error = await #expect(throws: ONVIFError.self) {
                _ = try await stranger.ask(DeviceService.GetDeviceInformation())
            }
            guard case .wrongPassword = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            var nobody = try Client(server, nil)
            await #expect(throws: ONVIFError.credentialsNeeded) {
                _ = try await nobody.ask(DeviceService.GetDeviceInformation())
            }
        }
    }

    @Test(arguments: [
        ["onvif-proof=token"], ["onvif-proof=digest"], ["onvif-proof=digest", "digest=sha256"],
    ])
    func aPasswordThatWasChangedCounts(oddities: [String]) async throws {
        try await Self.serving(oddities) { server in
            var client = try Client(server)
            let change = DeviceService.SetUser {
                $0.user = [
                    DeviceUser {
                        $0.username = "admin"
                        $0.password = "another"
                        $0.userLevel = "Administrator"
                    }
                ]
            }
            _ = try await client.ask(change)
            var old = try Client(server)
            let error = await #expect(throws: ONVIFError.self) {
                _ = try await old.ask(DeviceService.GetDeviceInformation())
            }
            guard case .wrongPassword = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            var new = try Client(server, HTTPCredentials(username: "admin", password: "another"))
            #expect(try await new.ask(DeviceService.GetUsers()).user.map(\.username) == ["admin"])
        }
    }

    @Test(arguments: [
        ["onvif-clock=0.001,-86400"], ["onvif-no-namespaces"], ["onvif-foreign-addresses"], ["onvif-slow=0.05"],
        ["nonce-expires=0.2", "onvif-proof=digest"],
    ])
    func oddDevicesAreUnderstood(oddities: [String]) async throws {
        try await Self.serving(oddities) { server in
            var client = try Client(server)
            try await client.learn()
            let profiles = try await client.ask(MediaService.GetProfiles()).profiles
            #expect(profiles.first?.token == "Profile_1")
            _ = try await client.ask(PTZService.GetNodes())
            let made = try await client.ask(
                EventService.CreatePullPointSubscription(lasting: XMLDuration(.seconds(60)))
            )
            let pulled = try await client.ask(EventService.PullMessages(), subscription: made.subscriptionReference)
            #expect(pulled.notificationMessage.count == 2)
        }
    }

    @Test func whatItOnlyClaimsIsUnsupported() async throws {
        try await Self.serving(["onvif-lies"]) { server in
            var client = try Client(server)
            try await client.learn()
            let error = await #expect(throws: ONVIFError.self) { _ = try await client.ask(PTZService.GetNodes()) }
            #expect(error == .unsupported(reason: "Optional Action Not Implemented"))
        }
    }

    @Test func turnsItsHead() async throws {
        try await Self.serving { server in
            var client = try Client(server)
            try await client.learn()
            let node = try #require(try await client.ask(PTZService.GetNodes()).nodes.first)
            #expect(PTZAbilities(node).panTilt && PTZAbilities(node).home)
            let move = PTZService.AbsoluteMove {
                $0.profileToken = "Profile_1"
                $0.position = PTZVector(pan: 0.05, tilt: 0, zoom: 0.02)
            }
            _ = try await client.ask(move)
            while true {
                let status = try await client.ask(PTZService.GetStatus(profile: "Profile_1")).status
                if status.isMoving == false {
                    #expect(status.position?.panTilt?.x == 0.05)
                    break
                }
            }
            let preset = try await client.ask(
                PTZService.SetPreset {
                    $0.profileToken = "Profile_1"
                    $0.presetName = "Gate"
                }
            ).presetToken
            let presets = try await client.ask(PTZService.GetPresets(profile: "Profile_1")).preset
            #expect(presets.map(\.name) == ["Gate"] && presets.first?.token == preset)
            let missing = PTZService.GotoPreset {
                $0.profileToken = "Profile_1"
                $0.presetToken = "77"
            }
            await #expect(throws: ONVIFError.notFound(reason: "There is no preset 77.")) {
                _ = try await client.ask(missing)
            }
        }
    }

    @Test func tellsOfMotion() async throws {
        try await Self.serving { server in
            var client = try Client(server)
            try await client.learn()
            let made = try await client.ask(
                EventService.CreatePullPointSubscription(lasting: XMLDuration(.seconds(60)))
            )
            var edges = EventEdges()
            var found: [EventEdges.Edge.Change] = []
            var commands = ["on", "off"]
            while found.count < 2 {
                let pull = EventService.PullMessages { $0.timeout = XMLDuration(.seconds(10)) }
                let answer = try await client.ask(pull, subscription: made.subscriptionReference)
                for notification in answer.notificationMessage {
                    let now = MonotonicTime(nanoseconds: 0)
                    found += edges.take(notification, at: now).filter { $0.kind == .motion }.map(\.change)
                }
                guard !commands.isEmpty else { continue }
                let address = ServiceAddress(
                    host: "127.0.0.1",
                    port: server.onvifPort,
                    target: "/simulation/motion/" + commands.removeFirst()
                )
                let moved = try await PostClient.post(address)
                #expect(moved.status == 204)
            }
            #expect(found == [.began, .ended])
            _ = try await client.ask(
                EventService.Renew(lasting: XMLDuration(.seconds(60))),
                subscription: made.subscriptionReference
            )
            _ = try await client.ask(EventService.Unsubscribe(), subscription: made.subscriptionReference)
            let error = await #expect(throws: ONVIFError.self) {
                _ = try await client.ask(EventService.PullMessages(), subscription: made.subscriptionReference)
            }
            #expect(error == .notFound(reason: "There is no such subscription."))
        }
    }

    @Test func settingsAreCheckedAndKept() async throws {
        try await Self.serving { server in
            var client = try Client(server)
            try await client.learn()
            let source = "VideoSource_1"
            let options = try await client.ask(ImagingService.GetOptions(source: source)).imagingOptions
            #expect(options.brightness == DecimalRange(0...100))
            _ = try await client.ask(
                ImagingService.SetImagingSettings(source: source, ImagingSettings { $0.brightness = 61 })
            )
            let settings = try await client.ask(ImagingService.GetImagingSettings(source: source)).imagingSettings
            #expect(settings.brightness == 61 && settings.contrast == 50)
            let wrong = ImagingService.SetImagingSettings(source: source, ImagingSettings { $0.contrast = 101 })
            await #expect(throws: ONVIFError.invalid(reason: "Contrast cannot be set to that.")) {
                _ = try await client.ask(wrong)
            }
            var encoder = try #require(
                try await client.ask(Media2Service.GetVideoEncoderConfigurations()).configurations.first
            )
            encoder.rateControl?.bitrateLimit = 777
            _ = try await client.ask(Media2Service.SetVideoEncoderConfiguration(encoder))
            let kept = try await client.ask(MediaService.GetVideoEncoderConfigurations()).configurations.first
            #expect(kept?.rateControl?.bitrateLimit == 777)
            _ = try await client.ask(DeviceService.SetRelayOutputState(relay: "Relay_1", isActive: true))
            #expect(try await client.ask(DeviceService.GetUsers()).user.map(\.password) == [nil])
        }
    }

    @Test func aGigabyteIsNotTaken() async throws {
        try await Self.serving(["onvif-gigabyte"]) { server in
            var client = try Client(server)
            let limit = ONVIFResponse.longestBody
            await #expect(throws: ONVIFError.answerTooLarge(limit: limit)) {
                _ = try await client.ask(DeviceService.GetServices())
            }
        }
    }

    @Test func isFoundByWhoeverLooks() async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.onvif = .init(host: "127.0.0.1", port: 0)
        configuration.discovery = .init(host: "127.0.0.1", port: 0)
        try await CameraServerTests.serving(configuration) { server in
            var collector = DiscoveryCollector()
            let probe = collector.probe { [UInt8](repeating: 3, count: $0) }
            let answer = try await ProbeClient.ask(probe, port: try #require(server.discoveryPort))
            let found = try #require(collector.take(answer, from: "127.0.0.1").first)
            #expect(found.device.scopes.hardware == "NJ-SIM")
            let port = try #require(server.onvifPort)
            #expect(found.device.addresses == ["http://127.0.0.1:\(port)/onvif/device_service"])
        }
    }
}
