/// Which way a message goes.
package enum SchemaUse: Hashable, Sendable, CaseIterable {
    /// The server decodes it: null does for a member that may be missing.
    case request
    /// The server encodes it: a member without a value is left out, and null stands only where the type always writes
    /// it.
    case response
}

/// Makes schemas of types by letting them decode themselves, and watching what they ask for.
///
/// What a type reads with `decode` is required, with `decodeIfPresent` or after `contains` not. Members stand in the
/// order of the type's `CodingKeys`. Raw texts of `CaseIterable` enumerations become the list of their values,
/// numbers have the range of their width. The recorder sees one run of each initialiser: a type that reads one thing
/// or another, or a list by hand, conforms to ``SchemaDescribed`` or ``SchemaUnion``. What can be seen of that is an
/// error; an answer held against its schema shows the rest.
package struct SchemaRecorder: Sendable {
    /// The schemas of all named types seen so far.
    package var components: SchemaComponents
    private var finished: [SchemaUse: [ObjectIdentifier: RecordedSchema]] = [:]

    package init(components: SchemaComponents = SchemaComponents()) { self.components = components }

    /// What the server takes as this type.
    package mutating func request<Value: Decodable>(_ type: Value.Type) throws(SchemaError) -> Schema {
        try schema(of: type, as: .request)
    }

    /// What the server writes as this type, if it encodes as `Codable` has it from the compiler.
    package mutating func response<Value: Decodable>(_ type: Value.Type) throws(SchemaError) -> Schema {
        try schema(of: type, as: .response)
    }

    /// - Throws: where the type cannot be followed; nothing of it is kept then.
    package mutating func schema<Value: Decodable>(
        of type: Value.Type,
        as use: SchemaUse
    ) throws(SchemaError) -> Schema {
        let session = RecordingSession(use: use, components: components, finished: finished[use] ?? [:])
        let recorded = try session.record(type, at: [])
        components = session.components
        finished[use] = session.finished
        return recorded.schema
    }
}

/// What is known of a type.
struct RecordedSchema: Hashable {
    var schema: Schema
    /// A value that the type takes; nil while the type itself is being read.
    var sample: JSONValue?
}
