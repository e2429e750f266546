/// A body in one content type.
package struct OpenAPIContent: Hashable, Sendable {
    /// Without parameters: `application/json`.
    package var type: String
    /// Nil for bytes that JSON Schema has no word for, such as a film.
    package var schema: Schema?

    package init(_ type: String, _ schema: Schema? = nil) {
        self.type = type
        self.schema = schema
    }

    package static func json(_ schema: Schema) -> OpenAPIContent { OpenAPIContent("application/json", schema) }
}

/// What an operation takes as its body.
package struct OpenAPIBody: Hashable, Sendable {
    /// Any one of these.
    package var content: [OpenAPIContent]
    package var isRequired: Bool
    package var description: String?

    package init(_ content: [OpenAPIContent], isRequired: Bool = true, description: String? = nil) {
        self.content = content
        self.isRequired = isRequired
        self.description = description
    }

    package static func json(_ schema: Schema) -> OpenAPIBody { OpenAPIBody([.json(schema)]) }

    var json: JSONValue {
        var object = JSONObject()
        object["description"] = description.map(JSONValue.string)
        object["content"] = content.json
        if isRequired { object["required"] = true }
        return .object(object)
    }
}

/// What an operation answers with one status.
package struct OpenAPIResponse: Hashable, Sendable {
    package struct Header: Hashable, Sendable {
        package var name: String
        package var schema: Schema
        package var description: String?

        package init(_ name: String, _ schema: Schema, description: String? = nil) {
            self.name = name
            self.schema = schema
            self.description = description
        }
    }

    package var status: Int
    package var description: String
    package var headers: [Header]
    /// Any one of these; empty where the answer has no body.
    package var content: [OpenAPIContent]
    /// The name under which the answer stands once among the components, where many operations give the same.
    package var component: String?

    package init(
        _ status: Int,
        _ description: String,
        content: [OpenAPIContent] = [],
        headers: [Header] = [],
        component: String? = nil
    ) {
        self.status = status
        self.description = description
        self.headers = headers
        self.content = content
        self.component = component
    }

    var json: JSONValue {
        var object: JSONObject = ["description": .string(description)]
        if !headers.isEmpty {
            var fields = JSONObject()
            for header in headers {
                var field = JSONObject()
                field["description"] = header.description.map(JSONValue.string)
                field["schema"] = header.schema.json
                fields[header.name] = .object(field)
            }
            object["headers"] = .object(fields)
        }
        if !content.isEmpty { object["content"] = content.json }
        return .object(object)
    }
}

extension [OpenAPIContent] {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        for content in self {
            var media = JSONObject()
            media["schema"] = content.schema?.json
            object[content.type] = .object(media)
        }
        return .object(object)
    }
}
