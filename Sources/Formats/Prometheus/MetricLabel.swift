/// A name and a value that tell samples of one metric apart. Keep the values few: each is a time series of its own.
package struct MetricLabel: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`, without what Prometheus keeps for itself.
    var isWellNamed: Bool {
        guard let first = name.utf8.first, name.utf8.count <= MetricName.longest else { return false }
        let isDigit = { (byte: UInt8) in byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
        let isWord = { (byte: UInt8) in
            (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || isDigit(byte)
                || byte == UInt8(ascii: "_")
        }
        return !isDigit(first) && name.utf8.allSatisfy(isWord) && !name.utf8.starts(with: "__".utf8)
            && name != "le" && name != "quantile"
    }

    /// `name="value"` with backslashes, quotation marks and line feeds of the value escaped.
    var text: String { "\(name)=\"\(Self.escaped(value, quotes: true))\"" }

    /// As a label's value (with `quotes`), or as the help of the plain format, where quotation marks stand for
    /// themselves.
    static func escaped(_ text: String, quotes: Bool) -> String {
        let needsEscape = text.utf8.contains { byte in
            byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\n") || (quotes && byte == UInt8(ascii: "\""))
        }
        guard needsEscape else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += [byte, byte]
            case UInt8(ascii: "\n"): bytes += Array("\\n".utf8)
            case UInt8(ascii: "\"") where quotes: bytes += Array("\\\"".utf8)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
