import Glibc
package import NIOCore

/// Which addresses a camera may have. Checked on the address that is really connected to, because a name can resolve to
/// anything (design §7).
package struct AddressPolicy: Hashable, Sendable {
    package var allowsLoopback: Bool

    package init(allowsLoopback: Bool) { self.allowsLoopback = allowsLoopback }

    /// A sentence that says why `address` is refused, or nil if it is not.
    package func refusal(of address: SocketAddress) -> String? {
        guard !allowsLoopback else { return nil }
        guard let text = address.ipAddress else { return "A camera cannot be a socket of this machine." }
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return refusal(ofIPv4: Array(bytes.prefix(4))) }
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return "The camera's address \(text) cannot be read." }
        return refusal(ofIPv6: bytes)
    }

    private func refusal(ofIPv4 bytes: [UInt8]) -> String? {
        switch (bytes[0], bytes[1]) {
        case (127, _), (0, _): Self.loopback
        case (169, 254): Self.linkLocal
        default: nil
        }
    }

    private func refusal(ofIPv6 bytes: [UInt8]) -> String? {
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return refusal(ofIPv4: [UInt8](bytes.suffix(4)))
        }
        if bytes.prefix(15).allSatisfy({ $0 == 0 }), bytes[15] <= 1 { return Self.loopback }
        if bytes[0] == 0xFE, bytes[1] & 0xC0 == 0x80 { return Self.linkLocal }
        return nil
    }

    private static let loopback =
        "The camera's address is this machine itself; set allow_loopback_cameras: true to record a restreamer on this host."
    private static let linkLocal =
        "The camera's address is link-local; set allow_loopback_cameras: true if it really is there."
}
