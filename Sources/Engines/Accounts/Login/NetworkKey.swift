import Glibc

/// Where somebody comes from, as far as it can be held against them: an IPv4 address, or an IPv6 network of 64 bits, as
/// everyone has 2^64 addresses of their own there.
package enum NetworkKey: Hashable, Sendable {
    case v4(UInt32)
    case v6(UInt64)
    /// Anything that is no address.
    case other(String)

    /// - Parameter address: without a port; a zone (`%eth0`) is passed over.
    package init(_ address: String) {
        let text = String(address.utf8.prefix(64).split(separator: UInt8(ascii: "%")).first.map(Substring.init) ?? "")
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self = .v4(UInt32(truncatingIfNeeded: Self.number(bytes[..<4])))
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10..<12].allSatisfy { $0 == 0xFF }
            self =
                isMapped
                ? .v4(UInt32(truncatingIfNeeded: Self.number(bytes[12...]))) : .v6(Self.number(bytes[..<8]))
        } else {
            self = .other(text)
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
