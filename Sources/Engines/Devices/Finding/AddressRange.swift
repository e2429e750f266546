import Media
import NIOCore

/// IPv4 addresses in a row: "192.168.1.0/24", "192.168.1.10-192.168.1.50", "192.168.1.10-50", or one. Of IPv6 it is always one: nobody
/// can look through its networks.
package struct AddressRange: Hashable, Sendable {
    /// As numbers, the most significant byte first.
    package let first: UInt32
    package let last: UInt32
    /// The one of IPv6, in its canonical form; the numbers are 0 then.
    private let newer: String?

    /// The most that are looked through at once.
    package static let most = 4096

    package var count: Int { Int(last - first) + 1 }

    /// Nil for what is none, or ends before it begins. Of a network of more than two addresses the first and the last are no
    /// devices (RFC 919 §7), and are left out.
    package init?(_ text: String) {
        let text = text[...].trimmed
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard let address = try? SocketAddress(ipAddress: String(text), port: 0), address.protocol == .inet6,
                let written = address.ipAddress
            else { return nil }
            (first, last, newer) = (0, 0, written)
            return
        }
        newer = nil
        if let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) {
            guard let base = Self.number(text[..<slash]), let bits = Self.small(text[text.utf8.index(after: slash)...]),
                bits <= 32
            else { return nil }
            let mask = bits == 0 ? 0 : UInt32.max << (32 - UInt32(bits))
            let (low, high) = (base & mask, base | ~mask)
            (first, last) = high - low > 1 ? (low + 1, high - 1) : (low, high)
        } else if let hyphen = text.utf8.firstIndex(of: UInt8(ascii: "-")) {
            let end = text[text.utf8.index(after: hyphen)...].trimmed
            guard let low = Self.number(text[..<hyphen].trimmed) else { return nil }
            let short = Self.small(end).flatMap { $0 <= 255 ? low & 0xFFFF_FF00 | UInt32($0) : nil }
            guard let high = short ?? Self.number(end), low <= high else { return nil }
            (first, last) = (low, high)
        } else {
            guard let one = Self.number(text) else { return nil }
            (first, last) = (one, one)
        }
    }

    /// The private network of an address, as it is written: "192.168.1.0/24". Of a larger one than is looked through at once, the 256
    /// addresses around it.
    ///
    /// - Returns: nil for what is none, for one of a single machine, and for those that nobody is given (loopback, link-local).
    package static func network(of address: String, mask: String) -> String? {
        guard let own = number(address[...]), let mask = number(mask[...]) else { return nil }
        let bits = mask.nonzeroBitCount
        guard mask.leadingZeroBitCount == 0, (~mask).leadingZeroBitCount == bits, bits <= 30 else { return nil }
        let kept = bits < 20 ? 24 : bits
        let range = "\(text(own & (UInt32.max << UInt32(32 - kept))))/\(kept)"
        let isOfItself = own >> 24 == 127 || own >> 16 == 0xA9FE
        return !isOfItself && AddressRange(range)?.isPrivate == true ? range : nil
    }

    /// The address at a place, 0 to `count - 1`.
    package subscript(place: Int) -> String { newer ?? Self.text(first + UInt32(place)) }

    /// Whether an address is one of them.
    package func contains(_ address: String) -> Bool {
        if let newer { return newer == address }
        return Self.number(Substring(address)).map { (first...last).contains($0) } ?? false
    }

    /// Whether all of them are of a network that is not the Internet: private (RFC 1918), shared (RFC 6598), link-local, or of
    /// this machine. Nobody looks through other people's networks from here.
    package var isPrivate: Bool {
        if let newer { return Self.isPrivate(newer) }
        let networks: [(base: UInt32, bits: UInt32)] = [
            (0x0A00_0000, 8), (0xAC10_0000, 12), (0xC0A8_0000, 16), (0x6440_0000, 10), (0xA9FE_0000, 16),
            (0x7F00_0000, 8),
        ]
        return networks.contains { base, bits in
            let shift = 32 - bits
            return first >> shift == base >> shift && last >> shift == base >> shift
        }
    }

    /// Of IPv6: unique local (RFC 4193), link-local, or this machine.
    private static func isPrivate(_ newer: String) -> Bool {
        if newer == "::1" { return true }
        guard let group = UInt16(newer.prefix { $0 != ":" }, radix: 16) else { return false }
        return group & 0xFE00 == 0xFC00 || group & 0xFFC0 == 0xFE80
    }

    private static func text(_ number: UInt32) -> String {
        [24, 16, 8, 0].map { String(number >> UInt32($0) & 0xFF) }.joined(separator: ".")
    }

    private static func number(_ text: Substring) -> UInt32? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard let byte = small(Substring(part)), byte <= 255 else { return nil }
            number = number << 8 | UInt32(byte)
        }
        return number
    }

    /// One to three digits.
    private static func small(_ text: Substring) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}
