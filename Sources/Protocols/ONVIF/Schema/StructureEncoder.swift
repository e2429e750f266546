import XML

/// An element that is being put together. A class, because the containers of a coder are copied freely; it lives for one
/// call.
final class StructureNode {
    var element: XMLElement
    /// Whether there was something to write.
    var isNil = false

    init(_ name: XMLName) { element = XMLElement(name) }
}

/// Writes an ``ONVIFStructure`` into an element.
struct StructureEncoder: Encoder {
    let node: StructureNode
    /// Says where the fields' elements stand; nil for a simple value.
    let structure: (any ONVIFStructure.Type)?
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(FieldWriter<Key>(node: node, structure: structure))
    }

    /// Only for what is no list of fields; those have ``ListEncoder``.
    func unkeyedContainer() -> any UnkeyedEncodingContainer { ListEncoder(node: node, name: node.element.name) }

    func singleValueContainer() -> any SingleValueEncodingContainer { TextWriter(node: node) }
}

private struct FieldWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: StructureNode
    let structure: (any ONVIFStructure.Type)?
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil(forKey key: Key) throws {}

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        if value is any AttributeField {
            guard let text = try text(of: value) else { return }
            node.element.attributes.append(XMLAttribute(name: XMLName("", key.stringValue), value: text))
            return
        }
        if key.stringValue.isEmpty {
            node.element.text = try text(of: value) ?? ""
            return
        }
        let field = FieldName.element(key)
        let name = XMLName(structure?.namespace(of: field) ?? "", field)
        if value is any ListField {
            try value.encode(to: ListEncoder(node: node, name: name))
        } else {
            try node.append(value, named: name)
        }
    }

    private func text(of value: some Encodable) throws -> String? {
        let scratch = StructureNode(XMLName("", ""))
        try value.encode(to: StructureEncoder(node: scratch, structure: nil))
        return scratch.isNil ? nil : scratch.element.text
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key)
        -> KeyedEncodingContainer<Nested>
    {
        KeyedEncodingContainer(FieldWriter<Nested>(node: node, structure: structure))
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        ListEncoder(node: node, name: XMLName("", FieldName.element(key)))
    }

    mutating func superEncoder() -> any Encoder { StructureEncoder(node: node, structure: structure) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { StructureEncoder(node: node, structure: structure) }
}

extension StructureNode {
    fileprivate func append<Value: Encodable>(_ value: Value, named name: XMLName) throws {
        let child = StructureNode(name)
        let structure = Value.self as? any ONVIFStructure.Type
        try value.encode(to: StructureEncoder(node: child, structure: structure))
        if !child.isNil { element.children.append(child.element) }
    }
}

/// Writes each member of a list as an element of one name.
private struct ListEncoder: Encoder, UnkeyedEncodingContainer {
    let node: StructureNode
    let name: XMLName
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    var count: Int { node.element.children.count }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(FieldWriter<Key>(node: node, structure: nil))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { self }
    func singleValueContainer() -> any SingleValueEncodingContainer { TextWriter(node: node) }

    mutating func encodeNil() throws {}

    mutating func encode<Value: Encodable>(_ value: Value) throws { try node.append(value, named: name) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(FieldWriter<Nested>(node: node, structure: nil))
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { self }
    mutating func superEncoder() -> any Encoder { self }
}

private struct TextWriter: SingleValueEncodingContainer {
    let node: StructureNode
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() throws { node.isNil = true }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        if let scalar = value as? any TextScalar {
            node.element.text = scalar.text
        } else {
            let structure = Value.self as? any ONVIFStructure.Type
            try value.encode(to: StructureEncoder(node: node, structure: structure))
        }
    }
}
