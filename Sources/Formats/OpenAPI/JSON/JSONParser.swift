extension JSONValue {
    /// What is read at most.
    package struct Limits: Hashable, Sendable {
        /// Bytes of the text.
        package var size: Int
        /// Arrays and objects within each other; more than 512 are never read.
        package var depth: Int

        package init(size: Int = 1024 * 1024, depth: Int = 64) {
            self.size = size
            self.depth = min(depth, 512)
        }
    }

    /// Reads JSON to the letter of RFC 8259: no comments, no byte order mark, no key twice, no half surrogate.
    package static func parse(_ bytes: Span<UInt8>, limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.size else { throw JSONError(reason: .tooLarge(limits.size), offset: limits.size) }
        var parser = JSONParser(bytes, depthLimit: limits.depth)
        return try parser.document()
    }

    package static func parse(_ text: String, limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8).span, limits: limits)
    }
}

private struct JSONParser: ~Escapable {
    private let bytes: Span<UInt8>
    private let depthLimit: Int
    private var position = 0
    private var depth = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func error(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
        JSONError(reason: reason, offset: offset ?? position)
    }

    /// At a byte that does not belong, or where the text ends.
    private var unexpected: JSONError { error(next == nil ? .unexpectedEnd : .unexpectedCharacter) }

    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value()
        guard next == nil else { throw error(.trailingText) }
        return value
    }

    /// A value with the blanks around it.
    private mutating func value() throws(JSONError) -> JSONValue {
        skipBlanks()
        guard let byte = next else { throw unexpected }
        let value: JSONValue
        switch byte {
        case UInt8(ascii: "{"): value = .object(try object())
        case UInt8(ascii: "["): value = .array(try array())
        case UInt8(ascii: "\""): value = .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): value = .number(try number())
        case UInt8(ascii: "t"): value = try word("true", .bool(true))
        case UInt8(ascii: "f"): value = try word("false", .bool(false))
        case UInt8(ascii: "n"): value = try word("null", .null)
        default: throw unexpected
        }
        skipBlanks()
        return value
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for expected in word.description.utf8 {
            guard next == expected else { throw unexpected }
            position += 1
        }
        return value
    }

    /// Enters an array or an object: past its first character.
    private mutating func descend() throws(JSONError) {
        guard depth < depthLimit else { throw error(.tooDeep(depthLimit)) }
        depth += 1
        position += 1
        skipBlanks()
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        try descend()
        defer { depth -= 1 }
        var elements: [JSONValue] = []
        if skip("]") { return elements }
        while true {
            elements.append(try value())
            if skip("]") { return elements }
            guard skip(",") else { throw unexpected }
        }
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        try descend()
        defer { depth -= 1 }
        var members = JSONObject()
        if skip("}") { return members }
        while true {
            skipBlanks()
            let start = position
            guard next == UInt8(ascii: "\"") else { throw unexpected }
            let key = try string()
            guard members[key] == nil else { throw error(.duplicateKey(key), at: start) }
            skipBlanks()
            guard skip(":") else { throw unexpected }
            members[key] = try value()
            if skip("}") { return members }
            guard skip(",") else { throw unexpected }
        }
    }
}

// MARK: - Numbers and texts

extension JSONParser {
    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        _ = skip("-")
        let digits = position
        let count = skipDigits()
        guard count == 1 || count > 1 && bytes[digits] != UInt8(ascii: "0") else { throw error(.number, at: start) }
        var isWhole = true
        if skip(".") {
            isWhole = false
            guard skipDigits() > 0 else { throw error(.number, at: start) }
        }
        if skip("e") || skip("E") {
            isWhole = false
            if !skip("-") { _ = skip("+") }
            guard skipDigits() > 0 else { throw error(.number, at: start) }
        }
        let text = try text(start..<position)
        if isWhole, let whole = Int64(text) { return JSONNumber(whole) }
        guard let double = Double(text), let number = JSONNumber(double) else { throw error(.number, at: start) }
        return number
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    /// The text between two quotation marks.
    private mutating func string() throws(JSONError) -> String {
        position += 1
        var text = ""
        while true {
            let start = position
            while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                position += 1
            }
            if position > start { text += try self.text(start..<position) }
            switch next {
            case UInt8(ascii: "\""):
                position += 1
                return text
            case UInt8(ascii: "\\"): text.unicodeScalars.append(try escaped())
            case nil: throw error(.unexpectedEnd)
            default: throw error(.text)
            }
        }
    }

    private func text(_ range: Range<Int>) throws(JSONError) -> String {
        let part = bytes.extracting(range)
        guard let text = String(validating: part.indices.map { part[$0] }, as: UTF8.self) else {
            throw error(.text, at: range.lowerBound)
        }
        return text
    }

    private mutating func escaped() throws(JSONError) -> Unicode.Scalar {
        let start = position
        position += 1
        guard let character = next else { throw error(.unexpectedEnd) }
        position += 1
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(character)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw error(.escape, at: start)
        }
        let first = try unit(of: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        // Two halves make one character (RFC 8259 §7).
        guard (0xD800...0xDBFF).contains(first), skip("\\"), skip("u") else { throw error(.escape, at: start) }
        let second = try unit(of: start)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error(.escape, at: start) }
        return scalar
    }

    /// Four hexadecimal digits.
    private mutating func unit(of start: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next else { throw error(.unexpectedEnd) }
            guard let digit = hexadecimal(byte) else { throw error(.escape, at: start) }
            unit = unit << 4 | digit
            position += 1
        }
        return unit
    }
}

private func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
}
