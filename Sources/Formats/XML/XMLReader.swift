/// Reads a document from its beginning to the end of its element, without recursion.
struct XMLReader: ~Escapable {
    let bytes: Span<UInt8>
    var position = 0
    private let limits: XMLElement.Limits
    private var elementCount = 0
    /// The elements that are open, the outermost first.
    private var open: [OpenElement] = []
    private var scope = XMLNamespaceScope()

    /// Bytes of each part of a name, as it is read: U+FFFD for a byte that is no UTF-8 has three. What is written of a name has
    /// another prefix, and must not be longer than what is read.
    static var longestPart: Int { 256 }
    /// Attributes of one element.
    private static var mostAttributes: Int { 64 }

    private struct OpenElement {
        var element: XMLElement
        /// As it stands in the document, with its prefix.
        var qualifiedName: String
        /// Namespaces that it declares.
        var declared: Int
        var text: [UInt8] = []
    }

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, limits: XMLElement.Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    func error(_ reason: XMLError.Reason, at offset: Int? = nil) -> XMLError {
        XMLError(reason: reason, offset: offset ?? position)
    }

    /// At a byte that does not belong, or where the text ends.
    var unexpected: XMLError { error(next == nil ? .unexpectedEnd : .unexpectedCharacter) }

    mutating func document() throws(XMLError) -> XMLElement {
        try skipStart()
        while true {
            guard let byte = next else { throw error(open.isEmpty ? .noElement : .unexpectedEnd) }
            guard byte == UInt8(ascii: "<") else {
                guard !open.isEmpty else { throw error(.noElement) }
                readText()
                continue
            }
            if let root = try markup() { return root }
            if open.isEmpty { skipBlanks() }
        }
    }

    /// A byte order mark, blanks, and the zeros that some devices put there.
    private mutating func skipStart() throws(XMLError) {
        if starts(with: [0xFE, 0xFF]) || starts(with: [0xFF, 0xFE]) { throw error(.encoding) }
        if starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
        while let byte = next, byte == 0 || Self.isBlank(byte) { position += 1 }
    }

    /// What begins with `<`. The document's element where this was its end.
    private mutating func markup() throws(XMLError) -> XMLElement? {
        if starts(with: Array("<!--".utf8)) {
            try skip(past: "-->")
        } else if starts(with: Array("<?".utf8)) {
            try skip(past: "?>")
        } else if starts(with: Array("<![CDATA[".utf8)) {
            guard !open.isEmpty else { throw error(.noElement) }
            let start = position + 9
            try skip(past: "]]>")
            open[open.count - 1].text += slice(start..<position - 3)
        } else if starts(with: Array("<!".utf8)) {
            throw error(.documentType)
        } else if starts(with: Array("</".utf8)) {
            return try end()
        } else {
            return try begin()
        }
        return nil
    }

    // MARK: Elements

    private mutating func begin() throws(XMLError) -> XMLElement? {
        position += 1
        guard open.count < limits.depth else { throw error(.tooDeep(limits.depth)) }
        guard elementCount < limits.elements else { throw error(.tooMany) }
        elementCount += 1
        let name = try qualifiedName()
        let attributes = try attributes()
        guard let declared = scope.declare(attributes) else { throw error(.tooMany) }
        var element = XMLElement(scope.name(of: name, isAttribute: false))
        for (attribute, value) in attributes where !XMLNamespaceScope.isDeclaration(attribute) {
            let name = scope.name(of: attribute, isAttribute: true)
            guard !element.attributes.contains(where: { $0.name == name }) else { continue }
            element.attributes.append(XMLAttribute(name: name, value: value))
        }
        open.append(OpenElement(element: element, qualifiedName: name.text, declared: declared))
        if next == UInt8(ascii: "/") {
            position += 1
            guard next == UInt8(ascii: ">") else { throw unexpected }
            position += 1
            return close()
        }
        guard next == UInt8(ascii: ">") else { throw unexpected }
        position += 1
        return nil
    }

    private mutating func end() throws(XMLError) -> XMLElement? {
        let start = position
        position += 2
        let name = try qualifiedName()
        skipBlanks()
        guard let last = open.last else { throw error(.unexpectedCharacter, at: start) }
        guard last.qualifiedName == name.text else { throw error(.wrongEnd(expected: last.qualifiedName), at: start) }
        guard next == UInt8(ascii: ">") else { throw unexpected }
        position += 1
        return close()
    }

    /// Ends the innermost element. Gives it where it was the document's.
    private mutating func close() -> XMLElement? {
        guard var closed = open.popLast() else { return nil }
        scope.forget(closed.declared)
        let isFiller = !closed.element.children.isEmpty && closed.text.allSatisfy(Self.isBlank)
        if !isFiller { closed.element.text = String(decoding: closed.text, as: UTF8.self) }
        guard !open.isEmpty else { return closed.element }
        open[open.count - 1].element.children.append(closed.element)
        return nil
    }

    private mutating func attributes() throws(XMLError) -> [(XMLQualifiedName, String)] {
        var found: [(XMLQualifiedName, String)] = []
        while true {
            let start = position
            skipBlanks()
            guard let byte = next else { throw error(.unexpectedEnd) }
            if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") { return found }
            guard position > start else { throw unexpected }
            guard found.count < Self.mostAttributes else { throw error(.tooMany) }
            let name = try qualifiedName()
            skipBlanks()
            guard next == UInt8(ascii: "=") else { throw unexpected }
            position += 1
            skipBlanks()
            found.append((name, try quoted()))
        }
    }

    // MARK: Text

    private mutating func readText() {
        var text: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "<") {
            switch byte {
            case UInt8(ascii: "&"): text += reference()
            case 0x0D:
                // A line's end is one character (XML 1.0 §2.11).
                position += 1
                if next != 0x0A { text.append(0x0A) }
            default:
                text.append(byte)
                position += 1
            }
        }
        open[open.count - 1].text += text
    }

    private mutating func quoted() throws(XMLError) -> String {
        guard let mark = next, mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'") else { throw unexpected }
        position += 1
        var value: [UInt8] = []
        while let byte = next, byte != mark {
            if byte == UInt8(ascii: "&") {
                value += reference()
            } else {
                // Line ends and tabs are blanks here (XML 1.0 §3.3.3).
                value.append(byte == 0x09 || byte == 0x0A || byte == 0x0D ? 0x20 : byte)
                position += 1
            }
        }
        guard next != nil else { throw error(.unexpectedEnd) }
        position += 1
        return String(decoding: value, as: UTF8.self)
    }

    private func slice(_ range: Range<Int>) -> [UInt8] { range.map { bytes[$0] } }
}
