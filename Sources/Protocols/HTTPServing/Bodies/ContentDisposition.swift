/// Whether a browser shows a body or saves it, and under which file name (RFC 6266).
package struct ContentDisposition: Hashable, Sendable, CustomStringConvertible {
    package let isAttachment: Bool
    /// The name as it is proposed: no directory, no control character, at most 200 bytes.
    package let fileName: String

    package static func attachment(fileName: String) -> Self { Self(isAttachment: true, fileName: fileName) }

    package static func inline(fileName: String) -> Self { Self(isAttachment: false, fileName: fileName) }

    private init(isAttachment: Bool, fileName: String) {
        self.isAttachment = isAttachment
        self.fileName = Self.harmless(fileName)
    }

    package var description: String {
        let kind = isAttachment ? "attachment" : "inline"
        let plain = String(fileName.map { $0.isASCII && $0 != "%" ? $0 : "_" })
        guard plain != fileName else { return "\(kind); filename=\"\(plain)\"" }
        return "\(kind); filename=\"\(plain)\"; filename*=UTF-8''\(Self.percentEncoded(fileName))"
    }

    private static func harmless(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "/", "\\", "\"", ":", "*", "?", "<", ">", "|", ";": result += "_"
            // Direction marks can make "gpj.exe" look like another kind of file.
            case "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": continue
            default:
                switch scalar.properties.generalCategory {
                case .control, .surrogate, .lineSeparator, .paragraphSeparator: result += "_"
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        let start = result.drop { $0 == "." || $0 == " " }
        var short = ""
        for character in start {
            guard short.utf8.count + character.utf8.count <= 200 else { break }
            short.append(character)
        }
        while short.last == " " || short.last == "." { short.removeLast() }
        return short.isEmpty ? "download" : short
    }

    private static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%"
                result.append(digits[Int(byte >> 4)])
                result.append(digits[Int(byte & 15)])
            }
        }
        return result
    }
}
