import Logging

/// Texts on their way into the log: secrets masked, control characters written out, bounded in length.
enum LogText {
    /// Bytes of the longest message or value.
    static let longest = 4096
    /// The most fields of metadata that a line has.
    static let mostFields = 32

    static func clean(_ text: String) -> String { plain(Redaction.redacted(text)) }

    static func fields(of metadata: Logger.Metadata) -> [LogLine.Field] {
        metadata.sorted { $0.key < $1.key }.prefix(mostFields).map { name, value in
            let text = Redaction.isSecret(field: name) ? Redaction.mask : clean(value.description)
            return LogLine.Field(plain(name), text)
        }
    }

    /// Without anything that a terminal would obey, or that could look like a line of its own.
    static func plain(_ text: String) -> String {
        let count = text.utf8.count
        guard count > longest || text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 })
        else {
            return text
        }
        var plain = ""
        for scalar in text.unicodeScalars {
            guard plain.utf8.count < longest else {
                plain += "… (\(count) bytes)"
                break
            }
            switch scalar {
            case "\n": plain += "\\n"
            case "\r": plain += "\\r"
            case "\t": plain += " "
            // C0 and C1, and what turns the direction of the text around it.
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                plain += "\\u{\(String(scalar.value, radix: 16))}"
            default: plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }
}
