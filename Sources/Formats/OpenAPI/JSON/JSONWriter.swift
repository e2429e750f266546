extension JSONValue {
    /// Without any blank.
    package var text: String {
        var writer = JSONWriter(isPretty: false)
        writer.write(self)
        return writer.text
    }

    /// A member or element on each line, indented by two blanks, with a line end at the end.
    package var prettyText: String {
        var writer = JSONWriter(isPretty: true)
        writer.write(self)
        return writer.text + "\n"
    }
}

private struct JSONWriter {
    private let isPretty: Bool
    private var bytes: [UInt8] = []
    private var depth = 0

    init(isPretty: Bool) { self.isPretty = isPretty }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let bool): append(bool ? "true" : "false")
        case .number(let number): append(number.description)
        case .string(let string): write(string)
        case .array(let array):
            write(array, between: "[", "]") { writer, element in writer.write(element) }
        case .object(let object):
            write(object, between: "{", "}") { writer, member in
                writer.write(member.key)
                writer.append(writer.isPretty ? ": " : ":")
                writer.write(member.value)
            }
        }
    }

    private mutating func write<Parts: Sequence>(
        _ parts: Parts,
        between opening: String,
        _ closing: String,
        _ writePart: (inout JSONWriter, Parts.Element) -> Void
    ) {
        append(opening)
        depth += 1
        var isFirst = true
        for part in parts {
            if !isFirst { append(",") }
            isFirst = false
            breakLine()
            writePart(&self, part)
        }
        depth -= 1
        if !isFirst { breakLine() }
        append(closing)
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        append("\n")
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func write(_ string: String) {
        append("\"")
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\r"): append("\\r")
            case UInt8(ascii: "\t"): append("\\t")
            case 0..<0x20: append(byte < 0x10 ? "\\u000" : "\\u00", String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        append("\"")
    }

    private mutating func append(_ texts: String...) {
        for text in texts { bytes.append(contentsOf: text.utf8) }
    }
}
