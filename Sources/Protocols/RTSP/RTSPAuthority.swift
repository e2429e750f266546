import Media

/// Host and port of a URL.
struct RTSPAuthority {
    var host: String
    var port: Int?

    /// Nil where the text cannot be `host`, `host:port`, `[IPv6]:port` or an IPv6 address that lost its brackets.
    init?(_ text: Substring) {
        if text.utf8.first == UInt8(ascii: "[") {
            let (address, behind) = Substring(text.utf8.dropFirst()).cut(at: "]")
            guard let behind, Self.isIPv6(address) else { return nil }
            guard behind.isEmpty || behind.utf8.first == UInt8(ascii: ":") else { return nil }
            self.init(host: address, port: behind.isEmpty ? nil : Substring(behind.utf8.dropFirst()))
        } else if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) > 1 {
            self.init(bare: text)
        } else {
            let (host, port) = text.cut(at: ":")
            guard !host.isEmpty, host.utf8.allSatisfy(Self.isOfAName) else { return nil }
            self.init(host: host, port: port)
        }
    }

    /// `::ffff:192.168.1.2:554`, as a camera wrote it: behind a dotted quad, a colon begins the port.
    private init?(bare text: Substring) {
        guard Self.isIPv6(text) else { return nil }
        let dot = text.utf8.lastIndex(of: UInt8(ascii: "."))
        let colon = text.utf8.lastIndex(of: UInt8(ascii: ":"))
        if let dot, let colon, colon > dot {
            guard Self.isIPv6(text[..<colon]) else { return nil }
            self.init(host: text[..<colon], port: text[text.utf8.index(after: colon)...])
        } else {
            self.init(host: text, port: nil)
        }
    }

    private init?(host: Substring, port: Substring?) {
        self.host = String(host)
        // `host:` means the default port, as everywhere.
        guard let port, !port.isEmpty else { return }
        guard let number = UInt16(port), number > 0 else { return nil }
        self.port = Int(number)
    }

    private static func isOfAName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isIPv6(_ text: Substring) -> Bool {
        // The zone of a link-local address ("%eth0") may have any letters. Blanks around its sign are not to be taken off:
        // they would stay in the host.
        let sign = text.utf8.firstIndex(of: UInt8(ascii: "%"))
        let address = text[..<(sign ?? text.endIndex)]
        let zone = sign.map { text[text.utf8.index(after: $0)...] }
        guard address.utf8.count(where: { $0 == UInt8(ascii: ":") }) > 1 else { return false }
        return (zone?.utf8.allSatisfy(isOfAName) ?? true)
            && address.utf8.allSatisfy { $0 == UInt8(ascii: ":") || (isOfAName($0) && !isLetterBeyondHex($0)) }
    }

    private static func isLetterBeyondHex(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower > UInt8(ascii: "f") && lower <= UInt8(ascii: "z") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }
}
