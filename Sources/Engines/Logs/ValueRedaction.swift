/// Takes out values whose names are secret: `token=…` in a query, `"password": "…"` in JSON, the whole line of an
/// `Authorization: …`.
enum ValueRedaction {
    private struct Separator {
        var count: Int
        var place: SecretWords.Place
    }

    private static let encodedEquals = Array("%3d".utf8)
    /// Names, and what stands between a name and its value, are not longer.
    private static let longestName = 64
    private static let longestGap = 8

    static func redacted(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var copied = 0
        var index = 0
        func mask(_ value: Range<Int>) {
            output += bytes[copied..<value.lowerBound]
            output += [UInt8].redactionMask
            copied = value.upperBound
            index = value.upperBound
        }
        while index < bytes.count {
            guard let separator = separator(in: bytes, at: index) else {
                index += 1
                continue
            }
            let name = name(in: bytes, before: index, notBefore: copied)
            index += separator.count
            guard SecretWords.contains(bytes[name], in: separator.place) else { continue }
            var next = value(in: bytes, from: index, isHeader: SecretWords.isHeader(bytes[name]))
            while let value = next {
                mask(value)
                next = startOfChained(in: bytes, behind: value).flatMap {
                    self.value(in: bytes, from: $0, isHeader: false)
                }
            }
        }
        return copied == 0 ? bytes : output + bytes[copied...]
    }

    /// Where a value begins whose name was masked as the value of a name before it: `token= "password": "…"`.
    private static func startOfChained(in bytes: [UInt8], behind value: Range<Int>) -> Int? {
        let last = bytes[value.upperBound - 1]
        let isQuoted = value.upperBound < bytes.count && bytes[value.upperBound].isQuoting
        if !isQuoted, last == UInt8(ascii: ":") || last == UInt8(ascii: "=") { return value.upperBound }
        var index = value.upperBound
        let end = min(bytes.count, index + longestGap)
        while index < end, bytes[index] == UInt8(ascii: " ") || bytes[index].isQuoting { index += 1 }
        return index < end ? separator(in: bytes, at: index).map { index + $0.count } : nil
    }

    private static func separator(in bytes: [UInt8], at index: Int) -> Separator? {
        switch bytes[index] {
        case UInt8(ascii: "="): return Separator(count: 1, place: .query)
        case UInt8(ascii: "%"): return bytes.has(encodedEquals, at: index) ? Separator(count: 3, place: .query) : nil
        case UInt8(ascii: ":"):
            let isScheme =
                index + 2 < bytes.count && bytes[index + 1] == UInt8(ascii: "/")
                && bytes[index + 2] == UInt8(ascii: "/")
            return isScheme ? nil : Separator(count: 1, place: .field)
        default: return nil
        }
    }

    private static func name(in bytes: [UInt8], before index: Int, notBefore start: Int) -> Range<Int> {
        var end = index
        let gap = max(start, index - longestGap)
        while end > gap, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1].isQuoting { end -= 1 }
        var first = end
        let least = max(start, end - longestName)
        while first > least, bytes[first - 1].isNameByte { first -= 1 }
        return first..<end
    }

    // MARK: Values

    /// What is to be masked; nil where there is nothing.
    private static func value(in bytes: [UInt8], from start: Int, isHeader: Bool) -> Range<Int>? {
        let first = bytes.skippingBlanks(from: start)
        guard first < bytes.count else { return nil }
        let range =
            quoted(in: bytes, from: afterWrapper(in: bytes, from: first))
            ?? bracketed(in: bytes, from: first)
            ?? first..<(isHeader ? bytes.endOfLine(from: first) : endOfPlain(in: bytes, from: first))
        return range.isEmpty ? nil : range
    }

    /// Behind `Optional(`, where a quotation mark follows.
    private static func afterWrapper(in bytes: [UInt8], from start: Int) -> Int {
        var index = start
        while index < bytes.count, index - start < 32, bytes[index].isNameByte || bytes[index] == UInt8(ascii: ".") {
            index += 1
        }
        guard index > start, index < bytes.count, bytes[index] == UInt8(ascii: "(") else { return start }
        return quoted(in: bytes, from: index + 1) == nil ? start : index + 1
    }

    /// Between quotation marks, which may stand behind backslashes where JSON is written in a text; without an end in
    /// its line it is the whole rest of the text.
    private static func quoted(in bytes: [UInt8], from start: Int) -> Range<Int>? {
        var index = start
        while index < bytes.count, bytes[index] == UInt8(ascii: "\\") { index += 1 }
        let backslashes = index - start
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") else {
            return nil
        }
        let mark = bytes[index]
        let first = index + 1
        var run = 0
        for position in first..<bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"): run += 1
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return first..<bytes.count
            case mark where run == backslashes: return first..<(position - run)
            default: run = 0
            }
        }
        return first..<bytes.count
    }

    private static func bracketed(in bytes: [UInt8], from start: Int) -> Range<Int>? {
        let end: UInt8
        switch bytes[start] {
        case UInt8(ascii: "["): end = UInt8(ascii: "]")
        case UInt8(ascii: "{"): end = UInt8(ascii: "}")
        case UInt8(ascii: "("): end = UInt8(ascii: ")")
        default: return nil
        }
        let close = bytes[start...].firstIndex(of: end)
        return start..<(close.map { endOfPlain(in: bytes, from: $0) } ?? bytes.count)
    }

    private static let schemes = ["bearer ", "basic ", "token ", "digest "].map { Array($0.utf8) }

    private static func endOfPlain(in bytes: [UInt8], from start: Int) -> Int {
        var start = start
        // "Bearer" is not the secret: what follows is.
        while let scheme = schemes.first(where: { bytes.has($0, at: start) }) {
            if scheme == schemes.last { return bytes.endOfLine(from: start) }
            let next = bytes.skippingBlanks(from: start + scheme.count)
            guard next < bytes.count, !bytes[next].endsWord else { return start + scheme.count - 1 }
            start = next
        }
        let end = bytes.endOfWord(from: start)
        return bytes[start..<end].firstIndex(of: UInt8(ascii: "&")) ?? end
    }
}

extension UInt8 {
    fileprivate var isQuoting: Bool {
        self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") || self == UInt8(ascii: "\\")
    }
}
