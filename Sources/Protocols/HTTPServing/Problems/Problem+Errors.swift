import HTTPTypes
import Hummingbird
import NIOCore

extension Problem {
    /// The problem that an error of a route stands for; nil for an error that nobody foresaw.
    package init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as HTTPError: self.init(error.status, detail: error.body, headers: error.headers)
        case is NIOTooManyBytesError: self = .tooLarge(limit: nil)
        case let error as DecodingError: self = .malformed(error)
        case let error as any HTTPResponseError: self.init(error.status)
        case is BodyTooSlow:
            self.init(
                .requestTimeout,
                detail: "The body of the request came too slowly.",
                headers: [.connection: "close"]
            )
        case let fault as PresentedCredentials.Fault: self.init(fault)
        case is CancellationError:
            self.init(.serviceUnavailable, detail: "The server is stopping.", headers: [.retryAfter: "5"])
        default: return nil
        }
    }

    /// The answer to an error that nobody foresaw; what it was stands in the log.
    static var unexpected: Problem {
        Problem(
            .internalServerError,
            detail: "Something went wrong in the server. Its log says what."
        )
    }

    static func tooLarge(limit: Int?) -> Problem {
        let detail = limit.map { "The body is larger than the \($0) bytes that are accepted here." }
        return Problem(.contentTooLarge, detail: detail ?? "The body is larger than is accepted here.")
    }

    static var noRoomForBodies: Problem {
        Problem(
            .serviceUnavailable,
            type: Problem.type("busy"),
            title: "Too much at once",
            detail: "Too many large requests are coming in at this moment. Try again in a few seconds.",
            headers: [.retryAfter: "5"]
        )
    }

    static func malformed(_ error: DecodingError) -> Problem {
        var problem = Problem(.badRequest, detail: error.sentence)
        if let member = error.member { problem.faults = [Fault(member: member, detail: error.sentence)] }
        return problem
    }
}

extension DecodingError {
    /// The member of the body that is at fault, `cameras.all[0]`; nil where it is the body as a whole.
    fileprivate var member: String? {
        let path: [any CodingKey] =
            switch self {
            case .keyNotFound(let key, let context): context.codingPath + [key]
            case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context):
                context.codingPath
            @unknown default: []
            }
        return path.isEmpty ? nil : String(Self.path(path).prefix(200))
    }

    /// What is wrong with the JSON, for the person who sent it.
    fileprivate var sentence: String {
        switch self {
        case .keyNotFound(let key, let context):
            return "\(Self.name(context.codingPath + [key])) is missing."
        case .valueNotFound(_, let context):
            return "\(Self.name(context.codingPath)) must not be null."
        case .typeMismatch(let type, let context):
            return "\(Self.name(context.codingPath)) must be \(Self.noun(type))."
        case .dataCorrupted(let context):
            guard !context.codingPath.isEmpty else { return "The body is not valid JSON." }
            let why = context.debugDescription
            return why.isEmpty
                ? "\(Self.name(context.codingPath)) is not valid."
                : "\(Self.name(context.codingPath)) is not valid: \(why)"
        @unknown default:
            return "The body is not what is expected here."
        }
    }

    private static func name(_ path: [any CodingKey]) -> String {
        let text = Self.path(path)
        return text.isEmpty ? "The body" : "\"\(text.prefix(200))\""
    }

    private static func path(_ path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return text
    }

    private static func noun(_ type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is any FixedWidthInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is [String: Any].Type: "an object"
        case is any Collection.Type: "a list"
        default: "of another type"
        }
    }
}
