extension XMLElement {
    /// The document: a declaration and this element, in UTF-8, with no blanks of its own.
    ///
    /// - Parameters:
    ///   - prefixes: those to use, by namespace; another namespace gets a prefix of its own. What no element uses is not
    ///     declared.
    ///   - declaring: namespaces to declare although no element uses them, because a text does.
    package func document(prefixes: [String: String] = [:], declaring: [String] = []) -> [UInt8] {
        var writer = XMLWriter(prefixes: prefixes)
        for namespace in declaring { writer.use(namespace) }
        writer.useNames(of: self)
        writer.write(self, isRoot: true)
        return writer.bytes
    }
}

/// Puts a document together. All namespaces are declared at its element.
private struct XMLWriter {
    var bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>".utf8)
    private let prefixes: [String: String]
    /// In the order of their first use.
    private var used: [(namespace: String, prefix: String)] = []
    private var prefixByNamespace: [String: String] = ["": "", XMLNamespaceScope.xml: "xml"]

    init(prefixes: [String: String]) { self.prefixes = prefixes }

    mutating func use(_ namespace: String) {
        guard prefixByNamespace[namespace] == nil else { return }
        var prefix = prefixes[namespace] ?? "n\(used.count)"
        while used.contains(where: { $0.prefix == prefix }) { prefix += "x" }
        prefixByNamespace[namespace] = prefix
        used.append((namespace, prefix))
    }

    mutating func useNames(of element: XMLElement) {
        use(element.name.namespace)
        for attribute in element.attributes { use(attribute.name.namespace) }
        for child in element.children { useNames(of: child) }
    }

    mutating func write(_ element: XMLElement, isRoot: Bool = false) {
        let name = qualified(element.name)
        add("<" + name)
        if isRoot {
            for (namespace, prefix) in used { write(attribute: "xmlns:" + prefix, namespace) }
        }
        for attribute in element.attributes { write(attribute: qualified(attribute.name), attribute.value) }
        guard !element.text.isEmpty || !element.children.isEmpty else { return add("/>") }
        add(">")
        addEscaped(element.text, isAttribute: false)
        for child in element.children { write(child) }
        add("</" + name + ">")
    }

    private func qualified(_ name: XMLName) -> String {
        guard let prefix = prefixByNamespace[name.namespace], !prefix.isEmpty else { return name.local }
        return prefix + ":" + name.local
    }

    private mutating func write(attribute name: String, _ value: String) {
        add(" " + name + "=\"")
        addEscaped(value, isAttribute: true)
        add("\"")
    }

    private mutating func add(_ text: String) { bytes += text.utf8 }

    private mutating func addEscaped(_ text: String, isAttribute: Bool) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": add("&amp;")
            case "<": add("&lt;")
            case ">": add("&gt;")
            case "\"" where isAttribute: add("&quot;")
            case "\r": add("&#13;")
            case "\t" where isAttribute: add("&#9;")
            case "\n" where isAttribute: add("&#10;")
            case "\t", "\n": bytes.append(UInt8(ascii: scalar))
            // No other control character can stand in a document, not even as a reference (XML 1.0 §2.2).
            case "\u{00}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": add("\u{FFFD}")
            default: bytes += UTF8.encode(scalar).map { Array($0) } ?? []
            }
        }
    }
}
