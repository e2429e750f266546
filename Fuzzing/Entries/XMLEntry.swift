import XML

extension FuzzEntry {
    /// A document: whatever is read from a stranger's can be written, and then means the same for ever.
    static let xml = FuzzEntry("xml", longestInput: 8192, words: xmlWords, seeds: { xmlSeeds }) {
        bytes throws(BrokenPromise) in
        guard let element = try? XMLElement.parse(bytes, limits: .init(size: 8192, depth: 32, elements: 500)) else {
            return
        }
        try expect(depth(of: element) <= 32, "elements deeper than the bound")
        // All namespaces are declared at once where it is written: more than a reader takes at once.
        guard namespaces(of: element).count <= 60 else { return }
        let written = element.document(prefixes: ["urn:a": "p"])
        guard let read = try? XMLElement.parse(written) else {
            throw BrokenPromise(description: "\(element) as \(String(decoding: written, as: UTF8.self))")
        }
        // Once it has been written, nothing of it changes any more.
        try expect((try? XMLElement.parse(read.document())) == read, "an element that changes each time it is written")
        _ = (element.first("Body"), element.withoutNamespaces, element.trimmedText)
    }

    /// An element of anything that can stand in one: what is written is what is read.
    static let xmlRoundTrip = FuzzEntry("round-trip-xml", longestInput: 1024, seeds: { roundTripSeeds }) {
        bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        let element = element(&input, depth: 0)
        let written = element.document(prefixes: ["urn:x": "x"])
        try expect(
            (try? XMLElement.parse(written)) == element,
            "\(element) as \(String(decoding: written, as: UTF8.self))"
        )
    }

    private static func depth(of element: XMLElement) -> Int { 1 + (element.children.map(depth).max() ?? 0) }

    private static func namespaces(of element: XMLElement) -> Set<String> {
        let own = Set(element.attributes.map(\.name.namespace) + [element.name.namespace])
        return element.children.reduce(into: own) { $0.formUnion(namespaces(of: $1)) }
    }

    private static func element(_ input: inout FuzzInput, depth: Int) -> XMLElement {
        var element = XMLElement(name(&input))
        for _ in 0..<Int(input.byte() % 4) {
            let name = name(&input)
            guard !element.attributes.contains(where: { $0.name == name }) else { continue }
            element.attributes.append(XMLAttribute(name: name, value: text(&input)))
        }
        let count = depth > 8 || input.isEmpty ? 0 : Int(input.byte() % 4)
        for _ in 0..<count { element.children.append(self.element(&input, depth: depth + 1)) }
        // Blanks alone beside elements are no text.
        element.text = count == 0 ? text(&input) : input.byte() & 1 == 0 ? "" : "." + text(&input)
        return element
    }

    private static func name(_ input: inout FuzzInput) -> XMLName {
        // A name begins with a letter.
        XMLName(input.choice(of: ["", "urn:x", "urn:y&<>\"'", "u\u{e9}"]), "a" + input.word())
    }

    private static func text(_ input: inout FuzzInput) -> String {
        let text = String(decoding: input.chunk(), as: UTF8.self)
        // What no document can hold is replaced when it is written.
        return String(
            text.unicodeScalars.filter {
                $0.value >= 0x20 && $0.value != 0xFFFE && $0.value != 0xFFFF || $0 == "\n" || $0 == "\t" || $0 == "\r"
            }
        )
    }

    private static let xmlWords = [
        "<?xml version=\"1.0\"?>", "<a xmlns=\"urn:a\">", "xmlns:p=\"urn:a\"", "<p:b", "</p:b>", "</a>", "/>", "<!--",
        "-->", "<![CDATA[", "]]>", "<!DOCTYPE", "&amp;", "&lt;", "&#x41;", "&#65;", "&", "xml:lang=\"en\"", "\u{FEFF}",
    ]

    private static var xmlSeeds: [[UInt8]] {
        let texts = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a xmlns=\"urn:a\" xmlns:p='urn:p'><p:b c=\"1\" p:d='&lt;'/>x&#65;</a>",
            "\u{FEFF} <a><!-- c --><![CDATA[<&>]]><b>?channel=1&subtype=0</b><?pi x?></a>\0\0junk",
            "<a><a><a><a>&quot;&apos;&gt;&nope;</a></a></a></a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        ]
        return texts.map { Array($0.utf8) }
    }

    private static var roundTripSeeds: [[UInt8]] {
        [(0..<200).map { UInt8($0 % 67) }, [UInt8](repeating: 3, count: 120), (0..<250).map { UInt8($0 * 7 % 256) }]
    }
}
