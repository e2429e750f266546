import Media
import ONVIF
import Stream
import Testing

@testable import Devices

/// Devices that answer byte by byte. What is waited for is the whole answer, not the next byte.
@Suite(.serialized)
struct DrippingDeviceTests {
    @Test func oneThatIsDoneInTimeIsUnderstood() async throws {
        try await VendorDevice.serving({ _ in
            var answer = VendorDevice.Answer.clock(86_400)
            answer.isDripped = true
            return answer
        }) { _, port in
            let client = DeviceWorld.client(port: port, nil)
            let answer = try await client.ask(DeviceService.GetSystemDateAndTime(), within: .seconds(600))
            #expect(answer.systemDateAndTime.utc?.wall == WallTime(nanoseconds: 86_400 * 1_000_000_000))
        }
    }

    @Test func nobodyWaitsForOneThatGoesOnForEver() async throws {
        try await VendorDevice.serving({ _ in
            VendorDevice.Answer(body: String(repeating: " ", count: 1_000_000), isDripped: true)
        }) { device, port in
            let client = DeviceWorld.client(port: port, nil)
            let error = await deviceError {
                _ = try await client.ask(DeviceService.GetSystemDateAndTime(), within: .milliseconds(300))
            }
            guard case .unreachable(let sentence)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(sentence.contains("did not answer within") && device.asked.count == 1)
        }
    }
}
