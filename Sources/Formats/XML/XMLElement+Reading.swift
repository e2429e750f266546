extension XMLElement {
    /// What is read at most.
    package struct Limits: Hashable, Sendable {
        /// Bytes of the text.
        package var size: Int
        /// Elements within each other; more than 256 are never read.
        package var depth: Int
        /// Elements in all.
        package var elements: Int

        package init(size: Int = 1024 * 1024, depth: Int = 64, elements: Int = 20_000) {
            self.size = size
            self.depth = min(depth, 256)
            self.elements = elements
        }
    }

    /// Reads a document, and gives its one element.
    ///
    /// It is exact about what could be understood in two ways, and about all that could make a small text large: there
    /// are no document types and so no entities but the five that XML has itself (XML 1.0 §4.6). It is forgiving about what
    /// devices get wrong without any doubt about the meaning: a byte order mark and blanks or zeros in front, anything
    /// behind the end, a prefix that was never declared, an ampersand that begins no reference (`?channel=1&subtype=0`
    /// in an address), an attribute twice (the first counts), and bytes that are not UTF-8, which become U+FFFD.
    package static func parse(_ bytes: Span<UInt8>, limits: Limits = Limits()) throws(XMLError) -> XMLElement {
        guard bytes.count <= limits.size else { throw XMLError(reason: .tooLarge(limits.size), offset: limits.size) }
        var reader = XMLReader(bytes, limits: limits)
        return try reader.document()
    }

    package static func parse(_ bytes: [UInt8], limits: Limits = Limits()) throws(XMLError) -> XMLElement {
        try parse(bytes.span, limits: limits)
    }

    package static func parse(_ text: String, limits: Limits = Limits()) throws(XMLError) -> XMLElement {
        try parse(Array(text.utf8).span, limits: limits)
    }
}
