import Testing

@testable import OpenAPI

struct OpenAPIFaultTests {
    /// What becomes of the example when something is done to it.
    private func faults(
        _ rules: OpenAPIRules = .example,
        _ change: (inout OpenAPIDocument) throws -> Void
    ) throws -> [OpenAPIFault] {
        var document = try OpenAPIDocument.example()
        #expect(document.faults(.example) == [])
        try change(&document)
        let faults = document.faults(rules)
        if !faults.isEmpty {
            #expect(throws: OpenAPIError(faults: faults)) { try document.rendered(rules) }
        }
        return faults
    }

    private func faults(_ operation: OpenAPIOperation, _ rules: OpenAPIRules = .example) throws -> [OpenAPIFault] {
        try faults(rules) { $0.operations[0] = operation }
    }

    @Test(arguments: [
        "cameras/{id}", "/cameras/{id", "/cameras/id}", "/{}", "/{id}/{id}", "/{a{id}}", "/{id}?x", "/a#{id}", "/{a/b}",
    ])
    func brokenPaths(path: String) throws {
        var operation = OpenAPIOperation.getFilm
        operation.path = path
        #expect(try faults(operation) == [.path(path)])
    }

    @Test func pathParameters() throws {
        var operation = OpenAPIOperation.getFilm
        operation.path = "/films/{name}.{type}"
        #expect(
            try faults(operation) == [
                .undeclaredPathParameter("name", operation: "getFilm"),
                .undeclaredPathParameter("type", operation: "getFilm"), .pathParameter("id", operation: "getFilm"),
            ]
        )
        operation = .getFilm
        operation.parameters[0].isRequired = false
        #expect(try faults(operation) == [.pathParameter("id", operation: "getFilm")])
    }

    @Test func ambiguousPaths() throws {
        var operation = OpenAPIOperation.getFilm
        operation.path = "/cameras/{name}"
        operation.parameters[0].name = "name"
        #expect(try faults(operation) == [.ambiguous("/cameras/{id}", "/cameras/{name}")])
    }

    @Test func reservedParameters() throws {
        var operation = OpenAPIOperation.getFilm
        operation.parameters[1].name = "authorization"
        #expect(try faults(operation) == [.parameter("authorization", operation: "getFilm")])
    }

    @Test func duplicates() throws {
        let found = try faults { document in
            document.operations.append(.getFilm)
            document.tags.append(OpenAPIDocument.Tag("cameras"))
            document.securitySchemes.append(OpenAPISecurityScheme("basic", .basic))
            document.operations[0].responses.append(OpenAPIResponse(206, "Again."))
            document.operations[0].parameters.append(.header("Range", .string()))
            document.operations[1].responses[0].description = "Another sentence."
        }
        let expected = [
            "answer 206 of getFilm", "answer 404 of getFilm", "get /films/{id}.mp4",
            "header parameter \"Range\" of getFilm",
            "operation id \"getFilm\"", "path parameter \"id\" of getFilm", "security scheme \"basic\"",
            "shared answer \"NotFound\"", "tag \"cameras\"",
        ]
        #expect(found == expected.map(OpenAPIFault.duplicate))
    }

    @Test func names() throws {
        let found = try faults { document in
            document.operations[0].id = "get film"
            document.operations[1].responses[0].component = ""
            document.securitySchemes.append(OpenAPISecurityScheme("ä", .basic))
            try document.components.add("a/b", .anything)
        }
        #expect(found == [.name("\"\""), .name("\"a/b\""), .name("\"get film\""), .name("\"ä\"")])
    }

    @Test func unknownTagsAndSchemes() throws {
        var operation = OpenAPIOperation.getFilm
        operation.tags = ["films", "cameras"]
        operation.security = [["basic"], ["basic", "key"]]
        #expect(
            try faults(operation) == [
                .unknown("the tag \"films\"", operation: "getFilm"),
                .unknown("the security scheme \"key\"", operation: "getFilm"),
            ]
        )
    }

    @Test func bodies() throws {
        var operation = OpenAPIOperation.getFilm
        operation.body = .json(.anything)
        #expect(try faults(operation) == [.body(operation: "getFilm")])
        operation.method = .post
        #expect(try faults(operation) == [])
        operation.body = OpenAPIBody([])
        #expect(try faults(operation) == [.body(operation: "getFilm")])
    }

    @Test func answers() throws {
        var operation = OpenAPIOperation.getFilm
        operation.responses.remove(at: 0)
        #expect(try faults(operation) == [.withoutSuccess(operation: "getFilm")])
        operation.responses.append(OpenAPIResponse(101, "A WebSocket."))
        #expect(try faults(operation) == [])
        operation.responses.append(OpenAPIResponse(600, "Nothing."))
        #expect(
            try faults(operation) == [.answer(600, operation: "getFilm"), .problem(600, operation: "getFilm")]
        )
    }

    @Test func answersThatAreAskedFor() throws {
        let rules = OpenAPIRules(
            everywhere: [500],
            whereSecured: [401],
            whereBody: [415],
            wherePathParameter: [404]
        )
        let found = try faults(rules) { $0.operations[0].parameters.removeAll() }
        #expect(
            found.filter { if case .withoutAnswer = $0 { true } else { false } } == [
                .withoutAnswer(500, operation: "getFilm"), .withoutAnswer(401, operation: "getCamera"),
                .withoutAnswer(500, operation: "getCamera"), .withoutAnswer(415, operation: "deleteCamera"),
                .withoutAnswer(500, operation: "deleteCamera"),
            ]
        )
        var operation = OpenAPIOperation.getFilm
        operation.responses.removeLast()
        #expect(try faults(operation) == [.withoutAnswer(404, operation: "getFilm")])
    }

    @Test func problems() throws {
        var operation = OpenAPIOperation.getFilm
        operation.responses.append(OpenAPIResponse(409, "Not now.", content: [.json(.anything)]))
        operation.responses.append(OpenAPIResponse(410, "Gone."))
        #expect(
            try faults(operation) == [.problem(409, operation: "getFilm"), .problem(410, operation: "getFilm")]
        )
        #expect(try faults(operation, OpenAPIRules()) == [])
    }

    @Test func extensionNames() throws {
        var operation = OpenAPIOperation.getFilm
        operation.extensions = ["permission": "none"]
        #expect(try faults(operation) == [.extensionName("permission", operation: "getFilm")])
    }

    @Test func schemas() throws {
        let found = try faults { document in
            try document.components.add("Bad", .object([.optional("a", .array(of: .string(pattern: "(")))]))
            try document.components.add("Worse", .oneOf([.reference("Nothing")]))
            document.operations[0].parameters[1].schema = .integer(0...5).example(6)
            document.operations[0].parameters[0].schema = .string(maxLength: 1).preset("ab")
        }
        #expect(found.count == 4)
        let sentences = found.map(\.description).joined(separator: "\n")
        for word in ["\"Bad\"", "\"Worse\"", "\"Nothing\"", "\"Range\" of getFilm", "above 5", "more than 1"] {
            #expect(sentences.contains(word), "\(word) in \(sentences)")
        }
    }
}
