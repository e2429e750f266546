/// A network in the notation of CIDR: `192.168.0.0/16`, `fd00::/8`, or a single address.
package struct IPNetwork: Hashable, Sendable, CustomStringConvertible {
    private let base: IPAddress
    /// Of the 128 bits of IPv6.
    private let length: Int

    /// Nil where the text is no network, or has bits behind its length, which is mostly a slip.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPAddress(first) else { return nil }
        // `::ffff:10.0.0.0/104` would mean two things.
        if base.isV4, first.contains(":") { return nil }
        let whole = base.isV4 ? 32 : 128
        switch parts.count {
        case 1: length = 128
        case 2:
            guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let length = Int(parts[1]), length <= whole
            else { return nil }
            self.length = 128 - whole + length
        default: return nil
        }
        self.base = base
        guard Self.cut(base, to: length) == base else { return nil }
    }

    package func contains(_ address: IPAddress) -> Bool {
        // `::/0` is every IPv6 address, and no IPv4 address.
        base.isV4 == address.isV4 && Self.cut(address, to: length) == base
    }

    package var description: String {
        length == 128 ? base.description : "\(base)/\(base.isV4 ? length - 96 : length)"
    }

    private static func cut(_ address: IPAddress, to length: Int) -> IPAddress {
        let high = length >= 64 ? UInt64.max : ~(UInt64.max >> UInt64(length))
        let low = length <= 64 ? 0 : ~(length == 128 ? 0 : UInt64.max >> UInt64(length - 64))
        return IPAddress(high: address.high & high, low: address.low & low)
    }
}
