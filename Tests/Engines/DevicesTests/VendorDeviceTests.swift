import HTTPAuthentication
import Media
import ONVIF
import Stream
import Synchronization
import Testing

@testable import Devices

/// Devices that are not as the book has it, asked over real connections.
@Suite(.serialized)
struct VendorDeviceTests {
    private typealias Answer = VendorDevice.Answer

    private static let deviceSpace = "http://www.onvif.org/ver10/device/wsdl"
    private static let mediaSpace = "http://www.onvif.org/ver10/media/wsdl"
    private static let media2Space = "http://www.onvif.org/ver20/media/wsdl"
    private static let ptzSpace = "http://www.onvif.org/ver20/ptz/wsdl"
    private static let eventSpace = "http://www.onvif.org/ver10/events/wsdl"

    private static func seconds(_ offset: Int64) -> Int64 {
        SystemTimeSource().wall.nanoseconds / 1_000_000_000 + offset
    }

    /// What every one of them knows, on a media service at a path alone.
    private static func usual(_ asked: VendorDevice.Asked, offset: Int64 = 0) -> Answer {
        switch asked.operation {
        case "GetSystemDateAndTime": .clock(seconds(offset))
        case "GetDeviceInformation": .information
        case "GetServices": .services([(deviceSpace, "/onvif/device_service"), (mediaSpace, "/onvif/media_service")])
        case "GetProfiles": .profiles
        case "GetStreamUri": .stream("rtsp://192.168.1.64:554/Streaming/Channels/101")
        default: .unknown()
        }
    }

    /// Its clock is hours off, its password is proved by that clock, its addresses are paths or those of another network, and what
    /// it does not know it says with any status.
    @Test(arguments: [-5 * 3600, 9 * 3600] as [Int64])
    func whatIsOddOneByOneIsBorneTogether(offset: Int64) async throws {
        try await VendorDevice.serving { asked in
            if asked.operation == "GetSystemDateAndTime" { return .clock(Self.seconds(offset)) }
            let created = asked.token.flatMap { XMLDateTime($0.created)?.time.nanoseconds } ?? 0
            let isOfItsTime = abs(created / 1_000_000_000 - Self.seconds(offset)) < 60
            guard let token = asked.token, token.username == "admin", token.matches(password: "secret"), isOfItsTime
            else {
                return .fault("NotAuthorized", reason: "Sender not authorized", status: 400)
            }
            switch asked.operation {
            case "GetSnapshotUri": return .unknown(status: 500)
            case "GetRelayOutputs": return .unknown(status: 200)
            case "GetServiceCapabilities": return .unknown(status: 400)
            default: return Self.usual(asked, offset: offset)
            }
        } _: { device, port in
            let found = try await DeviceWorld.client(port: port).describe()
            #expect(found.manufacturer == "Maker" && found.firmware == "" && found.relays.isEmpty)
            #expect(found.profiles.map(\.token) == ["P1"] && found.profiles.first?.width == 1920)
            #expect(found.profiles.first?.streamURL == "rtsp://127.0.0.1:554/Streaming/Channels/101")
            #expect(found.profiles.first?.snapshotURL == nil)
            let clock = try #require(found.clockOffset)
            #expect((Duration.seconds(offset - 60)...Duration.seconds(offset + 60)).contains(clock))
            #expect(device.asked.first { $0.operation == "GetProfiles" }?.path == "/onvif/media_service")
        }
    }

    /// The token is refused with a fault, and what is wanted is told only to those who show nothing.
    @Test func aDeviceThatTakesHTTPsProofAloneGetsIt() async throws {
        let challenge = "Digest realm=\"cam\", nonce=\"abc\", qop=\"auth\""
        try await VendorDevice.serving { asked in
            if asked.operation == "GetSystemDateAndTime" { return .clock(Self.seconds(0)) }
            if asked.token != nil { return .fault("NotAuthorized", reason: "Sender not authorized", status: 400) }
            guard let login = asked.authorization, login.hasPrefix("Digest "), login.contains("uri=\"\(asked.path)\"")
            else { return Answer(status: 401, fields: [("WWW-Authenticate", challenge)]) }
            return Self.usual(asked)
        } _: { device, port in
            let found = try await DeviceWorld.client(port: port).describe()
            #expect(found.profiles.map(\.token) == ["P1"])
            // Found out once, and remembered.
            #expect(device.asked.filter { $0.token != nil }.count == 1)
            #expect(device.asked.last?.authorization != nil)
        }
    }

