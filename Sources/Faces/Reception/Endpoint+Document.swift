import HTTPTypes
package import OpenAPI

extension EndpointNotes {
    func json(_ status: Int, _ description: String, _ schema: Schema) -> OpenAPIResponse {
        var response = OpenAPIResponse(status, description, content: [.json(schema)])
        if hasVersions { response.headers = [.init("ETag", .string(), description: "The version, for If-Match.")] }
        return response
    }

    func operation(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ access: Access,
        _ body: OpenAPIBody?,
        _ responses: [OpenAPIResponse]
    ) -> OpenAPIOperation {
        let names = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        var parameters = names.map { OpenAPIParameter.path($0, .string(maxLength: Call.longestPathParameter)) } + query
        let isChange = method != .get
        if hasVersions, isChange {
            parameters.append(
                .header("If-Match", .string(), description: "The ETag that the change was made for; else 412.")
            )
        }
        var statuses: Set<Int> = [400, 429, 503]
        if isChange { statuses.insert(403) }
        if access != .everyone { statuses.formUnion([401, 403]) }
        if !names.isEmpty { statuses.insert(404) }
        if !query.isEmpty || body != nil { statuses.insert(422) }
        if body != nil { statuses.formUnion([408, 413, 415]) }
        if hasVersions { if isChange { statuses.insert(412) } }
        statuses.formUnion(refusals)
        var all = responses
        if hasVersions, !isChange { all.append(OpenAPIResponse(304, "It is as the caller knows it.")) }
        all += statuses.sorted().map(Refusals.response)
        return OpenAPIOperation(
            OpenAPIOperation.Method(rawValue: method.rawValue.lowercased()) ?? .get,
            path,
            id: id,
            summary: summary,
            description: description,
            tags: [tag],
            parameters: parameters,
            body: body,
            responses: all,
            security: access == .everyone ? [] : Refusals.schemes.map { [$0.name] },
            extensions: ["x-permission": .string(access.text)]
        )
    }
}

/// What is the same for all endpoints.
package enum Refusals {
    /// The ways to say who one is.
    package static let schemes = [
        OpenAPISecurityScheme("basic", .basic, description: "A user name and password, or an API key as the password."),
        OpenAPISecurityScheme("bearer", .bearer(format: "JWT"), description: "A token, or an API key."),
        OpenAPISecurityScheme("key", .header("X-API-Key"), description: "An API key."),
        OpenAPISecurityScheme(
            "session",
            .cookie("nightjar"),
            description: "A session. Changes must bring its token along in X-CSRF-Token."
        ),
    ]

    /// Problem details (RFC 9457).
    package static let problem: Schema = {
        let fault = Schema.object([.required("member", .string()), .required("detail", .string())])
        return .object([
            .required("type", .string()), .required("title", .string()), .required("status", .integer(400...599)),
            .optional("detail", .string()),
            .optional("errors", .array(of: fault)),
        ])
    }()

    private static let words: [Int: (name: String, text: String)] = [
        400: ("Unreadable", "The request cannot be read."),
        401: ("Unproven", "It is not known who asks."),
        403: ("Forbidden", "Whoever asks may not do this."),
        404: ("NotFound", "There is no such thing, or not for whoever asks."),
        408: ("TooSlow", "The body came too slowly."),
        409: ("Conflict", "It contradicts what is there."),
        410: ("Gone", "It was there, and its file is no more, or is damaged."),
        412: ("Stale", "It has been changed meanwhile."),
        413: ("TooLarge", "The body is too large."),
        415: ("NotJSON", "The body is not JSON."),
        416: ("NoSuchRange", "The file has no such range."),
        422: ("Invalid", "The request makes no sense; errors names the members."),
        426: ("UpgradeNeeded", "Here is a WebSocket, and nothing else."),
        429: (
            "TooMany",
            "Too many requests, wrong passwords, or live connections at once; Retry-After says when to come again."
        ),
        502: ("CameraFault", "A camera had to be asked, and could not be; type says why."),
        501: ("Unsupported", "It cannot be done here."),
        503: ("Unavailable", "It cannot be done now."),
    ]

    static func response(_ status: Int) -> OpenAPIResponse {
        let (name, text) = words[status] ?? ("Status\(status)", "It was refused.")
        return OpenAPIResponse(
            status,
            text,
            content: [OpenAPIContent("application/problem+json", .reference("Problem"))],
            component: name
        )
    }
}
