/// A type of the standard library that is made of others.
protocol RecordedStructure {
    static func record(in session: RecordingSession, at path: [any CodingKey]) throws(SchemaError) -> RecordedSchema
}

extension Optional: RecordedStructure where Wrapped: Decodable {
    static func record(in session: RecordingSession, at path: [any CodingKey]) throws(SchemaError) -> RecordedSchema {
        let wrapped = try session.record(Wrapped.self, at: path)
        return RecordedSchema(schema: wrapped.schema.nullable, sample: wrapped.sample ?? .null)
    }
}

extension Array: RecordedStructure where Element: Decodable {
    static func record(in session: RecordingSession, at path: [any CodingKey]) throws(SchemaError) -> RecordedSchema {
        try session.list(of: Element.self, at: path)
    }
}

extension Set: RecordedStructure where Element: Decodable {
    static func record(in session: RecordingSession, at path: [any CodingKey]) throws(SchemaError) -> RecordedSchema {
        try session.list(of: Element.self, at: path)
    }
}

extension Dictionary: RecordedStructure where Key == String, Value: Decodable {
    static func record(in session: RecordingSession, at path: [any CodingKey]) throws(SchemaError) -> RecordedSchema {
        let value = try session.record(Value.self, at: path + [PlainKey(stringValue: "*")])
        return RecordedSchema(schema: .object([], additional: .each(value.schema)), sample: [:])
    }
}

extension RecordingSession {
    fileprivate func list<Element: Decodable>(
        of type: Element.Type,
        at path: [any CodingKey]
    ) throws(SchemaError) -> RecordedSchema {
        let element = try record(type, at: path + [PlainKey(intValue: 0)])
        return RecordedSchema(schema: .array(of: element.schema), sample: .array(element.sample.map { [$0] } ?? []))
    }
}
