/// An API as OpenAPI 3.1 describes it: https://spec.openapis.org/oas/v3.1.0.
package struct OpenAPIDocument: Hashable, Sendable {
    package struct Server: Hashable, Sendable {
        package var url: String
        package var description: String?

        package init(url: String, description: String? = nil) {
            self.url = url
            self.description = description
        }
    }

    package struct Tag: Hashable, Sendable {
        package var name: String
        package var description: String?

        package init(_ name: String, description: String? = nil) {
            self.name = name
            self.description = description
        }
    }

    package var title: String
    /// Of the API, or of the program that serves it.
    package var version: String
    /// Markdown.
    package var description: String?
    package var servers: [Server]
    /// All tags that operations bear.
    package var tags: [Tag]
    package var securitySchemes: [OpenAPISecurityScheme]
    package var operations: [OpenAPIOperation]
    /// All that the operations' schemas refer to.
    package var components: SchemaComponents

    package init(
        title: String,
        version: String,
        description: String? = nil,
        servers: [Server] = [],
        tags: [Tag] = [],
        securitySchemes: [OpenAPISecurityScheme] = [],
        operations: [OpenAPIOperation] = [],
        components: SchemaComponents = SchemaComponents()
    ) {
        self.title = title
        self.version = version
        self.description = description
        self.servers = servers
        self.tags = tags
        self.securitySchemes = securitySchemes
        self.operations = operations
        self.components = components
    }

    package func operation(_ id: String) -> OpenAPIOperation? { operations.first { $0.id == id } }

    /// Where an answer differs from what the document promises; empty if it is as promised.
    ///
    /// - Parameters:
    ///   - body: what was answered, read as JSON; nil where the answer has no body, or one that is not JSON.
    ///   - contentType: without parameters.
    package func violations(
        ofAnswerTo operationID: String,
        status: Int,
        contentType: String?,
        body: JSONValue?
    ) -> [SchemaViolation] {
        guard let operation = operation(operationID) else {
            return [.whole("answers \(operationID), which is not in the document")]
        }
        guard let response = operation.responses.first(where: { $0.status == status }) else {
            return [.whole("has status \(status), which \(operationID) does not promise")]
        }
        guard let contentType else {
            return response.content.isEmpty ? [] : [.whole("has no content, which status \(status) promises")]
        }
        guard let content = response.content.first(where: { $0.type == contentType }) else {
            return [.whole("is \(contentType), which status \(status) does not promise")]
        }
        guard let schema = content.schema else { return [] }
        if let body { return schema.violations(of: body, in: components) }
        return contentType.hasSuffix("json") ? [.whole("is not JSON")] : []
    }
}

extension SchemaViolation {
    fileprivate static func whole(_ message: String) -> SchemaViolation {
        SchemaViolation(pointer: "", message: message)
    }
}
