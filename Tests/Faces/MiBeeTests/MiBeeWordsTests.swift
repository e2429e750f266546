import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import MiBee
@testable import NVR

/// How the document spells things.
struct MiBeeWordsTests {
    @Test(arguments: [
        ("30s", 30), ("10m", 600), ("1h", 3600), ("1h30m", 5400), ("500ms", 1), ("1.5s", 2), ("2h34m15s", 9255),
        ("0s", 0),
    ])
    func durationsAreRead(_ text: String, _ seconds: Int) { #expect(MiBeeDuration.seconds(text) == seconds) }

    @Test(arguments: ["", "abc", "1", "h", "1d", "1h2", "-1s", "1..5s", ".5s", "99999999999999h", "1 s", "1s1"])
    func whatIsNoDurationIsNone(_ text: String) { #expect(MiBeeDuration.seconds(text) == nil) }

    @Test(arguments: [(0, "0s"), (30, "30s"), (3600, "1h"), (5400, "1h30m"), (9255, "2h34m15s"), (86_400, "24h")])
    func durationsAreWritten(_ seconds: Int, _ text: String) {
        #expect(MiBeeDuration.text(seconds) == text)
        #expect(MiBeeDuration.seconds(text) == seconds)
    }

    @Test func playlistsHaveTheDocumentsNames() {
        let own = """
            #EXTM3U
            #EXT-X-MAP:URI="init-3.mp4"
            #EXTINF:2.0,
            3.m4s
            #EXT-X-PART:DURATION=0.5,URI="4.0.m4s",INDEPENDENT=YES
            """
        let given = """
            #EXTM3U
            #EXT-X-MAP:URI="init-3.mp4"
            #EXTINF:2.0,
            segment_003.m4s
            #EXT-X-PART:DURATION=0.5,URI="segment_004.0.m4s",INDEPENDENT=YES
            """
        #expect(StreamNames.playlist(own) == given)
        #expect(StreamNames.file("segment_3.ts")?.name == "3.ts")
        #expect(StreamNames.file("segment_3.ts")?.format == "ts")
        #expect(StreamNames.file("segment_003.ts")?.name == "3.ts")
        #expect(StreamNames.file("segment_000.ts")?.name == "0.ts")
        #expect(StreamNames.file("segment_1000.ts")?.name == "1000.ts")
        #expect(StreamNames.file("segment_.ts")?.name == ".ts")
        #expect(StreamNames.file("init-3.mp4")?.format == "fmp4")
        #expect(StreamNames.file("passwd") == nil)
    }

    @Test(arguments: ["../a", "a/../../b.ts", "..", "/etc/passwd", "a\\..\\b"])
    func climbingNamesAreFound(_ path: String) { #expect(StreamNames.climbs(path)) }

    @Test(arguments: ["stream.m3u8", "segment_1.0.ts", "a..b.ts"])
    func othersAreNot(_ path: String) { #expect(!StreamNames.climbs(path)) }

    @Test func protocolsGoWithEncodings() throws {
        #expect(try CameraWay("rtsp", encoding: nil).encoding == "h264")
        #expect(try CameraWay("http", encoding: nil).encoding == "jpeg")
        #expect(try CameraWay("rtsp_mjpeg", encoding: nil) == CameraWay("rtsp", encoding: "mjpeg"))
        for (name, encoding) in [
            (nil, nil), ("", nil), ("carrier-pigeon", nil), ("rtsp", "vhs"), ("http", "h264"), ("rtsp", "jpeg"),
        ] as [(String?, String?)] {
            #expect(throws: Problem.self) { try CameraWay(name, encoding: encoding) }
        }
        try CameraWay("rtsp", encoding: nil).check("RTSP://192.0.2.1/main")
        #expect(throws: Problem.self) { try CameraWay("rtsp", encoding: nil).check("http://192.0.2.1/main") }
        #expect(throws: Problem.self) { try CameraWay("http", encoding: nil).check("abc") }
    }

    @Test func flagsSwitchSettingsOrAreRefused() throws {
        let changes = try MiBeeFeaturesMessage.changes([
            "experimental_hls": .bool(true), "features": .object(["auto_delete_old": .bool(false)]),
            "webdav_upload": .bool(false), "protocols": .object(["rtsp": .bool(true)]), "whatever": .bool(false),
        ])
        #expect(changes == ["live.low_latency_hls": .bool(true), "storage.cleanup_enabled": .bool(false)])
        for body in [
            ["webdav_upload": .bool(true)], ["experimental_hls": .text("yes")], ["whatever": .bool(true)],
            ["protocols": .object(["xiaomi": .bool(true)])], ["protocols": .object(["rtsp": .bool(false)])],
        ] as [[String: SettingValue]] {
            #expect(throws: Problem.self) { try MiBeeFeaturesMessage.changes(body) }
        }
    }

    @Test func settingsAreChangedAsFarAsTheyAreNamed() throws {
        var body = MiBeeMergeBody()
        body.checkInterval = ""
        body.minSegmentAge = "15m"
        #expect(try SettingChanges(body).values == ["merge.min_age_seconds": .integer(900)])
        body.windowSize = "abc"
        #expect(throws: Problem.self) { try SettingChanges(body) }
        var days = MiBeeSettingsBody()
        days.cleanup = .init(retentionDays: 0)
        #expect(throws: Problem.self) { try SettingChanges(days) }
    }

    // MARK: Errors

    private static func request(_ fields: HTTPFields = [:]) -> Request {
        let head = HTTPRequest(method: .get, scheme: "http", authority: "nvr", path: "/api/x", headerFields: fields)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    @Test(arguments: [
        (HTTPResponse.Status.badRequest, 400, "INVALID_INPUT"), (.unprocessableContent, 400, "INVALID_INPUT"),
        (.unsupportedMediaType, 400, "INVALID_INPUT"), (.notFound, 404, "NOT_FOUND"),
        (.methodNotAllowed, 405, "METHOD_NOT_ALLOWED"), (.contentTooLarge, 413, "TOO_LARGE"),
        (.tooManyRequests, 429, "RATE_LIMITED"), (.internalServerError, 500, "INTERNAL"),
        (.requestTimeout, 408, "HTTP_408"),
    ])
    func everyProblemHasACode(_ status: HTTPResponse.Status, _ code: Int, _ name: String) {
        let (given, message) = MiBeeErrors.message(Problem(status, detail: "So it is."))
        #expect(given.code == code)
        #expect(message.code == name)
        #expect(message.error.hasSuffix("So it is."))
    }

    @Test func aCallsOwnCodeStays() {
        let (status, message) = MiBeeErrors.message(MiBeeErrors.problem(.storageFull, "storage full: no room"))
        #expect(status.code == 507)
        #expect(message == MiBeeErrorMessage(error: "storage full: no room", code: "STORAGE_FULL"))
    }

    @Test func whoIsUnknownGetsNoBody() {
        let problem = Problem(.unauthorized, headers: [.wwwAuthenticate: #"Basic realm="Nightjar""#])
        let missing = MiBeeErrors.render(problem, Self.request())
        #expect(missing.status == .unauthorized)
        #expect(missing.body.contentLength == 0)
        #expect(missing.headers[.mibeeError] == "AUTH_REQUIRED")
        #expect(missing.headers[.wwwAuthenticate]?.hasPrefix("Basic realm=\"MiBee NVR\"") == true)
        let wrong = MiBeeErrors.render(problem, Self.request([.authorization: "Basic eDp5"]))
        #expect(wrong.headers[.mibeeError] == "AUTH_FAILED")
    }

    @Test func movementsAreBroughtIntoTheRangeOfONVIF() throws {
        var body = MiBeeMoveBody()
        (body.x, body.y, body.zoom, body.speed) = (0.5, -3, 1.5, 2)
        #expect(try PTZOrder(body) == PTZOrder(.absolute, pan: 0.5, tilt: -1, zoom: 1, speed: 1))
        (body.mode, body.pan, body.zoom) = ("continuous", 0.25, -0.5)
        #expect(try PTZOrder(body) == PTZOrder(.continuous, pan: 0.25, tilt: -1, zoom: -0.5))
        body.mode = "sideways"
        #expect(throws: Problem.self) { try PTZOrder(body) }
    }

    @Test func picturesAreSetAsFarAsTheyAreNamed() throws {
        var body = MiBeeImagingBody()
        body.contrast = 0.8
        body.exposure = .init(mode: "manual", exposureTime: 0.02)
        body.whiteBalance = .init(mode: nil, colorTemperature: 0)
        var wanted = ImagingChange()
        (wanted.contrast, wanted.exposure, wanted.exposureTime) = (0.8, "manual", 20_000)
        #expect(try ImagingChange(body) == wanted)
        body.whiteBalance?.colorTemperature = 4500
        #expect(throws: Problem.self) { try ImagingChange(body) }
        let view = MiBeeImagingMessage(ImagingView())
        #expect(view.exposure.mode == "auto" && view.brightness == 0)
    }

    @Test func aNetworkThatIsWrittenIsConfirmedUnlessItSwitchesItOff() throws {
        var now = DeviceNetworkView()
        now.interfaces = [
            .init(
                token: "eth0",
                name: "eth0",
                mac: "",
                isEnabled: true,
                usesDHCP: false,
                address: "192.168.1.100",
                prefix: 24,
                addressesIPv6: []
            )
        ]
        func changes(_ interface: MiBeeNetworkBody.Interface) throws -> [DeviceNetworkChange] {
            try DeviceNetworkChange.changes(MiBeeNetworkBody(interfaces: [interface]), now)
        }
        // As the document's example has it.
        let moved = try changes(.init(name: "eth0", enabled: true, ipv4: .init(address: "192.168.1.101")))
        #expect(moved.map(\.isConfirmed) == [true] && moved.first?.interface?.address == "192.168.1.101")
        let off = try changes(.init(name: "eth0", enabled: false))
        #expect(off.map(\.isConfirmed) == [false] && off.first?.interface?.isEnabled == false)
        // A mask alone is that of the address that there is.
        let wider = try changes(.init(name: "eth0", ipv4: .init(netmask: "255.255.0.0")))
        #expect(wider.first?.interface?.address == "192.168.1.100" && wider.first?.interface?.prefix == 16)
        #expect(try changes(.init(name: "eth0", enabled: true, ipv4: .init(netmask: "255.255.255.0"))).isEmpty)
    }

    @Test(arguments: [(24, "255.255.255.0"), (16, "255.255.0.0"), (30, "255.255.255.252"), (1, "128.0.0.0")])
    func masksOfNetworksAreRead(_ bits: Int, _ text: String) throws {
        #expect(Netmask.text(bits) == text)
        #expect(try Netmask.bits(text) == bits)
        #expect(throws: Problem.self) { try Netmask.bits("255.0.255.0") }
    }
}
