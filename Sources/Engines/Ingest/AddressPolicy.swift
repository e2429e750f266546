package import NIOCore

/// Which addresses a camera may have. Checked on the address that is really connected to, because a name can resolve to
/// anything (design §7).
package struct AddressPolicy: Hashable, Sendable {
    /// Whether a camera may be this machine, by whatever address, or link-local.
    package var allowsLoopback: Bool

    package init(allowsLoopback: Bool) { self.allowsLoopback = allowsLoopback }

    /// A sentence that says why `address` is refused, or nil if it is not.
    ///
    /// - Parameter own: the addresses that this machine has now: services that listen on them alone are as much its own as
    ///   those on the loopback.
    package func refusal(of address: SocketAddress, own: @autoclosure () -> OwnAddresses = .current()) -> String? {
        guard !allowsLoopback else { return nil }
        guard let text = address.ipAddress else { return "A camera cannot be a socket of this machine." }
        guard let bytes = IPBytes(text) else { return "The camera's address \(text) cannot be read." }
        return refusal(of: bytes) ?? (own().contains(bytes) ? Self.ownAddress : nil)
    }

    private func refusal(of address: IPBytes) -> String? {
        let bytes = address.bytes
        if bytes.count == 4 {
            return switch (bytes[0], bytes[1]) {
            case (127, _), (0, _): Self.ownAddress
            case (169, 254): Self.linkLocal
            default: nil
            }
        }
        if bytes.prefix(15).allSatisfy({ $0 == 0 }), bytes[15] <= 1 { return Self.ownAddress }
        if bytes[0] == 0xFE, bytes[1] & 0xC0 == 0x80 { return Self.linkLocal }
        return nil
    }

    private static let ownAddress =
        "The camera's address is this machine itself; set allow_loopback_cameras: true to record a restreamer on this host."
    private static let linkLocal =
        "The camera's address is link-local; set allow_loopback_cameras: true if it really is there."
}