    /// From before 2011, with services that are announced and have no address.
    @Test func withoutServicesItsCapabilitiesCount() async throws {
        try await VendorDevice.serving { asked in
            switch asked.operation {
            case "GetServices": .fault("ActionNotSupported", reason: "not implemented", status: 500)
            case "GetCapabilities":
                .said(
                    """
                    <d:GetCapabilitiesResponse><d:Capabilities><q:Media><q:XAddr>http://10.9.8.7/onvif/media</q:XAddr></q:Media>
                    <q:PTZ><q:XAddr></q:XAddr></q:PTZ></d:Capabilities></d:GetCapabilitiesResponse>
                    """
                )
            default: Self.usual(asked)
            }
        } _: { device, port in
            let found = try await DeviceWorld.client(port: port, nil).describe()
            #expect(found.services.contains(.media) && !found.services.contains(.imaging))
            #expect(found.movement == nil && found.profiles.map(\.token) == ["P1"])
            #expect(device.asked.first { $0.operation == "GetProfiles" }?.path == "/onvif/media")
        }
    }

    @Test(arguments: [404, 500])
    func whereTheNewerMediaServiceIsMissingTheOlderIsAsked(status: Int) async throws {
        try await VendorDevice.serving { asked in
            if asked.operation == "GetServices" {
                return .services([(Self.mediaSpace, "/onvif/media"), (Self.media2Space, "/onvif/media2")])
            }
            guard asked.path != "/onvif/media2" else { return status == 404 ? Answer(status: 404) : .unknown() }
            return Self.usual(asked)
        } _: { _, port in
            let found = try await DeviceWorld.client(port: port, nil).describe()
            #expect(found.profiles.map(\.token) == ["P1"] && found.profiles.first?.streamURL != nil)
        }
    }

    /// Whatever the status says, the fault says what it is.
    @Test(arguments: [200, 400, 500])
    func aFaultIsOneWithAnyStatus(status: Int) async throws {
        try await VendorDevice.serving { asked in
            switch asked.operation {
            case "GetServices": .services([(Self.ptzSpace, "/onvif/ptz")])
            case "Stop": .fault("InvalidArgVal", "NoProfile", reason: "There is no such profile.", status: status)
            default: .unknown(status: status)
            }
        } _: { _, port in
            let client = DeviceWorld.client(port: port, nil)
            let unsupported = await deviceError { _ = try await client.ask(PTZService.GetNodes()) }
            guard case .answered(.unsupported)? = unsupported else {
                Issue.record("\(String(describing: unsupported))")
                return
            }
            let missing = await deviceError { _ = try await client.ask(PTZService.Stop(profile: "x")) }
            #expect("\(String(describing: missing))".contains("There is no such profile."))
        }
    }

    /// It tells that something moved and never that it is over, from a subscription at the address of another network.
    @Test func aPulseBeginsAndEndsByItself() async throws {
        let time = ManualTimeSource(wall: WallTime(nanoseconds: 0))
        try await VendorDevice.serving { asked in
            switch asked.operation {
            case "GetServices": .services([(Self.eventSpace, "/onvif/events")])
            case "CreatePullPointSubscription":
                .said(
                    """
                    <e:CreatePullPointSubscriptionResponse><e:SubscriptionReference><a:Address>http://192.168.1.64:80/onvif/sub7</a:Address>
                    </e:SubscriptionReference><b:CurrentTime>2020-01-01T00:00:00Z</b:CurrentTime>
                    <b:TerminationTime>2020-01-01T00:02:00Z</b:TerminationTime></e:CreatePullPointSubscriptionResponse>
                    """
                )
            case "PullMessages" where Self.pulls.next() == 1:
                .said(
                    """
                    <e:PullMessagesResponse><e:CurrentTime>2020-01-01T00:00:01Z</e:CurrentTime>
                    <e:TerminationTime>2020-01-01T00:02:00Z</e:TerminationTime><b:NotificationMessage>
                    <b:Topic>tns1:VideoSource/MotionAlarm</b:Topic><b:Message><q:Message PropertyOperation="Changed"><q:Source>
                    <q:SimpleItem Name="Source" Value="1"/></q:Source><q:Data><q:SimpleItem Name="ObjectId" Value="x"/></q:Data>
                    </q:Message></b:Message></b:NotificationMessage></e:PullMessagesResponse>
                    """
                )
            // Nothing more happens before it.
            case "PullMessages": nil
            default: .unknown()
            }
        } _: { device, port in
            let address = ServiceAddress(host: "127.0.0.1", port: port)
            let client = DeviceClient(DeviceWorld.network(), address, credentials: nil, time: time)
            let (told, telling) = AsyncStream.makeStream(of: EventEdges.Edge.Change.self)
            let task = Task {
                await DeviceFollower(client, time: time).run { news in
                    if case .edge(let edge) = news { telling.yield(edge.change) }
                }
            }
            var changes = told.makeAsyncIterator()
            #expect(await changes.next() == .began)
            time.advance(by: .seconds(11))
            #expect(await changes.next() == .ended)
            task.cancel()
            await task.value
            #expect(device.asked.contains { $0.operation == "PullMessages" && $0.path == "/onvif/sub7" })
        }
    }

    private static let pulls = Count()

    private final class Count: Sendable {
        private let count = Atomic(0)

        func next() -> Int { count.add(1, ordering: .relaxed).newValue }
    }
}
