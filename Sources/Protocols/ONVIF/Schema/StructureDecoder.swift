import Media
import XML

/// Reads an ``ONVIFStructure`` out of an element.
struct StructureDecoder: Decoder {
    let element: XMLElement
    var codingPath: [any CodingKey] = []
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(FieldReader<Key>(element: element, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw corrupted("a list within a list", at: codingPath)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        TextReader(text: element.text[...].trimmed, codingPath: codingPath)
    }

    static func explanation(of error: DecodingError, in name: String) -> String {
        let (path, what): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context.codingPath, "cannot be read")
            @unknown default: ([], "cannot be read")
            }
        return ([name] + path.map(\.stringValue)).joined(separator: "/") + " " + what
    }
}

/// A field as a coder of structures finds it.
enum FieldName {
    /// "videoSource" is `VideoSource`.
    static func element(_ key: any CodingKey) -> String {
        let name = key.stringValue
        return name.prefix(1).uppercased() + name.dropFirst()
    }
}

private func corrupted(_ what: String, at path: [any CodingKey]) -> DecodingError {
    .dataCorrupted(.init(codingPath: path, debugDescription: what))
}

private struct FieldReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let element: XMLElement
    let codingPath: [any CodingKey]

    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool {
        key.stringValue.isEmpty || element.child(FieldName.element(key)) != nil
            || element.attribute(key.stringValue) != nil
    }

    func decodeNil(forKey key: Key) throws -> Bool { !contains(key) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let path = codingPath + [key]
        if type is any AttributeField.Type {
            let text = element.attribute(key.stringValue).map { $0[...].trimmed }
            // One that need not be there and cannot be read is not there.
            if let text, let value = try? Value(from: TextDecoder(text: text, codingPath: path)) { return value }
            return try Value(from: TextDecoder(text: nil, codingPath: path))
        }
        let name = FieldName.element(key)
        if let list = type as? any ListField.Type {
            let members = list.members(in: element.children(named: name), codingPath: path)
            guard let value = members as? Value else { throw corrupted("a list of something else", at: path) }
            return value
        }
        if key.stringValue.isEmpty {
            return try Value(from: TextDecoder(text: element.text[...].trimmed, codingPath: path))
        }
        guard let child = element.child(name) else {
            // Names are for people: what lacks one is of use all the same.
            if name == "Name", let none = "" as? Value { return none }
            throw DecodingError.keyNotFound(
                key,
                .init(codingPath: codingPath, debugDescription: "\(name) is missing")
            )
        }
        return try Value(from: StructureDecoder(element: child, codingPath: path))
    }

    // What need not be there and cannot be read is not there. The standard library has its own of these for each simple type,
    // which a generic one alone would not replace.

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { readIfPresent(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { readIfPresent(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { readIfPresent(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { readIfPresent(type, key) }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        readIfPresent(type, key)
    }

    private func readIfPresent<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
        contains(key) ? try? decode(type, forKey: key) : nil
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<Nested>
    {
        throw corrupted("an anonymous structure", at: codingPath + [key])
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw corrupted("an anonymous list", at: codingPath + [key])
    }

    func superDecoder() throws -> any Decoder { throw corrupted("a class", at: codingPath) }

    func superDecoder(forKey key: Key) throws -> any Decoder { throw corrupted("a class", at: codingPath + [key]) }
}

/// Reads a text that is no element: an attribute, or an element's own text. Nil where there is none.
private struct TextDecoder: Decoder {
    let text: Substring?
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw corrupted("a structure in a text", at: codingPath)
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw corrupted("a list in a text", at: codingPath)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        TextReader(text: text, codingPath: codingPath)
    }
}

private struct TextReader: SingleValueDecodingContainer {
    let text: Substring?
    let codingPath: [any CodingKey]

    func decodeNil() -> Bool { text == nil }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard let text else {
            throw DecodingError.valueNotFound(type, .init(codingPath: codingPath, debugDescription: "it is missing"))
        }
        guard let scalar = type as? any TextScalar.Type else {
            return try Value(from: TextDecoder(text: text, codingPath: codingPath))
        }
        guard let value = scalar.init(text: text) as? Value else { throw corrupted("‘\(text)’", at: codingPath) }
        return value
    }
}
