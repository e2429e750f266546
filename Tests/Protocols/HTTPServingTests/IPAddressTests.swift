import HTTPServing
import NIOCore
import TestKit
import Testing

struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "::"),
        ("::1", "::1"), ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("0:0:0:0:0:0:0:1", "::1"), ("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("::ffff:c000:201", "192.0.2.1"),
        ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"),
        ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"), ("fe80::0001", "fe80::1"),
    ])
    func readsAndWrites(_ text: String, _ canonical: String) throws {
        #expect(try #require(IPAddress(text)).description == canonical)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.-4", "1.2.3.+4",
        "a.b.c.d",
        ":", ":::", "1:::2", "1::2::3", ":1::", "1::2:", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
        "12345::",
        "g::", "-1::", "::1%eth0", "[::1]", "1.2.3.4::", "::1.2.3", "::1.2.3.4:1", "1:2:3:4:5:6:7:1.2.3.4", "١.2.3.4",
        "::é",
        "127.0.0.1:80", "0x7f.0.0.1", "2130706433",
    ])
    func refuses(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    /// The system reads the same texts as we, and in the same sense.
    @Test func agreesWithTheSystem() throws {
        var generator = SeededGenerator(seed: 4)
        let alphabet = Array("0123456789abcdefF:.::")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 2...20, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? ":"
                }
            )
            let system = try? SocketAddress(ipAddress: text, port: 0)
            #expect((IPAddress(text) != nil) == (system != nil), "\(text)")
        }
        for _ in 0..<2000 {
            // Many zeros, so that there is something to leave out.
            let high =
                UInt64.random(in: 0 ... .max, using: &generator) & UInt64.random(in: 0 ... .max, using: &generator)
            let low = UInt64.random(in: 0...1, using: &generator) << UInt64.random(in: 0...63, using: &generator)
            let address = IPAddress(high: high & 0xFFFF_0000_0000_FFFF, low: low)
            #expect(IPAddress(address.description) == address)
            let system = try SocketAddress(ipAddress: address.description, port: 0)
            let again = try #require(system.ipAddress.flatMap { IPAddress($0) })
            #expect(again == address)
        }
    }

    @Test func householdsOfIPv6HaveManyAddresses() throws {
        let first = try #require(IPAddress("2001:db8:1:2::1"))
        let second = try #require(IPAddress("2001:db8:1:2:ffff::9"))
        let third = try #require(IPAddress("2001:db8:1:3::1"))
        #expect(first.household == second.household)
        #expect(first.household != third.household)
        let v4 = try #require(IPAddress("192.0.2.1"))
        #expect(v4.household == v4)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
        ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false), ("::/0", "10.0.0.1", false),
        ("::/0", "fe80::1", true),
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("192.0.2.1/32", "192.0.2.1", true),
        ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "192.0.2.129", true),
        ("fd00::/8", "fdff::1", true),
        ("fd00::/8", "fe00::1", false), ("2001:db8::/64", "2001:db8::ffff:1", true),
        ("2001:db8::/65", "2001:db8::8000:0:0:1", false),
        ("::1/128", "::1", true), ("::1", "::2", false),
    ])
    func networks(_ network: String, _ address: String, _ isInside: Bool) throws {
        let inside = try #require(IPNetwork(network)).contains(try #require(IPAddress(address)))
        #expect(inside == isInside)
    }

    @Test(arguments: [
        "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.1/8", "::/129",
        "::1/64",
        "10.0.0.0/255.0.0.0", "nas", "::ffff:10.0.0.0/104", "10.0.0.0/0008", "10/8",
    ])
    func noNetworks(_ text: String) {
        #expect(IPNetwork(text) == nil)
    }
}
