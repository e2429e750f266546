// Searching in texts as bytes, for the redactions. Secrets have no respect for the borders of characters.

extension [UInt8] {
    static let redactionMask = Array(Redaction.mask.utf8)

    /// Whether the bytes at `index` are `text`, which is lower case, whatever their own case.
    func has(_ text: [UInt8], at index: Int) -> Bool {
        guard index >= 0, index + text.count <= count else { return false }
        for offset in text.indices {
            let byte = self[index + offset]
            let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            guard (isUpper ? byte | 0x20 : byte) == text[offset] else { return false }
        }
        return true
    }

    /// Where `text`, which is lower case, first stands in `range`.
    func first(_ text: [UInt8], in range: Range<Int>) -> Int? {
        guard range.count >= text.count else { return nil }
        return (range.lowerBound...(range.upperBound - text.count)).first { has(text, at: $0) }
    }

    /// Where `text`, which is lower case, last stands in `range`.
    func last(_ text: [UInt8], in range: Range<Int>) -> Int? {
        guard range.count >= text.count else { return nil }
        return (range.lowerBound...(range.upperBound - text.count)).last { has(text, at: $0) }
    }

    /// The index of the first byte from `index` on that ends a word: a blank, a control character, a quotation mark or
    /// a bracket that stands around addresses.
    func endOfWord(from index: Int) -> Int {
        var index = index
        while index < count, !self[index].endsWord { index += 1 }
        return index
    }

    func endOfLine(from index: Int) -> Int {
        var index = index
        while index < count, self[index] != UInt8(ascii: "\n"), self[index] != UInt8(ascii: "\r") { index += 1 }
        return index
    }

    func skippingBlanks(from index: Int) -> Int {
        var index = index
        while index < count, self[index] == UInt8(ascii: " ") || self[index] == UInt8(ascii: "\t") { index += 1 }
        return index
    }
}

extension UInt8 {
    var endsWord: Bool {
        self <= UInt8(ascii: " ") || self == 0x7F || self == UInt8(ascii: "\"") || self == UInt8(ascii: "<")
            || self == UInt8(ascii: ">") || self == UInt8(ascii: "`")
    }

    /// A letter, a digit, an underscore or a hyphen.
    var isNameByte: Bool {
        (self | 0x20 >= UInt8(ascii: "a") && self | 0x20 <= UInt8(ascii: "z"))
            || (self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9")) || self == UInt8(ascii: "_")
            || self == UInt8(ascii: "-")
    }
}
