package import HTTPTypes

/// Which proxies are believed when they say for whom they ask.
///
/// One kind of header is believed, not both: a proxy that writes one kind hands the other on as it came, and then anybody
/// could be anyone.
package struct TrustedProxies: Sendable {
    package enum Header: Sendable {
        /// `X-Forwarded-For`, `-Proto` and `-Host`, which most proxies write.
        case xForwarded
        /// `Forwarded` (RFC 7239).
        case forwarded
    }

    package var networks: [IPNetwork]
    package var header: Header

    /// Nobody is believed.
    package static let none = TrustedProxies(networks: [])

    /// More proxies than this stand in no row.
    private static let longestRow = 16

    package init(networks: [IPNetwork], header: Header = .xForwarded) {
        self.networks = networks
        self.header = header
    }

    package func contains(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }

    /// For whom a request is made, as far as it can be believed: read from the right, one proxy at a time, up to the first
    /// that is not trusted.
    ///
    /// - Parameters:
    ///   - direct: what the connection itself says.
    ///   - fields: of the request.
    package func caller(behind direct: Caller, fields: HTTPFields) -> Caller {
        guard let peer = direct.address, contains(peer) else { return direct }
        let hops = hops(in: fields)
        var caller = direct
        for hop in hops.suffix(Self.longestRow).reversed() {
            // What the trusted proxy before it says of its own peer is true, whoever that is.
            if let isSecure = hop.isSecure { caller.isSecure = isSecure }
            if let host = hop.host { caller.host = host }
            guard let address = hop.address else { break }
            caller.address = address
            guard contains(address) else { break }
        }
        return caller
    }

    /// What one proxy says of the one who asked it; what cannot be read is missing.
    private struct Hop {
        var address: IPAddress?
        var isSecure: Bool?
        var host: String?
    }

    private func hops(in fields: HTTPFields) -> [Hop] {
        switch header {
        case .xForwarded: Self.xForwarded(fields)
        case .forwarded: Self.forwarded(fields)
        }
    }

    // MARK: X-Forwarded-…

    private static func xForwarded(_ fields: HTTPFields) -> [Hop] {
        let addresses = list(fields, .xForwardedFor)
        let schemes = list(fields, .xForwardedProto)
        let hosts = list(fields, .xForwardedHost)
        let count = max(addresses.count, 1)
        return (0..<count).map { index in
            // The lists are filled from the right; one that is shorter was written by the outermost proxies alone.
            let fromRight = count - 1 - index
            return Hop(
                address: addresses.isEmpty ? nil : address(addresses[index]),
                isSecure: value(schemes, fromRight).flatMap(isSecure),
                host: value(hosts, fromRight).flatMap(host)
            )
        }
    }

    private static func value(_ list: [Substring], _ fromRight: Int) -> Substring? {
        list.isEmpty ? nil : list[max(0, list.count - 1 - fromRight)]
    }

    private static func list(_ fields: HTTPFields, _ name: HTTPField.Name) -> [Substring] {
        fields[values: name].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
            .suffix(longestRow).map(trimmed)
    }

    // MARK: Forwarded

    private static func forwarded(_ fields: HTTPFields) -> [Hop] {
        fields[values: .forwarded].flatMap { split($0[...], at: ",") }.suffix(longestRow).map { element in
            var hop = Hop()
            var seen: Set<String> = []
            for pair in split(element, at: ";") {
                let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard sides.count == 2 else { continue }
                let name = trimmed(sides[0]).lowercased()
                // A name said twice says nothing.
                guard seen.insert(name).inserted else { return Hop() }
                let value = unquoted(trimmed(sides[1]))
                switch name {
                case "for": hop.address = address(value[...])
                case "proto": hop.isSecure = isSecure(value[...])
                case "host": hop.host = host(value[...])
                default: break
                }
            }
            return hop
        }
    }

    /// Splits outside of quotes.
    private static func split(_ text: Substring, at separator: Character) -> [Substring] {
        var isQuoted = false
        var wasBackslash = false
        return text.split(omittingEmptySubsequences: false) { character in
            defer { wasBackslash = isQuoted && character == "\\" && !wasBackslash }
            if character == "\"", !wasBackslash { isQuoted.toggle() }
            return character == separator && !isQuoted
        }
    }

    private static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        return String(text.dropFirst().dropLast().filter { $0 != "\\" })
    }

    // MARK: Values

    /// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`.
    private static func address(_ text: Substring) -> IPAddress? {
        if let address = IPAddress(text) { return address }
        guard let authority = Authority(text) else { return nil }
        return IPAddress(authority.host)
    }

    private static func isSecure(_ text: Substring) -> Bool? {
        switch text.lowercased() {
        case "https", "wss": true
        case "http", "ws": false
        default: nil
        }
    }

    private static func host(_ text: Substring) -> String? { Authority(text) == nil ? nil : String(text) }

    private static func trimmed(_ text: Substring) -> Substring {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        let tail = text.drop(while: isSpace)
        guard let last = tail.lastIndex(where: { !isSpace($0) }) else { return "" }
        return tail[...last]
    }
}

/// Who asks, by which name, and whether the way to him is encrypted.
package struct Caller: Hashable, Sendable {
    /// Nil where the connection has none, as a socket of the local system.
    package var address: IPAddress?
    package var isSecure: Bool
    /// The name under which this server was asked, as `Host` has it.
    package var host: String?

    package init(address: IPAddress?, isSecure: Bool, host: String?) {
        self.address = address
        self.isSecure = isSecure
        self.host = host
    }
}

extension HTTPField.Name {
    static let forwarded = spelled("Forwarded")
    static let xForwardedFor = spelled("X-Forwarded-For")
    static let xForwardedProto = spelled("X-Forwarded-Proto")
    static let xForwardedHost = spelled("X-Forwarded-Host")
}
