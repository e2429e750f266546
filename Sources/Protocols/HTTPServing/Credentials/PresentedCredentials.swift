package import HTTPTypes
package import Hummingbird
import Media

/// What a request shows as proof of who sends it. Says only what is there; whether it is right is another's to say. Never
/// prints itself.
package struct PresentedCredentials: Sendable, CustomStringConvertible, CustomReflectable {
    package enum Authorization: Sendable {
        case basic(username: String, password: String)
        case bearer(String)
    }

    /// A header that cannot be read as what it should be. Such a request is not one without credentials: it is refused.
    package enum Fault: Error, Hashable, Sendable {
        /// A header that must come once came more often.
        case repeated
        /// A Basic or Bearer value that is none.
        case malformed
        /// Longer than any that we give out.
        case tooLong
    }

    /// Nil where there is none, or one of a scheme that HTTP does not use here, as Digest.
    package let authorization: Authorization?
    /// `X-API-Key`.
    package let apiKey: String?
    package let cookies: RequestCookies

    /// The longest secret that is looked at, in bytes.
    package static let longest = 8 * 1024

    package init(_ fields: HTTPFields) throws(Fault) {
        authorization = try Self.single(fields, .authorization).flatMap { text throws(Fault) in
            try Self.authorization(text)
        }
        apiKey = try Self.single(fields, .xAPIKey).map { text throws(Fault) in try Self.token(text) }
        cookies = RequestCookies(fields)
    }

    /// A secret in the query, for a route whose document demands it there: nil where there is none, or more than one.
    package static func token(inQueryOf request: Request, named name: String) -> String? {
        let values = request.uri.queryParameters[values: Substring(name)]
        guard values.count == 1, let value = values.first, let token = try? token(String(value)) else { return nil }
        return token
    }

    package var description: String { "PresentedCredentials(hidden)" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    private static func single(_ fields: HTTPFields, _ name: HTTPField.Name) throws(Fault) -> String? {
        let values = fields[values: name]
        guard values.count <= 1 else { throw .repeated }
        guard let value = values.first else { return nil }
        guard value.utf8.count <= longest else { throw .tooLong }
        return value
    }

    private static func authorization(_ text: String) throws(Fault) -> Authorization? {
        let scheme = text.prefix { $0 != " " }
        let value = text[scheme.endIndex...].drop { $0 == " " }
        switch scheme.lowercased() {
        case "basic": return try basic(value)
        case "bearer": return .bearer(try token(String(value)))
        default: return nil
        }
    }

    /// RFC 7617: base 64 of name, colon and password in UTF-8. A control character stands in neither.
    private static func basic(_ value: Substring) throws(Fault) -> Authorization {
        guard !value.isEmpty, let bytes = Base64.decode(value), let text = String(validating: bytes, as: UTF8.self),
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { throw .malformed }
        return .basic(
            username: String(text[..<colon]),
            password: String(text[text.utf8.index(after: colon)...])
        )
    }

    /// Printable and without blanks.
    private static func token(_ text: String) throws(Fault) -> String {
        guard text.utf8.count <= longest else { throw .tooLong }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .malformed }
        return text
    }
}

extension Problem {
    /// The answer to credentials that cannot be read.
    package init(_ fault: PresentedCredentials.Fault) {
        let detail =
            switch fault {
            case .repeated: "The request shows its credentials more than once."
            case .malformed: "The credentials of the request cannot be read."
            case .tooLong: "The credentials of the request are too long."
            }
        self.init(.badRequest, detail: detail)
    }
}

extension HTTPField.Name {
    static let xAPIKey = spelled("X-API-Key")
}
