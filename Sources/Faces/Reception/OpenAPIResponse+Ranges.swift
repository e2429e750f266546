package import OpenAPI

extension OpenAPIResponse {
    /// What a file is answered with that can be had in ranges, beside the whole of it (RFC 9110 §13.1, §14).
    ///
    /// - Parameter types: of the file.
    package static func ranges(of types: String...) -> [OpenAPIResponse] {
        [
            OpenAPIResponse(206, "A range of its bytes.", content: types.map { OpenAPIContent($0) }),
            OpenAPIResponse(304, "It is as the caller knows it."),
            OpenAPIResponse(
                416,
                "It has no such range.",
                content: [OpenAPIContent("application/problem+json", .reference("Problem"))]
            ),
        ]
    }
}
