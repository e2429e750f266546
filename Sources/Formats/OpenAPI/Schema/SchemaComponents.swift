/// The schemas that others refer to by name.
package struct SchemaComponents: Hashable, Sendable {
    private var schemas: [String: Schema] = [:]

    package init() {}

    package subscript(name: String) -> Schema? { schemas[name] }

    /// In the order of the alphabet, whatever came first.
    package var names: [String] { schemas.keys.sorted() }
    package var isEmpty: Bool { schemas.isEmpty }

    /// Gives a schema a name. The same schema may come again.
    ///
    /// - Throws: where another schema has the name.
    package mutating func add(_ name: String, _ schema: Schema) throws(SchemaError) {
        guard let known = schemas.updateValue(schema, forKey: name), known != schema else { return }
        schemas[name] = known
        throw .nameTaken(name)
    }

    var json: JSONObject {
        var object = JSONObject()
        for name in names { object[name] = schemas[name]?.json }
        return object
    }
}
