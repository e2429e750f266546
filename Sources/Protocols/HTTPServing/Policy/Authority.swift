import NIOCore

/// The host and port of a `Host` header or of an origin.
struct Authority: Equatable {
    /// Lower case, without brackets and without the trailing dot of a full name.
    let host: String
    let port: UInt16?
    /// Whether the host is an IPv4 or IPv6 address.
    let isAddress: Bool

    /// Reads `host`, `host:port`, `[v6]` or `[v6]:port`; nil for anything else.
    init?(_ text: some StringProtocol) {
        let port: Substring
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            let inside = text[text.index(after: text.startIndex)..<bracket].lowercased()
            guard inside.contains(":"), SocketAddressText.isIPAddress(inside) else { return nil }
            host = inside
            isAddress = true
            port = Substring(text[text.index(after: bracket)...])
        } else {
            let colon = text.firstIndex(of: ":") ?? text.endIndex
            var name = text[..<colon].lowercased()
            if name.hasSuffix(".") { name.removeLast() }
            guard !name.isEmpty, name.utf8.count <= 253, name.utf8.allSatisfy(Self.isNameByte) else { return nil }
            host = name
            isAddress = SocketAddressText.isIPAddress(name)
            port = Substring(text[colon...])
        }
        if port.isEmpty || port == ":" {
            self.port = nil
        } else {
            let digits = port.dropFirst()
            guard port.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = UInt16(digits)
            else { return nil }
            self.port = number
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }
}
