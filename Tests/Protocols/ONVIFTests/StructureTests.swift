import Media
import Testing
import XML

@testable import ONVIF

struct StructureTests {
    /// Everything that is written is read, by the device's side and by ours.
    private func expectRoundTrip<Structure: ONVIFStructure>(_ structure: Structure) throws {
        let name = XMLName(ONVIFNamespace.device, "x")
        let element = try structure.element(name)
        #expect(try Structure(reading: element) == structure)
        #expect(try Structure(reading: try XMLElement.parse(element.document())) == structure)
        // Namespaces are for those who know them.
        #expect(try Structure(reading: element.withoutNamespaces) == structure)
    }

    @Test func structuresAreReadAsTheyAreWritten() throws {
        try expectRoundTrip(
            MediaProfile {
                $0.token = "Profile_1"
                $0.fixed = true
                $0.name = "main"
                $0.videoEncoderConfiguration = .init {
                    $0.token = "v"
                    $0.encoding = "H264"
                    $0.resolution = MediaResolution(1920, 1080)
                    $0.quality = 4.5
                    $0.h264 = .init { $0.govLength = 50 }
                    $0.multicast = MulticastConfiguration()
                    $0.sessionTimeout = XMLDuration(.seconds(60))
                }
                $0.ptzConfiguration = .init { $0.nodeToken = "n" }
            }
        )
        try expectRoundTrip(PTZNode { $0.supportedPTZSpaces = .generic })
        try expectRoundTrip(
            NetworkInterface {
                $0.token = "eth0"
                $0.ipv4 = .init { $0.config.manual = [PrefixedAddress("192.0.2.1", 24)] }
            }
        )
        try expectRoundTrip(
            EventService.PullMessages.Answer {
                $0.currentTime = XMLDateTime(ScriptedDevice.now)
                $0.notificationMessage = [
                    EventNotification(
                        topic: "tns1:VideoSource/MotionAlarm",
                        EventMessage { $0.data = EventItems([EventItem("State", "<true>")]) }
                    )
                ]
            }
        )
        try expectRoundTrip(ImagingSettings { $0.whiteBalance = .init() })
        try expectRoundTrip(DeviceUser { $0.password = "a&b" })
        try expectRoundTrip(PTZVector(pan: -0.5, tilt: nil, zoom: 1))
    }

    @Test func elementsStandInTheirNamespaces() throws {
        let profile = Media2Profile { $0.configurations = .init { $0.videoEncoder = .init { $0.encoding = "H265" } } }
        let answer = Media2Service.GetProfiles.Answer { $0.profiles = [profile] }
        let element = try answer.element(Media2Service.GetProfiles.answerName)
        let profiles = try #require(element.children.first)
        #expect(profiles.name == XMLName(ONVIFNamespace.media2, "Profiles"))
        let encoder = try #require(profiles.child("Configurations")?.child("VideoEncoder"))
        #expect(encoder.name.namespace == ONVIFNamespace.media2)
        #expect(encoder.child("Encoding")?.name.namespace == ONVIFNamespace.schema)
        let subscription = EventService.CreatePullPointSubscription.Answer {
            $0.currentTime = XMLDateTime(ScriptedDevice.now)
        }
        let made = try subscription.element(EventService.CreatePullPointSubscription.answerName)
        #expect(made.child("CurrentTime")?.name.namespace == ONVIFNamespace.notification)
        #expect(made.child("SubscriptionReference")?.child("Address")?.name.namespace == ONVIFNamespace.addressing)
    }

    @Test func namesOfOperationsAreThoseOfTheStandard() {
        #expect(MediaService.GetProfiles.elementName == XMLName(ONVIFNamespace.media, "GetProfiles"))
        #expect(EventService.Renew.answerName == XMLName(ONVIFNamespace.notification, "RenewResponse"))
        #expect(PTZService.Stop.action == "http://www.onvif.org/ver20/ptz/wsdl/Stop")
    }

    @Test func whatIsMissingIsNamed() {
        let element = XMLElement(XMLName("", "GetStreamUriResponse"), children: [XMLElement(XMLName("", "MediaUri"))])
        let error = #expect(throws: ONVIFError.self) { try MediaService.GetStreamUri.Answer(reading: element) }
        #expect(error == .unexpectedAnswer("GetStreamUriResponse/mediaUri/uri is missing"))
    }

    @Test(arguments: [
        ("2026-11-22T08:49:37Z", "2026-11-22T08:49:37Z"), ("2026-11-22T08:49:37", "2026-11-22T08:49:37Z"),
        ("2026-11-22T08:49:37.5+02:00", "2026-11-22T06:49:37.500Z"), ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
        ("2024-02-29T23:59:60Z", "2024-03-01T00:00:00Z"), ("2000-01-01 00:00:00z", "2000-01-01T00:00:00Z"),
    ])
    func timesAreRead(text: String, expected: String) { #expect(XMLDateTime(text)?.description == expected) }

    @Test(arguments: [
        "", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2026-11-22", "2026-11-22T24:00:00Z",
        "0001-01-01T00:00:00Z",
        "2026-11-22T08:49:37X", "2026-11-22T08:49:37.", "9999-01-01T00:00:00Z", "2026-11-22T08:49:37+2:00",
    ])
    func whatIsNoTimeIsNone(text: String) { #expect(XMLDateTime(text) == nil) }

    @Test(arguments: UInt64(0)..<200)
    func everyDayIsADay(seed: UInt64) throws {
        let time = WallTime(
            nanoseconds: (Int64(seed) * 7919 * 86_400 * 11 % 7_000_000_000 + Int64(seed)) * 1_000_000_000
        )
        #expect(CivilTime(time).time == time)
        #expect(XMLDateTime(XMLDateTime(time).description)?.time == time)
    }

    @Test(arguments: [
        ("PT60S", 60.0), ("PT1M30.5S", 90.5), ("P1DT2H", 93_600), ("PT0H0M0S", 0), ("PT10M", 600),
    ])
    func intervalsAreRead(text: String, seconds: Double) { #expect(XMLDuration(text)?.duration == .seconds(seconds)) }

    @Test(arguments: ["", "P", "60", "PT", "P1Y", "PT5", "PTS", "P9999999D", "-PT5S", "PT1S1"])
    func whatIsNoIntervalIsNone(text: String) {
        // "P" and "PT" say nothing, and nothing is no time.
        #expect(XMLDuration(text)?.duration ?? .zero == .zero)
    }

    @Test func faultsAreUnderstood() throws {
        let fault = SOAPFault(.sender, ["InvalidArgVal", "NoProfile"], reason: "There is none.")
        let read = try #require(SOAPFault(try XMLElement.parse(fault.element.document())))
        #expect(read == fault && ONVIFError(read) == .notFound(reason: "There is none."))
        #expect(ONVIFError(SOAPFault(.receiver, ["ActionNotSupported"], reason: "No")) == .unsupported(reason: "No"))
        #expect(ONVIFError(SOAPFault(.sender, ["InvalidArgVal"], reason: "x")) == .invalid(reason: "x"))
        #expect(ONVIFError(SOAPFault(.receiver, reason: "busy")) == .fault(SOAPFault(.receiver, reason: "busy")))
    }
}
