import NIOCore
import Testing

@testable import Ingest

struct AddressPolicyTests {
    @Test(arguments: [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "169.254.169.254", "::1", "::", "fe80::1", "::ffff:127.0.0.1",
        "::ffff:169.254.1.1",
    ])
    func thisHostAndLinkLocalAddressesAreRefused(address: String) throws {
        let address = try SocketAddress(ipAddress: address, port: 554)
        let refusal = AddressPolicy(allowsLoopback: false).refusal(of: address)
        #expect(refusal?.contains("allow_loopback_cameras") == true)
        #expect(AddressPolicy(allowsLoopback: true).refusal(of: address) == nil)
    }

    @Test(arguments: ["192.168.1.20", "10.0.0.4", "8.8.8.8", "2001:db8::5", "fd00::7", "::ffff:192.168.1.20"])
    func othersAreNot(address: String) throws {
        let address = try SocketAddress(ipAddress: address, port: 554)
        #expect(AddressPolicy(allowsLoopback: false).refusal(of: address) == nil)
    }
}
