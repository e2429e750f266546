import Media

/// Which system this is, from `/etc/os-release` (os-release(5)).
package struct OperatingSystem: Hashable, Sendable {
    /// "debian"; lower case, for programs.
    package let id: String
    /// "12", or nothing.
    package let version: String
    /// "Debian GNU/Linux 12 (bookworm)", for people.
    package let name: String

    /// What is missing has the value that the manual gives it.
    package init(osRelease: String) {
        var values: [Substring: String] = [:]
        for line in Substring(osRelease).lines.prefix(200) {
            let (name, value) = line.cut(at: "=")
            guard let value, name.utf8.first != UInt8(ascii: "#") else { continue }
            values[name] = Self.unquoted(value)
        }
        id = values["ID"] ?? "linux"
        version = values["VERSION_ID"] ?? ""
        name = values["PRETTY_NAME"] ?? values["NAME"] ?? "Linux"
    }

    /// As a shell would read it: one pair of quotation marks, and backslashes before the characters that need them.
    private static func unquoted(_ text: Substring) -> String {
        var rest = text.utf8.prefix(512)
        if let first = rest.first, first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            rest = rest.dropFirst()
            if rest.last == first { rest = rest.dropLast() }
        }
        var plain: [UInt8] = []
        var isEscaped = false
        for byte in rest {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
            } else {
                isEscaped = false
                plain.append(byte)
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
