import Media

/// What a device says of itself in scopes (ONVIF Core §7.3.2.2): "onvif://www.onvif.org/name/Front%20Door".
package struct DeviceScopes: Hashable, Sendable {
    package static let base = "onvif://www.onvif.org/"

    /// As they are written.
    package var all: [String]

    package init(_ all: [String]) { self.all = all }

    package var name: String? { values("name").first }
    package var hardware: String? { values("hardware").first }
    package var location: String? { values("location").first { $0.lowercased() != "country/china" } }
    /// "Streaming", "T", "G".
    package var profiles: [String] { values("Profile") }

    /// What stands behind a word, without the escapes of an address.
    package func values(_ word: String) -> [String] {
        let prefix = (Self.base + word + "/").lowercased()
        return all.compactMap { scope in
            guard scope.utf8.count > prefix.utf8.count, scope.lowercased().hasPrefix(prefix) else { return nil }
            return Self.unescaped(Substring(scope.utf8.dropFirst(prefix.utf8.count)))
        }
    }

    /// A scope of this word and value.
    package static func scope(_ word: String, _ value: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
        let escaped = value.utf8.map { byte in
            plain.contains(byte)
                ? String(decoding: [byte], as: UTF8.self) : "%" + Hexadecimal.encode([byte], uppercase: true)
        }
        return base + word + "/" + escaped.joined()
    }

    /// Whether all of these are among them, each as a whole or up to a slash (WS-Discovery §5.1, rfc3986).
    package func match(_ wanted: [String]) -> Bool {
        wanted.allSatisfy { wish in
            let wish = wish.hasSuffix("/") ? String(wish.dropLast()) : wish
            return all.contains { $0 == wish || $0.hasPrefix(wish + "/") }
        }
    }

    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let high = rest.first.flatMap(Hexadecimal.value),
                let low = rest.dropFirst().first.flatMap(Hexadecimal.value)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(high << 4 | low)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
