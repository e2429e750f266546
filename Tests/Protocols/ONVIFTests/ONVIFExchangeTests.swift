import HTTPAuthentication
import Media
import Testing
import XML

@testable import ONVIF

struct ONVIFExchangeTests {
    private typealias Information = DeviceService.GetDeviceInformation

    @Test func theTokenHasTheDevicesTime() throws {
        let theirs = ScriptedDevice.now + .seconds(-7200)
        var device = ScriptedDevice { asked in
            guard asked.operation == Information.name else { return ScriptedDevice.clock(theirs) }
            guard let token = asked.token, token.matches(password: "secret"),
                let created = XMLDateTime(token.created)?.time, created == theirs
            else { return ScriptedDevice.notAuthorized }
            return ScriptedDevice.information
        }
        #expect(try device.ask(Information()).manufacturer == "Maker")
        #expect(device.memory.clockOffset == .seconds(-7200) && device.memory.proof == .token)
        #expect(device.asked.map(\.operation) == ["GetSystemDateAndTime", "GetDeviceInformation"])
        #expect(device.asked[0].token == nil)
        // The second time it goes without saying.
        _ = try device.ask(Information())
        #expect(device.asked.count == 3)
    }

    @Test func aClockThatWasSetIsReadAgain() throws {
        var device = ScriptedDevice { asked in
            guard asked.operation == Information.name else { return ScriptedDevice.clock(ScriptedDevice.now) }
            let isRight = asked.token.map { XMLDateTime($0.created)?.time == ScriptedDevice.now } ?? false
            return isRight ? ScriptedDevice.information : ScriptedDevice.notAuthorized
        }
        device.memory.clockOffset = .seconds(3600)
        device.memory.proof = .token
        _ = try device.ask(Information())
        #expect(
            device.asked.map(\.operation) == ["GetDeviceInformation", "GetSystemDateAndTime", "GetDeviceInformation"]
        )
        #expect(device.memory.clockOffset == .zero)
    }

    private static let challenge = "Digest realm=\"cam\", nonce=\"abc\", qop=\"auth\""

    @Test func aDeviceThatWantsHTTPGetsIt() throws {
        var device = ScriptedDevice { asked in
            if asked.operation == "GetSystemDateAndTime" { return ScriptedDevice.clock(ScriptedDevice.now) }
            guard let login = asked.authorization, login.hasPrefix("Digest "),
                login.contains("uri=\"/onvif/device_service\"")
            else { return ONVIFResponse(status: 401, challenges: [Self.challenge], body: []) }
            return ScriptedDevice.information
        }
        _ = try device.ask(Information())
        #expect(device.memory.proof == .http)
        #expect(device.asked.last?.token == nil)
        let count = device.asked.count
        _ = try device.ask(Information())
        #expect(device.asked.count == count + 1)
    }

    /// Some refuse the token with a fault, and say what they want only to those who show nothing.
    @Test func theWishIsFoundOut() throws {
        var device = ScriptedDevice { asked in
            if asked.operation == "GetSystemDateAndTime" { return ScriptedDevice.clock(ScriptedDevice.now) }
            if asked.authorization != nil { return ScriptedDevice.information }
            if asked.token != nil { return ScriptedDevice.notAuthorized }
            return ONVIFResponse(status: 401, challenges: [Self.challenge], body: [])
        }
        _ = try device.ask(Information())
        #expect(device.memory.proof == .http)
    }

    /// A device whose clock is secret, and that wants HTTP's proof for it.
    @Test func aClockThatIsNotToldIsPassedOver() throws {
        var device = ScriptedDevice { asked in
            guard asked.operation == Information.name, asked.authorization != nil else {
                return ONVIFResponse(status: 401, challenges: [Self.challenge], body: [])
            }
            return ScriptedDevice.information
        }
        _ = try device.ask(Information())
        #expect(device.memory.proof == .http && device.asked.count == 2)
    }

    @Test func aWrongPasswordIsShownSeldom() throws {
        var tokens = 0
        var signatures = 0
        var device = ScriptedDevice { asked in
            if asked.operation == "GetSystemDateAndTime" { return ScriptedDevice.clock(ScriptedDevice.now) }
            if asked.token != nil { tokens += 1 }
            if asked.authorization != nil { signatures += 1 }
            var refusal = ScriptedDevice.notAuthorized
            refusal.status = 401
            refusal.challenges = ["Digest realm=\"cam\", nonce=\"\(tokens)-\(signatures)\""]
            return refusal
        }
        #expect(throws: ONVIFError.wrongPassword(reason: "Sender not authorized")) { try device.ask(Information()) }
        #expect(tokens == 1 && signatures == 1)
        #expect(device.memory.proof == nil)
    }

    @Test func withoutAPasswordItSaysSo() {
        var device = ScriptedDevice(credentials: nil) { _ in ScriptedDevice.notAuthorized }
        #expect(throws: ONVIFError.credentialsNeeded) { try device.ask(Information()) }
        #expect(device.asked.count == 1)
    }

    @Test(arguments: [
        (200, "<!DOCTYPE html><html></html>"), (200, "<html><body>Login</body></html>"), (200, "hello"),
        (404, "<h1>Not Found</h1>"), (405, ""), (501, ""),
    ])
    func whatIsNoDeviceIsTold(status: Int, text: String) {
        var device = ScriptedDevice { _ in ONVIFResponse(status: status, body: Array(text.utf8)) }
        let error = #expect(throws: ONVIFError.self) { try device.ask(Information()) }
        guard case .notADevice = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aServiceThatIsNotThereIsUnsupported() {
        var device = ScriptedDevice(credentials: nil) { _ in ONVIFResponse(status: 404, body: []) }
        let unknown = #expect(throws: ONVIFError.self) { try device.ask(ImagingService.GetOptions(source: "1")) }
        let missing = #expect(throws: ONVIFError.self) { try device.ask(PTZService.GetNodes()) }
        for error in [unknown, missing] {
            guard case .unsupported = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(device.asked.count == 1)
    }

    @Test func tornAndEndlessAnswersAreErrors() {
        var torn = ScriptedDevice { _ in ONVIFResponse(status: 200, body: Array("<s:Envelope><s:Body>".utf8)) }
        let error = #expect(throws: ONVIFError.self) { try torn.ask(DeviceService.GetCapabilities()) }
        guard case .unexpectedAnswer = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let blanks = [UInt8](repeating: 0x20, count: ONVIFResponse.longestBody + 1)
        var endless = ScriptedDevice { _ in ONVIFResponse(status: 200, body: blanks) }
        #expect(throws: ONVIFError.answerTooLarge(limit: ONVIFResponse.longestBody)) {
            try endless.ask(DeviceService.GetCapabilities())
        }
    }

    @Test func aSubscriptionIsAskedWithWhatItWants() throws {
        // As Axis does.
        let reference = EndpointReference {
            $0.address = "http://192.168.0.90/onvif/services"
            $0.referenceParameters = XMLAnything(
                XMLElement(
                    XMLName(ONVIFNamespace.addressing, "ReferenceParameters"),
                    children: [XMLElement(XMLName("http://www.axis.com/2009/event", "SubscriptionId"), text: "6")]
                )
            )
        }
        var device = ScriptedDevice(credentials: nil) { _ in
            ScriptedDevice.written(EventService.PullMessages.Answer(), EventService.PullMessages.answerName)
        }
        _ = try device.ask(EventService.PullMessages(), subscription: reference)
        let asked = try #require(device.asked.last)
        #expect(asked.address.description == "http://192.0.2.9/onvif/services")
        #expect(asked.header.contains { $0.name.local == "SubscriptionId" && $0.text == "6" })
        #expect(asked.header.first { $0.name.local == "To" }?.text == reference.address)
        #expect(asked.header.first { $0.name.local == "Action" }?.text == EventService.PullMessages.action)
    }

    @Test func nobodyIsToldThePassword() {
        let memory = ScriptedDevice { _ in ScriptedDevice.information }.memory
        #expect(!"\(memory)".contains("secret"))
    }
}
