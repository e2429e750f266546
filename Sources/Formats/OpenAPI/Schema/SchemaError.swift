/// Why a schema could not be made of a type. A fault of the program, found by the first test that makes the document.
package enum SchemaError: Error, Hashable {
    /// Two different schemas want one name.
    case nameTaken(String)
    /// The type's initialiser did not take the sample that it was given.
    case refused(type: String, path: String, reason: String)
    /// The type holds itself, and has no name to refer to.
    case nameless(type: String, path: String)
    /// The type cannot be without another of its own, so none can ever be.
    case endless(type: String, path: String)
    /// The type reads something by hand that a recorder cannot follow.
    case unreadable(type: String, path: String, what: String)
    /// The type reads the same place as two different things.
    case contradiction(type: String, path: String)
    /// Notes speak of a member that the type does not read.
    case noteWithoutMember(type: String, member: String)
}

extension SchemaError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .nameTaken(let name):
            """
            two different schemas are called "\(name)": give one another schemaName; a type that is both asked for and \
            answered, and has members that may be missing, is recorded as a request in both places
            """
        case .refused(let type, let path, let reason):
            """
            \(type)\(Self.place(path)) does not take its sample value (\(reason)): give it an example, in the schema \
            of SchemaDescribed or in the notes of SchemaAnnotated
            """
        case .nameless(let type, let path):
            "\(type)\(Self.place(path)) holds itself: let it conform to SchemaNamed, so that it can be referred to"
        case .endless(let type, let path):
            "\(type)\(Self.place(path)) holds itself, and not in a list or an optional: no value of it can be written"
        case .unreadable(let type, let path, let what):
            "\(type)\(Self.place(path)) \(what), which a recorder cannot follow: let it conform to SchemaDescribed"
        case .contradiction(let type, let path):
            "\(type) reads\(Self.place(path)) as two different things: let it conform to SchemaDescribed"
        case .noteWithoutMember(let type, let member):
            "the notes of \(type) speak of \"\(member)\", which it does not read"
        }
    }

    private static func place(_ path: String) -> String { path.isEmpty ? "" : " (at \(path))" }
}
