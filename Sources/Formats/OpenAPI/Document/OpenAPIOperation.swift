/// One method of one path.
package struct OpenAPIOperation: Hashable, Sendable {
    /// In the order in which a path lists them.
    package enum Method: String, Hashable, Sendable, CaseIterable {
        case get, head, post, put, patch, delete, options
    }

    package var method: Method
    /// With parameters in braces: `/cameras/{id}`.
    package var path: String
    /// A name of its own, which programs made of the document call it by.
    package var id: String
    package var summary: String
    /// Markdown.
    package var description: String?
    package var tags: [String]
    package var parameters: [OpenAPIParameter]
    package var body: OpenAPIBody?
    package var responses: [OpenAPIResponse]
    /// Names of security schemes. Any one of the lists will do, and of that all that it names. No list at all: open to
    /// everyone.
    package var security: [[String]]
    /// Members that begin with `x-`, such as the permission that is asked for.
    package var extensions: JSONObject

    package init(
        _ method: Method,
        _ path: String,
        id: String,
        summary: String,
        description: String? = nil,
        tags: [String] = [],
        parameters: [OpenAPIParameter] = [],
        body: OpenAPIBody? = nil,
        responses: [OpenAPIResponse],
        security: [[String]] = [],
        extensions: JSONObject = [:]
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.summary = summary
        self.description = description
        self.tags = tags
        self.parameters = parameters
        self.body = body
        self.responses = responses
        self.security = security
        self.extensions = extensions
    }

    /// All schemas of the operation, each with a word on where it stands.
    var schemas: [(place: String, schema: Schema)] {
        var schemas = parameters.map { ("parameter \"\($0.name)\"", $0.schema) }
        for content in body?.content ?? [] {
            if let schema = content.schema { schemas.append(("body", schema)) }
        }
        for response in responses {
            for header in response.headers { schemas.append(("header \"\(header.name)\"", header.schema)) }
            for content in response.content {
                if let schema = content.schema { schemas.append(("answer \(response.status)", schema)) }
            }
        }
        return schemas
    }
}
