import NIOCore

/// An address to listen on, as a person writes it: `HOST:PORT`, an IPv6 address in brackets.
///
/// The host may be an IP address or a name; `0.0.0.0` and `[::]` mean every interface; port 0 lets the system choose.
package struct SocketAddressText: Hashable, Sendable, CustomStringConvertible {
    /// The IP address (without brackets) or the name.
    package let host: String
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`. The error is a sentence for the person who wrote the text.
    package init(_ text: String) throws(SocketAddressTextError) {
        let rest: Substring
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { throw .init(text: text, reason: .openBracket) }
            self.host = String(text[text.index(after: text.startIndex)..<bracket])
            guard Self.isIPAddress(host), host.contains(":") else { throw .init(text: text, reason: .notIPv6) }
            rest = text[text.index(after: bracket)...]
        } else {
            let colon = text.lastIndex(of: ":") ?? text.endIndex
            self.host = String(text[..<colon])
            rest = text[colon...]
            if host.contains(":") { throw .init(text: text, reason: .bareIPv6) }
            if host.isEmpty { throw .init(text: text, reason: .noHost) }
            guard host.utf8.allSatisfy(Self.isHostByte), host.utf8.count <= 253 else {
                throw .init(text: text, reason: .badHost)
            }
            if host.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }), !Self.isIPAddress(host)
            {
                throw .init(text: text, reason: .notIPv4)
            }
        }
        guard rest.first == ":", rest.count > 1 else { throw .init(text: text, reason: .noPort) }
        let digits = rest.dropFirst()
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
            throw .init(text: text, reason: .badPort)
        }
        self.port = port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether only this machine can reach the address.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || (Self.isIPAddress(host) && host.hasPrefix("127."))
    }

    /// Whether every address of this machine is meant.
    package var isWildcard: Bool { host == "0.0.0.0" || IPAddress(host) == IPAddress(high: 0, low: 0) }

    static func isIPAddress(_ text: String) -> Bool { (try? SocketAddress(ipAddress: text, port: 0)) != nil }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// Why a text is not an address to listen on; `description` is a sentence for a person.
package struct SocketAddressTextError: Error, Equatable, CustomStringConvertible {
    package enum Reason: Sendable {
        case openBracket, notIPv6, bareIPv6, noHost, badHost, notIPv4, noPort, badPort
    }

    package let text: String
    package let reason: Reason

    package var description: String {
        let why =
            switch reason {
            case .openBracket: "the bracket of the IPv6 address is not closed"
            case .notIPv6: "between the brackets must stand an IPv6 address"
            case .bareIPv6: "an IPv6 address needs brackets, as in [::1]:8080"
            case .noHost: "the host is missing; 0.0.0.0 stands for every interface"
            case .badHost: "the host may hold letters, digits, dots and hyphens only"
            case .notIPv4: "the host is neither an IPv4 address nor a name"
            case .noPort: "the port is missing, as in 0.0.0.0:8080"
            case .badPort: "the port must be a number from 0 to 65535"
            }
        return "\"\(text)\" is not an address to listen on: \(why)."
    }
}
