/// What an operation takes beside its body.
package struct OpenAPIParameter: Hashable, Sendable {
    package enum Place: String, Hashable, Sendable {
        case path, query, header
    }

    package var name: String
    package var place: Place
    package var schema: Schema
    package var isRequired: Bool
    package var description: String?

    package init(_ name: String, in place: Place, _ schema: Schema, isRequired: Bool, description: String? = nil) {
        self.name = name
        self.place = place
        self.schema = schema
        self.isRequired = isRequired
        self.description = description
    }

    package static func path(_ name: String, _ schema: Schema, description: String? = nil) -> OpenAPIParameter {
        OpenAPIParameter(name, in: .path, schema, isRequired: true, description: description)
    }

    package static func query(
        _ name: String,
        _ schema: Schema,
        isRequired: Bool = false,
        description: String? = nil
    ) -> OpenAPIParameter {
        OpenAPIParameter(name, in: .query, schema, isRequired: isRequired, description: description)
    }

    package static func header(
        _ name: String,
        _ schema: Schema,
        isRequired: Bool = false,
        description: String? = nil
    ) -> OpenAPIParameter {
        OpenAPIParameter(name, in: .header, schema, isRequired: isRequired, description: description)
    }

    var json: JSONValue {
        var object: JSONObject = ["name": .string(name), "in": .string(place.rawValue)]
        object["description"] = description.map(JSONValue.string)
        if isRequired { object["required"] = true }
        object["schema"] = schema.json
        return .object(object)
    }
}
