/// What one type asked of its decoder.
final class RecordedNode {
    private enum Content {
        case nothing
        case object
        case value(RecordedSchema)
    }

    let type: String
    let path: [any CodingKey]
    private let description: String?
    private let notes: [String: SchemaNote]
    private let session: RecordingSession

    private var content = Content.nothing
    private var properties: [Schema.Property] = []
    private var sample = JSONObject()
    /// Members of which the type asked whether they are there, and whether they are null.
    private var asked: Set<String> = []
    private var askedForNull: Set<String> = []
    private var isNullable = false

    init(
        type: String,
        path: [any CodingKey],
        description: String?,
        notes: [String: SchemaNote],
        session: RecordingSession
    ) {
        self.type = type
        self.path = path
        self.description = description
        self.notes = notes
        self.session = session
    }

    @discardableResult
    func unreadable(_ what: String) -> SchemaError {
        session.fail(.unreadable(type: type, path: path.text, what: what))
    }

    private func contradiction(at path: [any CodingKey]) -> SchemaError {
        session.fail(.contradiction(type: type, path: path.text))
    }

    // MARK: - What the type asks

    func enterObject() throws(SchemaError) {
        if case .value = content { throw contradiction(at: path) }
        content = .object
    }

    func asks(for key: any CodingKey) { asked.insert(key.stringValue) }
    func asksForNull(at key: any CodingKey) { askedForNull.insert(key.stringValue) }
    func asksForNull() { isNullable = true }

    /// The whole as another type.
    func value<Value: Decodable>(_ type: Value.Type) throws(SchemaError) -> Value {
        let recorded = try session.record(type, at: path)
        switch content {
        case .nothing: content = .value(recorded)
        case .value(let known) where known.schema == recorded.schema: break
        default: throw contradiction(at: path)
        }
        guard let sample = recorded.sample else { throw session.fail(.endless(type: self.type, path: path.text)) }
        return try session.value(type, of: sample, at: path)
    }

    /// A member that is decoded whatever it is.
    func member<Value: Decodable>(_ type: Value.Type, _ key: any CodingKey) throws(SchemaError) -> Value {
        guard let sample = try note(type, key, ifPresent: false) else {
            throw session.fail(.endless(type: self.type, path: (path + [key]).text))
        }
        return try session.value(type, of: sample, at: path + [key])
    }

    /// A member that may be missing or null.
    func memberIfPresent<Value: Decodable>(_ type: Value.Type, _ key: any CodingKey) throws(SchemaError) -> Value? {
        guard let sample = try note(type, key, ifPresent: true), !sample.isNull else { return nil }
        return try session.value(type, of: sample, at: path + [key])
    }

    /// - Returns: the member's sample; nil where its type is still being read.
    private func note<Value: Decodable>(
        _ type: Value.Type,
        _ key: any CodingKey,
        ifPresent: Bool
    ) throws(SchemaError) -> JSONValue? {
        let name = key.stringValue
        let recorded = try session.record(type, at: path + [key])
        var schema = recorded.schema
        let isOptional = ifPresent || asked.contains(name)
        // What is nil is left out of an answer; only null that stands for itself is ever written.
        if ifPresent || askedForNull.contains(name), session.use == .request || !isOptional { schema.isNullable = true }
        let property = Schema.Property(name: name, schema: schema, isRequired: !isOptional)
        if let known = properties.first(where: { $0.name == name }) {
            guard known == property else { throw contradiction(at: path + [key]) }
        } else {
            properties.append(property)
        }
        let sample = notes[name]?.example ?? recorded.sample
        if let sample { self.sample[name] = sample }
        return sample
    }

    // MARK: - What came of it

    func finish() throws(SchemaError) -> RecordedSchema {
        var recorded = try found()
        if isNullable { recorded.schema.isNullable = true }
        if let description { recorded.schema.description = description }
        return recorded
    }

    private func found() throws(SchemaError) -> RecordedSchema {
        for name in asked.union(askedForNull).sorted() where !properties.contains(where: { $0.name == name }) {
            throw unreadable("asks for \"\(name)\" and does not read it")
        }
        for (name, note) in notes.sorted(by: { $0.key < $1.key }) {
            guard let index = properties.firstIndex(where: { $0.name == name }) else {
                throw session.fail(.noteWithoutMember(type: type, member: name))
            }
            note.apply(to: &properties[index].schema)
        }
        if case .value(let recorded) = content { return recorded }
        return RecordedSchema(schema: .object(properties), sample: .object(sample))
    }
}
