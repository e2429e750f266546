/// Something in a document that is not true or not allowed.
package enum OpenAPIFault: Hashable, Sendable {
    /// Two things of one kind have the same name.
    case duplicate(String)
    /// An operation names a tag or a security scheme that the document does not list.
    case unknown(String, operation: String)
    /// A name with characters that its place does not allow.
    case name(String)
    /// A path that does not begin with a slash, or whose braces do not fit.
    case path(String)
    /// Paths that differ in nothing but the names of their parameters.
    case ambiguous(String, String)
    case undeclaredPathParameter(String, operation: String)
    /// A declared parameter that is not in the path, or is said to be optional.
    case pathParameter(String, operation: String)
    /// A parameter that OpenAPI has another place for (`Accept`, `Content-Type`, `Authorization`).
    case parameter(String, operation: String)
    /// A body where HTTP gives it no meaning, or one without any content type.
    case body(operation: String)
    case withoutSuccess(operation: String)
    case withoutAnswer(Int, operation: String)
    case answer(Int, operation: String)
    /// An answer of 400 or above that is not written as a problem.
    case problem(Int, operation: String)
    /// A member that does not begin with `x-`.
    case extensionName(String, operation: String)
    /// A schema that refers to nothing, or has a pattern that is none, or an example that it does not allow itself.
    case schema(String, place: String)
}

/// All that is wrong with a document. A fault of the program, found by the first test that renders the document.
package struct OpenAPIError: Error, Hashable {
    package var faults: [OpenAPIFault]
}

extension OpenAPIFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .duplicate(let what): "there are two of \(what)"
        case .unknown(let what, let operation): "\(operation) names \(what), which the document does not list"
        case .name(let what): "\(what) has characters that are not allowed there"
        case .path(let path): "the path \"\(path)\" does not begin with a slash, or has braces that do not fit"
        case .ambiguous(let one, let other): "the paths \(one) and \(other) differ in nothing but names"
        case .undeclaredPathParameter(let name, let operation): "\(operation) does not declare {\(name)} of its path"
        case .pathParameter(let name, let operation):
            "\(operation) declares {\(name)}, which is not in its path, or may not be missing there"
        case .parameter(let name, let operation): "\(operation) declares \(name), which is no parameter in OpenAPI"
        case .body(let operation): "\(operation) has a body without a content type, or with a method that takes none"
        case .withoutSuccess(let operation): "\(operation) never succeeds"
        case .withoutAnswer(let status, let operation): "\(operation) does not say that it may answer \(status)"
        case .answer(let status, let operation): "\(operation) answers \(status), which is no status of HTTP"
        case .problem(let status, let operation): "\(operation) does not answer \(status) with a problem"
        case .extensionName(let name, let operation): "\(operation) has the member \"\(name)\", which lacks \"x-\""
        case .schema(let what, let place): "the schema of \(place) \(what)"
        }
    }
}

extension OpenAPIError: CustomStringConvertible {
    package var description: String {
        "the OpenAPI document is not sound: \(faults.map(\.description).joined(separator: "; "))"
    }
}
