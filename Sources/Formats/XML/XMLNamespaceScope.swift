/// The namespaces that are declared where the reader is.
struct XMLNamespaceScope {
    /// The innermost last.
    private var bindings: [(prefix: String, namespace: String)] = []

    /// Those in force at once. Each name is looked for among them, so that many would make reading slow.
    private static let most = 128
    /// Bound to its prefix for ever (Namespaces in XML 1.0 §3).
    static let xml = "http://www.w3.org/XML/1998/namespace"

    static func isDeclaration(_ name: XMLQualifiedName) -> Bool {
        name.prefix == "xmlns" || (name.prefix.isEmpty && name.local == "xmlns")
    }

    /// Takes an element's declarations.
    ///
    /// - Returns: how many there were, to be forgotten at the element's end; nil where they are too many.
    mutating func declare(_ attributes: [(XMLQualifiedName, String)]) -> Int? {
        var count = 0
        for (name, value) in attributes where Self.isDeclaration(name) {
            guard bindings.count < Self.most else { return nil }
            bindings.append((name.prefix.isEmpty ? "" : name.local, value))
            count += 1
        }
        return count
    }

    mutating func forget(_ count: Int) { bindings.removeLast(count) }

    /// An attribute without a prefix is in no namespace (§6.2).
    func name(of name: XMLQualifiedName, isAttribute: Bool) -> XMLName {
        if isAttribute, name.prefix.isEmpty { return XMLName("", name.local) }
        if name.prefix == "xml" { return XMLName(Self.xml, name.local) }
        return XMLName(bindings.last { $0.prefix == name.prefix }?.namespace ?? "", name.local)
    }
}
