import Media

/// An element with all that is in it. Where text and elements stand in turns, which messages never need, the text is joined.
package struct XMLElement: Hashable, Sendable {
    package var name: XMLName
    package var attributes: [XMLAttribute]
    /// All text that is the element's own, with its blanks; blanks between elements are none.
    package var text: String
    package var children: [XMLElement]

    package init(
        _ name: XMLName,
        attributes: [XMLAttribute] = [],
        text: String = "",
        children: [XMLElement] = []
    ) {
        self.name = name
        self.attributes = attributes
        self.text = text
        self.children = children
    }
}

extension XMLElement {
    /// The text without the blanks around it.
    package var trimmedText: String { String(text[...].trimmed) }

    /// The first child of a name; one of that namespace before one of any other, which senders often get wrong.
    package func child(_ local: String, in namespace: String? = nil) -> XMLElement? {
        let named = children.lazy.filter { $0.name.local == local }
        guard let namespace else { return named.first }
        return named.first { $0.name.namespace == namespace } ?? named.first
    }

    /// All children of a name, in whatever namespace.
    package func children(named local: String) -> [XMLElement] { children.filter { $0.name.local == local } }

    /// The value of the first attribute of a name, in whatever namespace.
    package func attribute(_ local: String) -> String? { attributes.first { $0.name.local == local }?.value }

    /// The first element of a name within this one, itself included, before those that stand deeper.
    package func first(_ local: String) -> XMLElement? {
        if name.local == local { return self }
        var level = children
        while !level.isEmpty {
            if let found = level.first(where: { $0.name.local == local }) { return found }
            level = level.flatMap(\.children)
        }
        return nil
    }

    /// The same without any namespace.
    package var withoutNamespaces: XMLElement {
        XMLElement(
            XMLName("", name.local),
            attributes: attributes.map { XMLAttribute(name: XMLName("", $0.name.local), value: $0.value) },
            text: text,
            children: children.map(\.withoutNamespaces)
        )
    }
}
