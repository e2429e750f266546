import Testing

@testable import ONVIF

struct ServiceAddressTests {
    @Test(arguments: [
        ("fe80::1", true), ("FEBF::1", true), ("fec0::1", false), ("fd00::1", false), ("::1", false), ("fe80", false),
        ("169.254.0.1", false), ("", false),
    ])
    func oneLinkIsNotEverywhere(host: String, isLinkLocal: Bool) {
        #expect(ServiceAddress.isLinkLocal(host) == isLinkLocal)
    }

    @Test(arguments: [
        ("http://192.0.2.1/onvif/device_service", "http://192.0.2.1/onvif/device_service"),
        (" HTTP://cam:80 ", "http://cam/"), ("https://cam:8443/a?b=c", "https://cam:8443/a?b=c"),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"), ("http://u:p@cam/x", "http://cam/x"),
        ("http://cam?x", "http://cam/?x"), ("http://cam:/x", "http://cam/x"),
    ])
    func isReadAndWritten(text: String, expected: String) {
        #expect(ServiceAddress(text)?.description == expected)
    }

    @Test(arguments: [
        "", "rtsp://cam/", "http://", "http:///x", "http://cam:0/", "http://cam:99999/", "http://c am/", "ftp://x",
    ])
    func whatIsNoneIsRefused(text: String) { #expect(ServiceAddress(text) == nil) }

    private static let device = ServiceAddress(host: "203.0.113.5", port: 8081)

    /// Whatever a device says, it is asked where it was reached.
    @Test(arguments: [
        // Behind a router.
        ("http://192.168.1.108/onvif/media", "http://203.0.113.5:8081/onvif/media"),
        ("http://192.168.1.108:80/onvif/media", "http://203.0.113.5:8081/onvif/media"),
        // A port of its own for events.
        ("http://192.168.1.108:5000/events", "http://203.0.113.5:5000/events"),
        ("http://203.0.113.5:8999/onvif/ptz", "http://203.0.113.5:8999/onvif/ptz"),
        ("/onvif/media", "http://203.0.113.5:8081/onvif/media"),
        ("", "http://203.0.113.5:8081/onvif/device_service"),
        ("https://evil.example/steal", "http://203.0.113.5:8081/steal"),
    ])
    func addressesLeadToTheDevice(announced: String, expected: String) {
        let own = ServiceAddress("http://192.168.1.108/onvif/device_service")
        #expect(ServiceAddress.reachable(announced, at: Self.device, own: own).description == expected)
    }

    @Test func nothingLeavesTLS() {
        let device = ServiceAddress(isSecure: true, host: "cam")
        let address = ServiceAddress.reachable("http://cam/onvif/media", at: device, own: nil)
        #expect(address.description == "https://cam/onvif/media")
    }
}
