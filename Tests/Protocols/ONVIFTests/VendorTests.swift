import Media
import Testing
import XML

@testable import ONVIF

struct VendorTests {
    private func answer<Operation: ONVIFOperation>(
        _ bytes: [UInt8],
        to operation: Operation
    ) throws -> Operation.Answer {
        var device = ScriptedDevice(credentials: nil) { _ in ONVIFResponse(status: 200, body: bytes) }
        let subscription = Operation.service == .subscription ? EndpointReference("http://192.0.2.9/s") : nil
        return try device.ask(operation, subscription: subscription)
    }

    @Test func hikvisionsServices() throws {
        let services = try answer(VendorAnswers.hikvisionServices, to: DeviceService.GetServices())
        #expect(services.addresses[.media2] == "http://192.168.1.64/onvif/Media2" && services.addresses.count == 3)
        #expect(services.service.first?.version?.major == 16)
    }

    @Test func hikvisionsRefusal() {
        var device = ScriptedDevice { asked in
            asked.operation == "GetSystemDateAndTime"
                ? ScriptedDevice.clock(ScriptedDevice.now) : VendorAnswers.hikvisionRefusal
        }
        let error = #expect(throws: ONVIFError.self) { try device.ask(DeviceService.GetDeviceInformation()) }
        guard case .wrongPassword(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason?.contains("not authorized") == true)
    }

    @Test func dahuasAddress() throws {
        let address = try answer(VendorAnswers.dahuaStream, to: MediaService.GetStreamUri(profile: "1")).mediaUri
        #expect(address.uri == "rtsp://192.168.1.108:554/cam/realmonitor?channel=1&subtype=0&unicast=true&proto=Onvif")
        #expect(address.timeout == XMLDuration(.zero) && address.invalidAfterReboot == true)
    }

    @Test func reolinksProfiles() throws {
        let profiles = try answer(VendorAnswers.reolinkProfiles, to: MediaService.GetProfiles()).profiles
        #expect(profiles.map(\.token) == ["000"])
        let encoder = try #require(profiles.first?.videoEncoderConfiguration)
        #expect(encoder.resolution == MediaResolution(2560, 1920) && encoder.quality == nil && encoder.useCount == nil)
        #expect(encoder.rateControl?.frameRateLimit == 25 && encoder.rateControl?.encodingInterval == nil)
        #expect(profiles.first?.videoSourceConfiguration?.bounds?.width == 2560)
    }

    @Test(arguments: [
        (VendorAnswers.reolinkEvents, EventKind.object("person")), (VendorAnswers.tapoEvents, .object("vehicle")),
    ])
    func detectorsOfTheirOwn(bytes: [UInt8], kind: EventKind) throws {
        let pulled = try answer(bytes, to: EventService.PullMessages())
        let state = try #require(pulled.notificationMessage.first.flatMap { EventState($0) })
        #expect(state.kind == kind && state.isActive == true && !state.isInitial)
        #expect(pulled.currentTime?.description == "2026-11-22T10:00:00Z")
    }

    @Test func axisSubscription() throws {
        let made = try answer(VendorAnswers.axisSubscription, to: EventService.CreatePullPointSubscription())
        let parameters = try #require(made.subscriptionReference.referenceParameters?.element)
        #expect(parameters.children.map(\.name) == [XMLName("http://www.axis.com/2009/event", "SubscriptionId")])
        #expect(made.terminationTime.map { $0.time - (made.currentTime?.time ?? $0.time) } == .seconds(60))
    }

    @Test func xiongmaisInformation() throws {
        let information = try answer(VendorAnswers.xiongmaiInformation, to: DeviceService.GetDeviceInformation())
        #expect(information.model == "50H20L" && information.serialNumber == nil)
    }

    @Test func xiongmaisRefusal() throws {
        let fault = try #require(try SOAPEnvelope(reading: VendorAnswers.xiongmaiRefusal).fault)
        #expect(ONVIFError(fault) == .wrongPassword(reason: "Authority failure"))
    }
}
