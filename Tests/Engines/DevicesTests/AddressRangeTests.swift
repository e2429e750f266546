import Testing

@testable import Devices

struct AddressRangeTests {
    @Test func oneOfIPv6HoldsItselfAndNothingElse() throws {
        let range = try #require(AddressRange("2001:DB8::0009"))
        #expect(range.contains("2001:db8::9") && !range.contains("2001:db8::8") && !range.contains("0.0.0.0"))
    }

    @Test(arguments: [
        ("192.168.1.0/24", "192.168.1.1", "192.168.1.254", 254), (" 10.0.0.7/30 ", "10.0.0.5", "10.0.0.6", 2),
        ("10.0.0.6/31", "10.0.0.6", "10.0.0.7", 2), ("10.0.0.6/32", "10.0.0.6", "10.0.0.6", 1),
        ("192.168.1.10-50", "192.168.1.10", "192.168.1.50", 41),
        ("192.168.1.250 - 192.168.2.5", "192.168.1.250", "192.168.2.5", 12),
        ("192.168.1.9", "192.168.1.9", "192.168.1.9", 1), ("0.0.0.0/0", "0.0.0.1", "255.255.255.254", 4_294_967_294),
    ])
    func isRead(text: String, first: String, last: String, count: Int) throws {
        let range = try #require(AddressRange(text))
        #expect(range[0] == first)
        #expect(range[range.count - 1] == last)
        #expect(range.count == count)
    }

    @Test func oneOfIPv6IsARange() throws {
        let range = try #require(AddressRange(" FD00:0::7 "))
        #expect(range.count == 1 && range[0] == "fd00::7")
    }

    @Test(arguments: [
        ("192.168.1.20", "255.255.255.0", "192.168.1.0/24"), ("10.1.2.3", "255.255.240.0", "10.1.0.0/20"),
        ("10.1.2.3", "255.0.0.0", "10.1.2.0/24"), ("172.17.0.1", "255.255.0.0", "172.17.0.0/24"),
        ("192.168.1.20", "255.255.255.255", nil), ("127.0.0.1", "255.0.0.0", nil), ("169.254.7.7", "255.255.0.0", nil),
        ("8.8.8.8", "255.255.255.0", nil), ("192.168.1.20", "255.0.255.0", nil), ("192.168.1.20", "0.0.0.0", nil),
        ("x", "255.255.255.0", nil), ("192.168.1.20", "", nil),
    ])
    func theNetworkOfAnAddress(address: String, mask: String, network: String?) {
        #expect(AddressRange.network(of: address, mask: mask) == network)
    }

    @Test(arguments: [
        "", "192.168.1", "192.168.1.256", "192.168.1.1/33", "192.168.1.9-8", "192.168.1.9-", "a.b.c.d", "::1::2",
        "fd00::/64", "fd00::1-fd00::9", "rtsp://x:1",
        "1.2.3.4/",
        "192.168.1.1-192.168.0.1", "192.168.1.1/24/24", "192.168.1.1-256", "+1.2.3.4",
    ])
    func whatIsNoneIsNone(text: String) { #expect(AddressRange(text) == nil) }

    @Test(arguments: [
        ("192.168.1.0/24", true), ("10.0.0.0/8", true), ("172.16.0.0/12", true), ("172.31.255.255", true),
        ("100.64.0.1", true), ("127.0.0.1", true), ("172.32.0.1", false), ("8.8.8.8", false),
        ("192.167.255.255-192.168.0.5", false),
        ("192.0.2.1", false), ("0.0.0.0/0", false), ("::1", true), ("fd00::7", true), ("fe80::1", true),
        ("2001:db8::1", false), ("::ffff:8.8.8.8", false), ("::", false),
    ])
    func otherPeoplesNetworksAreNotPrivate(text: String, isPrivate: Bool) {
        #expect(AddressRange(text)?.isPrivate == isPrivate)
    }

    @Test(arguments: [("10.0.0.1", true), ("10.0.0.254", true), ("10.0.1.1", false), ("fe80::1", false), ("", false)])
    func anAddressIsInItOrNot(address: String, isIn: Bool) {
        #expect(AddressRange("10.0.0.0/24")?.contains(address) == isIn)
    }
}
