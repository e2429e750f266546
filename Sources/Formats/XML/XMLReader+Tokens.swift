/// A name as it stands in a document.
struct XMLQualifiedName {
    var prefix: String
    var local: String
    /// With its prefix.
    var text: String
}

extension XMLReader {
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    mutating func skipBlanks() {
        while let byte = next, Self.isBlank(byte) { position += 1 }
    }

    func starts(with expected: [UInt8]) -> Bool {
        guard bytes.count - position >= expected.count else { return false }
        return expected.indices.allSatisfy { bytes[position + $0] == expected[$0] }
    }

    mutating func skip(past mark: String) throws(XMLError) {
        let mark = Array(mark.utf8)
        while position < bytes.count {
            if starts(with: mark) {
                position += mark.count
                return
            }
            position += 1
        }
        throw error(.unexpectedEnd)
    }

    /// A name with at most one colon, between two parts.
    mutating func qualifiedName() throws(XMLError) -> XMLQualifiedName {
        let start = position
        let longest = 2 * Self.longestPart + 1
        while let byte = next, Self.isName(byte), position - start <= longest { position += 1 }
        guard position > start else { throw next == nil ? error(.unexpectedEnd) : error(.name) }
        guard position - start <= longest else { throw error(.name, at: start) }
        let text = String(decoding: (start..<position).map { bytes[$0] }, as: UTF8.self)
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ Self.canBegin($0.first) && $0.count <= Self.longestPart }) else {
            throw error(.name, at: start)
        }
        let local = String(Substring(parts[parts.count - 1]))
        return XMLQualifiedName(prefix: parts.count == 2 ? String(Substring(parts[0])) : "", local: local, text: text)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: ":"), 0x80...0xFF:
            true
        default: false
        }
    }

    private static func canBegin(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) && byte != UInt8(ascii: "-")
            && byte != UInt8(ascii: ".")
    }

    /// What stands for a reference; an ampersand that begins none stands for itself.
    mutating func reference() -> [UInt8] {
        let start = position
        position += 1
        var name: [UInt8] = []
        while let byte = next, name.count < 12, byte != UInt8(ascii: ";"), byte > 0x20, byte < 0x7F,
            byte != UInt8(ascii: "<"), byte != UInt8(ascii: "&")
        {
            name.append(byte)
            position += 1
        }
        if next == UInt8(ascii: ";"), let meant = Self.meaning(of: String(decoding: name, as: UTF8.self)) {
            position += 1
            return meant
        }
        position = start + 1
        return [UInt8(ascii: "&")]
    }

    private static func meaning(of name: String) -> [UInt8]? {
        switch name {
        case "amp": return [UInt8(ascii: "&")]
        case "lt": return [UInt8(ascii: "<")]
        case "gt": return [UInt8(ascii: ">")]
        case "quot": return [UInt8(ascii: "\"")]
        case "apos": return [UInt8(ascii: "'")]
        default: break
        }
        guard name.utf8.first == UInt8(ascii: "#") else { return nil }
        let digits = name.utf8.dropFirst()
        let isHexadecimal = digits.first == UInt8(ascii: "x")
        let text = String(decoding: Array(isHexadecimal ? digits.dropFirst() : digits), as: UTF8.self)
        guard text.utf8.first != UInt8(ascii: "+"), text.utf8.first != UInt8(ascii: "-"),
            let number = UInt32(text, radix: isHexadecimal ? 16 : 10)
        else { return nil }
        // No character (XML 1.0 §2.2).
        guard let scalar = Unicode.Scalar(number), number > 0 else { return Array("\u{FFFD}".utf8) }
        return Array(String(Character(scalar)).utf8)
    }
}
