/// A way to say who one is.
package struct OpenAPISecurityScheme: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A name and a password in `Authorization` (RFC 7617).
        case basic
        /// A token in `Authorization` (RFC 6750); `format` is a word for people, such as "JWT".
        case bearer(format: String?)
        /// A key in a header field.
        case header(String)
        /// A key in a cookie.
        case cookie(String)
    }

    /// What operations call it.
    package var name: String
    package var kind: Kind
    package var description: String?

    package init(_ name: String, _ kind: Kind, description: String? = nil) {
        self.name = name
        self.kind = kind
        self.description = description
    }

    var json: JSONValue {
        var object = JSONObject()
        switch kind {
        case .basic:
            object["type"] = "http"
            object["scheme"] = "basic"
        case .bearer(let format):
            object["type"] = "http"
            object["scheme"] = "bearer"
            object["bearerFormat"] = format.map(JSONValue.string)
        case .header(let field):
            object["type"] = "apiKey"
            object["in"] = "header"
            object["name"] = .string(field)
        case .cookie(let cookie):
            object["type"] = "apiKey"
            object["in"] = "cookie"
            object["name"] = .string(cookie)
        }
        object["description"] = description.map(JSONValue.string)
        return .object(object)
    }
}
