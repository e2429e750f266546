import Glibc
package import NIOCore

/// The addresses of this machine's network interfaces.
package struct OwnAddresses: Hashable, Sendable {
    private let addresses: Set<IPBytes>

    package init(_ addresses: [SocketAddress]) {
        self.addresses = Set(addresses.compactMap { $0.ipAddress.flatMap(IPBytes.init) })
    }

    /// As they are at this moment; they are read in some microseconds, so that an interface that has just come counts. None
    /// where the system does not tell.
    package static func current() -> OwnAddresses {
        OwnAddresses((try? System.enumerateDevices().compactMap(\.address)) ?? [])
    }

    func contains(_ address: IPBytes) -> Bool { addresses.contains(address) }
}

/// The 4 bytes of an IPv4 address, or the 16 of an IPv6 one. An IPv4 address that is written as an IPv6 one
/// (`::ffff:192.0.2.1`) is the IPv4 address.
struct IPBytes: Hashable, Sendable {
    let bytes: [UInt8]

    /// Nil for what is no address in digits.
    init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self.bytes = Array(bytes.prefix(4))
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            self.bytes = isMapped ? Array(bytes.suffix(4)) : bytes
        } else {
            return nil
        }
    }
}
