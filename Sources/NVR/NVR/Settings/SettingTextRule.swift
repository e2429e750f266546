import Foundation
import Ingest
import NIOCore

/// What a text is. None is empty, and none has a control character in it.
package enum SettingTextRule: Hashable, Sendable {
    /// A line of so many characters at most.
    case line(Int)
    case choice([String])
    /// A name in the DNS, or an IP address.
    case host
    /// `http` or `https`, with a host and without a user name.
    case url
    /// The same, of another machine than this one.
    case remoteURL
    /// `stun:` or `turn:`, or the same with an s, as RFC 7064 and RFC 7065 have them.
    case iceURL(schemes: [String])
    /// A name of the tz database.
    case timeZone
    /// A language tag: `en`, `pt-BR`.
    case language
    case email
    /// The beginning of MQTT topics.
    case topic
    /// The path of a URL: `/dav`.
    case path
    /// A network of IPv4 addresses: `192.168.1.0/24`.
    case network

    func accepts(_ text: String) -> Bool {
        // The length first, so that nothing else looks at a text of any length.
        guard !text.isEmpty, text.utf8.count <= 4 * longest, text.unicodeScalars.count <= longest,
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return false }
        return switch self {
        case .line: true
        case .choice(let choices): choices.contains(text)
        case .host: Self.isHost(text)
        case .url: Self.hostOfURL(text) != nil
        case .remoteURL: Self.hostOfURL(text).map { !Self.isThisMachine($0) } ?? false
        case .iceURL(let schemes): Self.isICE(text, schemes)
        case .timeZone: Self.isTimeZone(text)
        case .language: text.wholeMatch(of: /[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}/) != nil
        case .email: text.wholeMatch(of: /[^@\s]+@[^@\s]+/) != nil
        case .topic: text.wholeMatch(of: /[^+#\/]+(\/[^+#\/]+)*/) != nil
        case .path: text.wholeMatch(of: /(\/[A-Za-z0-9._~-]+)+/) != nil && !text.split(separator: "/").contains("..")
        case .network: Self.isNetwork(text)
        }
    }

    private var longest: Int {
        switch self {
        case .line(let count): count
        case .url, .remoteURL, .iceURL: 2048
        case .email: 254
        case .host: 253
        default: 128
        }
    }

    // MARK: Hosts and addresses

    private static func isHost(_ text: String) -> Bool {
        if (try? SocketAddress(ipAddress: text, port: 0)) != nil { return true }
        // A name whose last label is all digits would be a mistyped address.
        return text.wholeMatch(of: /([A-Za-z0-9_]([A-Za-z0-9_-]{0,62})\.)*[A-Za-z0-9_][A-Za-z0-9_-]{0,62}\.?/) != nil
            && text.wholeMatch(of: /(.*\.)?[0-9]+\.?/) == nil
    }

    private static func hostOfURL(_ text: String) -> String? {
        guard let components = URLComponents(string: text),
            let scheme = components.scheme?.lowercased(), ["http", "https"].contains(scheme),
            components.user == nil, components.password == nil, components.fragment == nil,
            (components.port).map({ (1...65535).contains($0) }) ?? true,
            let host = components.host?.trimmingCharacters(in: ["[", "]"]), isHost(host)
        else { return nil }
        return host
    }

    /// As far as it can be told without asking the DNS; whoever connects looks again.
    private static func isThisMachine(_ host: String) -> Bool {
        let name = host.lowercased()
        let literal = name == "localhost" || name.hasSuffix(".localhost") ? "127.0.0.1" : name
        guard let address = try? SocketAddress(ipAddress: literal, port: 80) else { return false }
        return AddressPolicy(allowsLoopback: false).refusal(of: address) != nil
    }

    private static func isICE(_ text: String, _ schemes: [String]) -> Bool {
        guard let match = text.wholeMatch(of: /([a-z]+):(\[[0-9A-Fa-f:.]+\]|[^:?\[\]]+)(:[0-9]{1,5})?(\?.*)?/),
            schemes.contains(String(match.1)), isHost(match.2.trimmingCharacters(in: ["[", "]"]))
        else { return false }
        if let port = match.3?.dropFirst() { guard Int(port).map((1...65535).contains) ?? false else { return false } }
        // Only TURN has a transport.
        guard let query = match.4 else { return true }
        return match.1.hasPrefix("turn") && ["?transport=udp", "?transport=tcp"].contains(query)
    }

    private static func isNetwork(_ text: String) -> Bool {
        guard let match = text.wholeMatch(of: /([0-9.]{7,15})\/([0-9]{1,2})/),
            (try? SocketAddress(ipAddress: String(match.1), port: 0)) != nil
        else { return false }
        return Int(match.2).map { (8...32).contains($0) } ?? false
    }

    private static func isTimeZone(_ text: String) -> Bool {
        // Foundation takes "GMT+0130" and "PST" too, and its list of known names lacks the newer spelling of some.
        let isName = text == "UTC" || text.wholeMatch(of: /[A-Z][A-Za-z_]+(\/[A-Z][A-Za-z0-9_+-]*){1,2}/) != nil
        return isName && TimeZone(identifier: text) != nil
    }
}

// MARK: For people and faces

extension SettingTextRule {
    /// What a text must be, for a sentence.
    var expectation: String {
        switch self {
        case .line(let count): "a line of 1 to \(count) characters"
        case .choice(let choices): "one of \(choices.map { "\"\($0)\"" }.joined(separator: ", "))"
        case .host: "a host: a name like broker.example.net, or an IP address"
        case .url: "an address that begins with http:// or https://, without a user name"
        case .remoteURL: "an address of another machine that begins with http:// or https://, without a user name"
        case .iceURL(let schemes): "a server like \(schemes.map { "\($0):host:port" }.joined(separator: " or "))"
        case .timeZone: "the name of a time zone in the tz database, like Europe/Berlin"
        case .language: "a language tag like en or pt-BR"
        case .email: "an address of electronic mail"
        case .topic: "the beginning of MQTT topics, like nightjar/home, without the signs + and #"
        case .path: "a path like /dav, of letters, digits and the signs . _ ~ -"
        case .network: "a network of IPv4 addresses, like 192.168.1.0/24"
        }
    }

    /// How a face names the rule.
    var name: String {
        switch self {
        case .line: "line"
        case .choice: "choice"
        case .host: "host"
        case .url, .remoteURL: "url"
        case .iceURL: "ice-url"
        case .timeZone: "time-zone"
        case .language: "language"
        case .email: "email"
        case .topic: "mqtt-topic"
        case .path: "path"
        case .network: "network"
        }
    }
}
