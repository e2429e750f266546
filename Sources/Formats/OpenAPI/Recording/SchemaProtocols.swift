/// A type whose schema stands among the components of the document, once, and is referred to by this name. A type that
/// holds itself must have one.
package protocol SchemaNamed {
    /// Letters, digits, `.`, `-` and `_`.
    static var schemaName: String { get }
}

/// A type that says itself what its JSON looks like: a text with rules of its own, a choice.
package protocol SchemaDescribed {
    /// Should carry an example: the recorder decodes the type from it where it needs a value. All examples must decode.
    static var schema: Schema { get }
}

/// A type that is exactly one of several others, and tells from the JSON which.
package protocol SchemaUnion {
    static var schemaChoices: [any Decodable.Type] { get }
}

/// A type with more to say about its members than Swift's types do.
package protocol SchemaAnnotated {
    /// A sentence about the whole.
    static var schemaDescription: String? { get }
    /// By the members' names in JSON; each must be one that the type reads.
    static var schemaNotes: [String: SchemaNote] { get }
}

extension SchemaAnnotated {
    package static var schemaDescription: String? { nil }
    package static var schemaNotes: [String: SchemaNote] { [:] }
}
