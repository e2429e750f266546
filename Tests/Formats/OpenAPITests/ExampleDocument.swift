import OpenAPI

extension OpenAPIRules {
    static let example = OpenAPIRules(wherePathParameter: [404], problemType: "application/problem+json")
}

extension OpenAPIDocument {
    static func example() throws -> OpenAPIDocument {
        var components = SchemaComponents()
        try components.add("Problem", .object([.optional("title", .string())]))
        try components.add(
            "Camera",
            .object([.required("id", .string(pattern: "^[a-z]+$")), .required("enabled", .boolean)])
        )
        return OpenAPIDocument(
            title: "Test",
            version: "1.2",
            description: "A small one.",
            servers: [Server(url: "/api/v1", description: "This server.")],
            tags: [Tag("cameras")],
            securitySchemes: [
                OpenAPISecurityScheme("basic", .basic), OpenAPISecurityScheme("bearer", .bearer(format: "JWT")),
                OpenAPISecurityScheme("session", .cookie("nightjar_session"), description: "Of the web app."),
                OpenAPISecurityScheme("csrf", .header("X-CSRF-Token")),
            ],
            operations: [.getFilm, .getCamera, .deleteCamera],
            components: components
        )
    }
}

extension OpenAPIOperation {
    private static let notFound = OpenAPIResponse(
        404,
        "It is not there.",
        content: [OpenAPIContent("application/problem+json", .reference("Problem"))],
        component: "NotFound"
    )

    static let getCamera = OpenAPIOperation(
        .get,
        "/cameras/{id}",
        id: "getCamera",
        summary: "One camera",
        description: "As it stands.",
        tags: ["cameras"],
        parameters: [.path("id", .string(), description: "Which."), .query("verbose", .boolean.preset(false))],
        responses: [
            notFound,
            OpenAPIResponse(
                200,
                "The camera.",
                content: [.json(.reference("Camera"))],
                headers: [OpenAPIResponse.Header("ETag", .string(), description: "Its version.")]
            ),
        ],
        security: [["session", "csrf"], ["bearer"], ["basic"]],
        extensions: ["x-permission": "cameras.read"]
    )

    static let deleteCamera = OpenAPIOperation(
        .delete,
        "/cameras/{id}",
        id: "deleteCamera",
        summary: "Remove a camera",
        parameters: [.path("id", .string())],
        body: OpenAPIBody([.json(.object([]))], isRequired: false, description: "Why."),
        responses: [OpenAPIResponse(204, "Gone."), notFound]
    )

    static let getFilm = OpenAPIOperation(
        .get,
        "/films/{id}.mp4",
        id: "getFilm",
        summary: "A film",
        parameters: [.path("id", .string()), .header("Range", .string())],
        responses: [OpenAPIResponse(206, "A part.", content: [OpenAPIContent("video/mp4")]), notFound]
    )
}
