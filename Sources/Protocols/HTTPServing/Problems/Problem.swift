package import HTTPTypes
package import Hummingbird
import NIOCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An answer that says what went wrong, for a program and for a person (RFC 9457). Thrown by routes.
package struct Problem: Error, Equatable, Sendable {
    package var status: HTTPResponse.Status
    /// A URI reference that names the kind of problem, and stays the same.
    package var type: String
    /// A short summary, the same for every problem of this type.
    package var title: String
    /// What happened this time and what to do about it, as a sentence. Never holds internals.
    package var detail: String?
    /// All that is wrong with the request, as far as it can be told apart; `errors` in the answer.
    package var faults: [Fault] = []
    /// Further members of the answer.
    package var members: [String: Member]
    /// Header fields of the answer, for example `Allow` or `Retry-After`.
    package var headers: HTTPFields

    package init(
        _ status: HTTPResponse.Status,
        type: String? = nil,
        title: String? = nil,
        detail: String? = nil,
        members: [String: Member] = [:],
        headers: HTTPFields = [:]
    ) {
        let kind = Self.kind(of: status)
        self.status = status
        self.type = type ?? Self.type(kind.name)
        self.title = title ?? kind.title
        self.detail = detail
        self.members = members
        self.headers = headers
    }

    /// The value of a further member.
    package enum Member: Equatable, Sendable, Encodable {
        case text(String)
        case number(Int)

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            }
        }
    }

    /// One thing that is wrong with a request.
    package struct Fault: Equatable, Sendable, Encodable {
        /// Of the body, or a parameter; `a.b` within one.
        package let member: String
        package let detail: String

        package init(member: String, detail: String) {
            self.member = member
            self.detail = detail
        }
    }

    /// The answer as `application/problem+json`.
    package var response: Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        let body = (try? JSONBody.encode(Document(problem: self))) ?? ByteBuffer(string: "{}")
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}

extension Problem: HTTPResponseError {
    package func response(from request: Request, context: some RequestContext) -> Response { response }
}

private struct Document: Encodable {
    let problem: Problem

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (name, value) in problem.members { try container.encode(value, forKey: Key(stringValue: name)) }
        try container.encode(problem.type, forKey: Key(stringValue: "type"))
        try container.encode(problem.title, forKey: Key(stringValue: "title"))
        try container.encode(problem.status.code, forKey: Key(stringValue: "status"))
        try container.encodeIfPresent(problem.detail, forKey: Key(stringValue: "detail"))
        if !problem.faults.isEmpty { try container.encode(problem.faults, forKey: Key(stringValue: "errors")) }
    }

    struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
