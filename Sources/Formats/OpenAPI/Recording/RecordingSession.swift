/// One run of the recorder: a type and all within it. Decoders and their containers share it.
final class RecordingSession {
    let use: SchemaUse
    private(set) var components: SchemaComponents
    private(set) var finished: [ObjectIdentifier: RecordedSchema]
    private var underway: Set<ObjectIdentifier> = []
    /// The first thing that went wrong. An initialiser may have swallowed it with `try?`.
    private var failure: SchemaError?

    init(use: SchemaUse, components: SchemaComponents, finished: [ObjectIdentifier: RecordedSchema]) {
        self.use = use
        self.components = components
        self.finished = finished
    }

    @discardableResult
    func fail(_ error: SchemaError) -> SchemaError {
        let first = failure ?? error
        failure = first
        return first
    }

    func record<Value: Decodable>(
        _ type: Value.Type,
        at path: [any CodingKey]
    ) throws(SchemaError) -> RecordedSchema {
        if let primitive = type as? any JSONPrimitive.Type {
            return RecordedSchema(schema: primitive.schema, sample: primitive.sample)
        }
        if let structure = type as? any RecordedStructure.Type { return try structure.record(in: self, at: path) }
        let identifier = ObjectIdentifier(type)
        if let known = finished[identifier] { return known }
        let name = (type as? any SchemaNamed.Type)?.schemaName
        guard underway.insert(identifier).inserted else {
            guard let name else { throw fail(.nameless(type: "\(type)", path: path.text)) }
            return RecordedSchema(schema: .reference(name))
        }
        defer { underway.remove(identifier) }
        var recorded = try make(type, at: path)
        if let name {
            do throws(SchemaError) { try components.add(name, recorded.schema) } catch { throw fail(error) }
            recorded.schema = .reference(name)
        }
        finished[identifier] = recorded
        return recorded
    }

    /// A value of the type, made of the sample.
    func value<Value: Decodable>(
        _ type: Value.Type,
        of sample: JSONValue,
        at path: [any CodingKey]
    ) throws(SchemaError) -> Value {
        do {
            return try JSONValueDecoder(value: sample, codingPath: path).decode(type)
        } catch {
            throw fail(.refused(type: "\(type)", path: path.text, reason: "\(error)"))
        }
    }

    private func make<Value: Decodable>(
        _ type: Value.Type,
        at path: [any CodingKey]
    ) throws(SchemaError) -> RecordedSchema {
        if let described = type as? any SchemaDescribed.Type {
            let schema = described.schema
            for example in schema.examples { _ = try value(type, of: example, at: path) }
            return RecordedSchema(schema: schema, sample: schema.sample)
        }
        if let union = type as? any SchemaUnion.Type {
            return try choice(of: union.schemaChoices, at: path)
        }
        if let enumeration = type as? any (CaseIterable & RawRepresentable).Type,
            let recorded = Self.values(of: enumeration)
        {
            return recorded
        }
        return try read(type, at: path)
    }

    private func choice(
        of types: [any Decodable.Type],
        at path: [any CodingKey]
    ) throws(SchemaError) -> RecordedSchema {
        var choices: [RecordedSchema] = []
        for type in types { choices.append(try record(type, at: path)) }
        return RecordedSchema(schema: .oneOf(choices.map(\.schema)), sample: choices.lazy.compactMap(\.sample).first)
    }

    private static func values<Enumeration: CaseIterable & RawRepresentable>(
        of type: Enumeration.Type
    ) -> RecordedSchema? {
        let texts = type.allCases.compactMap { $0.rawValue as? String }
        guard let first = texts.first, texts.count == type.allCases.count else { return nil }
        return RecordedSchema(schema: .enumeration(texts), sample: .string(first))
    }

    /// Lets the type decode itself.
    private func read<Value: Decodable>(
        _ type: Value.Type,
        at path: [any CodingKey]
    ) throws(SchemaError) -> RecordedSchema {
        let annotated = type as? any SchemaAnnotated.Type
        let node = RecordedNode(
            type: "\(type)",
            path: path,
            description: annotated?.schemaDescription,
            notes: annotated?.schemaNotes ?? [:],
            session: self
        )
        do {
            _ = try Value(from: RecordingDecoder(node: node))
        } catch {
            throw fail(.refused(type: "\(type)", path: path.text, reason: "\(error)"))
        }
        if let failure { throw failure }
        return try node.finish()
    }
}

extension [any CodingKey] {
    /// As a person writes it: "streams.main".
    var text: String { map(\.stringValue).joined(separator: ".") }
}
