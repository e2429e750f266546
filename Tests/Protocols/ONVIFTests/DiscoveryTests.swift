import Testing
import XML

@testable import ONVIF

struct DiscoveryTests {
    private static let device = DiscoveredDevice(
        endpoint: "urn:uuid:1",
        types: ["NetworkVideoTransmitter", "Device"],
        scopes: DeviceScopes([
            DeviceScopes.scope("name", "Front Door"), DeviceScopes.scope("hardware", "X1"),
            DeviceScopes.scope("location", "country/china"), DeviceScopes.scope("location", "Haus/Küche"),
            DeviceScopes.scope("Profile", "T"),
        ]),
        addresses: ["http://192.0.2.9/onvif/device_service", "http://[2001:db8::9]/onvif/device_service"]
    )

    private static let random: @Sendable (Int) -> [UInt8] = { [UInt8](repeating: 5, count: $0) }

    @Test(arguments: [
        DiscoveryMessage.Content.probe(types: ["NetworkVideoTransmitter"], scopes: ["onvif://www.onvif.org/name/x"]),
        .probe(types: [], scopes: []), .probeMatches([device, device]), .probeMatches([]), .hello(device),
        .bye(endpoint: "urn:uuid:1"), .resolve(endpoint: "urn:uuid:1"), .resolveMatch(device),
    ])
    func messagesAreReadAsTheyAreWritten(content: DiscoveryMessage.Content) {
        let message = DiscoveryMessage(identifier: "urn:uuid:7", relatesTo: "urn:uuid:6", content)
        #expect(DiscoveryMessage(reading: message.document) == message)
    }

    @Test func aDeviceSaysWhatItIs() {
        let scopes = Self.device.scopes
        #expect(scopes.name == "Front Door" && scopes.hardware == "X1" && scopes.location == "Haus/Küche")
        #expect(scopes.profiles == ["T"] && Self.device.isVideoDevice)
    }

    @Test func whoIsMeantAnswers() throws {
        let responder = DiscoveryResponder(Self.device, random: Self.random)
        var collector = DiscoveryCollector()
        let probe = collector.probe(random: Self.random)
        let answer = try #require(responder.answer(to: probe))
        #expect(collector.take(answer, from: "192.0.2.9").map(\.device) == [Self.device])
        #expect(collector.take(answer, from: "192.0.2.9").isEmpty && collector.found.count == 1)
        func ask(_ content: DiscoveryMessage.Content) -> [UInt8]? {
            responder.answer(to: DiscoveryMessage(identifier: "urn:uuid:2", content).document)
        }
        #expect(ask(.probe(types: ["Printer"], scopes: [])) == nil && ask(.probe(types: [], scopes: [])) != nil)
        #expect(ask(.probe(types: [], scopes: ["onvif://www.onvif.org/Profile"])) != nil)
        #expect(ask(.probe(types: [], scopes: ["onvif://www.onvif.org/Prof"])) == nil)
        #expect(ask(.resolve(endpoint: "urn:uuid:1")) != nil && ask(.resolve(endpoint: "urn:uuid:9")) == nil)
        #expect(ask(.hello(Self.device)) == nil && responder.answer(to: [1, 2, 3]) == nil)
    }

    @Test func whatNobodyAskedForIsPassedOver() {
        var collector = DiscoveryCollector(limit: 2)
        let stranger = DiscoveryMessage(
            identifier: "urn:uuid:8",
            relatesTo: "urn:uuid:none",
            .probeMatches([Self.device])
        )
        #expect(collector.take(stranger.document, from: "192.0.2.9").isEmpty)
        var printer = Self.device
        (printer.types, printer.scopes) = (["Printer"], DeviceScopes([]))
        let hello = DiscoveryMessage(identifier: "urn:uuid:9", .hello(printer))
        #expect(collector.take(hello.document, from: "192.0.2.9").isEmpty)
        for number in 0..<5 {
            var device = Self.device
            device.endpoint = "urn:uuid:\(number)"
            _ = collector.take(DiscoveryMessage(identifier: "x", .hello(device)).document, from: "192.0.2.9")
        }
        #expect(collector.found.count == 2)
    }

    @Test func whoDoesNotSayWhereHeIsIsAskedOnce() throws {
        var responder = DiscoveryResponder(Self.device, random: Self.random)
        responder.hidesAddresses = true
        var collector = DiscoveryCollector()
        let greeted = try #require(collector.take(responder.hello, from: "192.0.2.9").first)
        #expect(greeted.device.addresses.isEmpty)
        let question = try #require(collector.resolve(greeted) { [UInt8](repeating: 9, count: $0) })
        #expect(collector.resolve(greeted, random: Self.random) == nil)
        let answer = try #require(responder.answer(to: question))
        let resolved = try #require(collector.take(answer, from: "192.0.2.9").first)
        #expect(resolved.device == Self.device && collector.found == [resolved])
        // Who has said it is asked nothing, and who came again is asked again.
        #expect(collector.resolve(resolved, random: Self.random) == nil)
        _ = collector.take(responder.bye, from: "192.0.2.9")
        let again = try #require(collector.take(responder.hello, from: "192.0.2.9").first)
        #expect(collector.resolve(again, random: Self.random) != nil)
    }

    @Test func whereSomebodyIsIsSaidToThoseAloneWhoAsked() {
        var collector = DiscoveryCollector()
        let stranger = DiscoveryMessage(
            identifier: "urn:uuid:8",
            relatesTo: "urn:uuid:none",
            .resolveMatch(Self.device)
        )
        #expect(collector.take(stranger.document, from: "192.0.2.66").isEmpty && collector.found.isEmpty)
    }

    @Test func onlyWhoIsThereSaysGoodbye() {
        var collector = DiscoveryCollector()
        let responder = DiscoveryResponder(Self.device, random: Self.random)
        #expect(collector.take(responder.hello, from: "192.0.2.9").count == 1)
        _ = collector.take(responder.bye, from: "192.0.2.66")
        #expect(collector.found.count == 1)
        _ = collector.take(responder.bye, from: "192.0.2.9")
        #expect(collector.found.isEmpty)
    }

    /// As Python's WSDiscovery and many devices write: other prefixes, other versions of the namespaces.
    @Test func otherPrefixesMeanTheSame() throws {
        let text = """
            <e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"
             xmlns:q="http://schemas.xmlsoap.org/ws/2005/04/discovery"><e:Header><w:MessageID>uuid:1</w:MessageID></e:Header>
            <e:Body><q:ProbeMatches><q:ProbeMatch><w:EndpointReference><w:Address>urn:uuid:2</w:Address></w:EndpointReference>
            <q:Types>zz:NetworkVideoTransmitter</q:Types><q:XAddrs>  http://192.0.2.1/a
             http://192.0.2.2/b </q:XAddrs></q:ProbeMatch></q:ProbeMatches></e:Body></e:Envelope>
            """
        let message = try #require(DiscoveryMessage(reading: Array(text.utf8)))
        guard case .probeMatches(let devices) = message.content else {
            Issue.record("another message")
            return
        }
        #expect(devices.first?.addresses == ["http://192.0.2.1/a", "http://192.0.2.2/b"])
        #expect(devices.first?.types == ["NetworkVideoTransmitter"])
    }
}
