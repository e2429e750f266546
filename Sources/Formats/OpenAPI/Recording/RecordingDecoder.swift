/// What a type decodes itself from while the recorder watches: it has every member that it is asked for.
struct RecordingDecoder: Decoder {
    let node: RecordedNode

    var codingPath: [any CodingKey] { node.path }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try node.enterObject()
        return KeyedDecodingContainer(RecordingMembers(node: node))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw node.unreadable("reads a list by hand") }

    func singleValueContainer() -> any SingleValueDecodingContainer { RecordingValue(node: node) }
}

private struct RecordingValue: SingleValueDecodingContainer {
    let node: RecordedNode

    var codingPath: [any CodingKey] { node.path }

    func decodeNil() -> Bool {
        node.asksForNull()
        return false
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try node.value(type) }
}

private struct RecordingMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let node: RecordedNode

    var codingPath: [any CodingKey] { node.path }

    var allKeys: [Key] {
        node.unreadable("asks which members there are")
        return []
    }

    func contains(_ key: Key) -> Bool {
        node.asks(for: key)
        return true
    }

    func decodeNil(forKey key: Key) -> Bool {
        node.asksForNull(at: key)
        return false
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try node.member(type, key)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try node.memberIfPresent(type, key)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw node.unreadable("reads within \"\(key.stringValue)\" by hand") }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw node.unreadable("reads the list \"\(key.stringValue)\" by hand")
    }

    func superDecoder() throws -> any Decoder { throw node.unreadable("asks for the decoder of a super-class") }
    func superDecoder(forKey key: Key) throws -> any Decoder { try superDecoder() }
}
