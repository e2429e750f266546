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
        #expect(AddressPolicy(allowsLoopback: false).refusal(of: address, own: OwnAddresses([])) == nil)
    }

    private static let own = ["127.0.0.1", "192.168.1.20", "2001:db8::5", "fd00::7"]

    private func refusal(_ text: String, allowsLoopback: Bool = false) throws -> String? {
        let own = OwnAddresses(try Self.own.map { try SocketAddress(ipAddress: $0, port: 0) })
        return AddressPolicy(allowsLoopback: allowsLoopback).refusal(
            of: try SocketAddress(ipAddress: text, port: 554),
            own: own
        )
    }

    @Test(arguments: ["192.168.1.20", "::ffff:192.168.1.20", "2001:db8::5", "2001:db8:0:0::5", "fd00::7"])
    func anAddressOfThisMachineIsRefusedAsLoopbackIs(address: String) throws {
        let told = try #require(try refusal(address))
        let ofLoopback = try refusal("127.0.0.1")
        #expect(told == ofLoopback && told.contains("allow_loopback_cameras"))
        #expect(try refusal(address, allowsLoopback: true) == nil)
    }

    @Test(arguments: ["192.168.1.21", "2001:db8::6", "::ffff:192.168.1.21"])
    func itsNeighboursAreNot(address: String) throws {
        #expect(try refusal(address) == nil)
    }

    /// The interfaces are really asked: every machine that runs this has a loopback.
    @Test func theMachineTellsItsAddresses() throws {
        let loopback = try #require(IPBytes("127.0.0.1"))
        #expect(OwnAddresses.current().contains(loopback))
    }
}
