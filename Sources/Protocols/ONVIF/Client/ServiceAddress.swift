import Media

/// The address of a service, as far as we follow what a device says: by HTTP or HTTPS.
package struct ServiceAddress: Hashable, Sendable, CustomStringConvertible {
    package var isSecure: Bool
    /// A name or a number; one of version 6 without its brackets.
    package var host: String
    package var port: Int
    /// The path with its query: "/onvif/device_service".
    package var target: String

    package init(isSecure: Bool = false, host: String, port: Int? = nil, target: String = "/onvif/device_service") {
        self.isSecure = isSecure
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        self.target = target
    }

    /// Nil for what is no address of HTTP, and for what could not stand in a request. A user and a password in it are
    /// passed over.
    package init?(_ text: String) {
        let text = text[...].trimmed
        guard text.utf8.count <= 1024, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        if text.hasASCIIPrefix("http://") {
            isSecure = false
        } else if text.hasASCIIPrefix("https://") {
            isSecure = true
        } else {
            return nil
        }
        let rest = text.utf8.dropFirst(isSecure ? 8 : 7)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        guard let (host, port) = Self.authority(Substring(rest[..<end])) else { return nil }
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        let target = String(Substring(rest[end...]))
        self.target = target.hasPrefix("/") ? target : "/" + target
    }

    private static func authority(_ text: Substring) -> (host: String, port: Int?)? {
        let plain = text.utf8.lastIndex(of: UInt8(ascii: "@")).map { text[text.utf8.index(after: $0)...] } ?? text
        var host = plain
        var digits: Substring?
        if plain.hasPrefix("[") {
            guard let end = plain.utf8.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = plain[plain.utf8.index(after: plain.startIndex)..<end]
            let rest = plain[plain.utf8.index(after: end)...]
            if !rest.isEmpty {
                guard rest.hasPrefix(":") else { return nil }
                digits = rest.dropFirst()
            }
        } else {
            (host, digits) = plain.cut(at: ":")
        }
        let isHost = host.utf8.allSatisfy { byte in
            byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
                && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "[")
        }
        guard !host.isEmpty, host.utf8.count <= 253, isHost else { return nil }
        guard let digits, !digits.isEmpty else { return (String(host), nil) }
        guard let port = UInt16(digits), port > 0 else { return nil }
        return (String(host), Int(port))
    }

    /// Host and port, as a request's header has them.
    package var authority: String {
        let named = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? named : "\(named):\(port)"
    }

    package var description: String { "http\(isSecure ? "s" : "")://\(authority)\(target)" }

    /// Whether a host is a number of version 6 that counts on one link alone (RFC 4291 §2.5.6): without its zone, which no address
    /// that a device gives has, nobody is reached by it.
    package static func isLinkLocal(_ host: String) -> Bool {
        guard host.utf8.contains(UInt8(ascii: ":")), let group = UInt16(host.prefix { $0 != ":" }, radix: 16) else {
            return false
        }
        return group & 0xFFC0 == 0xFE80
    }
}

extension ServiceAddress {
    /// Where to go for what a device announces, when it was reached at `device`.
    ///
    /// It is always the device itself: an address with another host is one that the device has behind a router, an old one,
    /// or a trap. Nothing that was reached by TLS is asked in the open.
    ///
    /// - Parameter own: what the device takes for its own address of `device`, where that is known: the port of a service
    ///   that is not this one is then left as it is.
    package static func reachable(_ announced: String, at device: ServiceAddress, own: ServiceAddress?)
        -> ServiceAddress
    {
        guard var address = ServiceAddress(announced) else {
            // Some devices announce a path alone.
            let path = announced[...].trimmed
            let isPath =
                path.hasPrefix("/") && path.utf8.count <= 1024 && path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            return device.at(isPath ? String(path) : device.target)
        }
        guard device.isSecure || !address.isSecure || address.host == device.host else {
            return device.at(address.target)
        }
        if address.host.lowercased() != device.host.lowercased() {
            let isSamePort = own.map { $0.port == address.port && $0.isSecure == address.isSecure } ?? true
            if isSamePort { return device.at(address.target) }
            address.host = device.host
        }
        return device.isSecure && !address.isSecure ? device.at(address.target) : address
    }

    private func at(_ target: String) -> ServiceAddress {
        ServiceAddress(isSecure: isSecure, host: host, port: port, target: target)
    }
}
