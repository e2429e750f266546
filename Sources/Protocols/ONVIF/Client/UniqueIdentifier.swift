import Media

/// A random identifier (RFC 9562 §5.4).
package struct UniqueIdentifier: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(random: (Int) -> [UInt8]) {
        var bytes = random(16)
        while bytes.count < 16 { bytes.append(0) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(Hexadecimal.encode(bytes.prefix(16)).utf8)
        let parts = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
        description = parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }

    package var urn: String { "urn:uuid:" + description }
}
