import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR
import Reception

/// What is wrong, as `{"detail": …}`: a sentence, or of a request that makes no sense a list of what is wrong with it. Too many
/// requests are `{"error": …}`.
enum VibeErrors {
    /// Marks a problem that has the document's own words and status.
    private static let mark = "own"

    static func problem(_ status: HTTPResponse.Status, _ sentence: String) -> Problem {
        Problem(status, detail: sentence, members: [mark: .number(1)])
    }

    /// Of a request that makes no sense.
    static func invalid(_ member: String, _ sentence: String) -> Problem { Problem.invalid(member, sentence) }

    static func render(_ problem: Problem, _ request: Request) -> Response {
        let (status, message) = answer(problem, hasShown: hasShown(request))
        var headers = problem.headers
        headers[.contentType] = "application/json"
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        let body = (try? JSONBody.encode(message)) ?? ByteBuffer(string: "{}")
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// - Parameter hasShown: whether the request brings along anything by which somebody could be known.
    static func answer(_ problem: Problem, hasShown: Bool) -> (HTTPResponse.Status, VibeErrorMessage) {
        let sentence = problem.detail ?? problem.title
        if problem.members[mark] != nil { return (problem.status, .detail(sentence)) }
        switch problem.status {
        case .badRequest, .unprocessableContent, .unsupportedMediaType:
            return (.unprocessableContent, .faults(faults(of: problem, sentence)))
        case .unauthorized:
            return (.unauthorized, .detail(hasShown ? "Could not validate credentials" : "Not authenticated"))
        case .forbidden: return (.forbidden, .detail("Admin privileges required"))
        case .notFound: return (.notFound, .detail("Not Found"))
        case .methodNotAllowed: return (.methodNotAllowed, .detail("Method Not Allowed"))
        case .tooManyRequests: return (.tooManyRequests, .limit("Rate limit exceeded: \(sentence)"))
        default: return (problem.status, .detail(sentence))
        }
    }

    private static func faults(of problem: Problem, _ sentence: String) -> [VibeErrorMessage.Fault] {
        guard !problem.faults.isEmpty else {
            return [VibeErrorMessage.Fault(type: "value_error", loc: ["body"], msg: sentence)]
        }
        return problem.faults.map { fault in
            let place = fault.member.split(separator: ".").map(String.init)
            return VibeErrorMessage.Fault(type: "value_error", loc: ["body"] + place, msg: fault.detail)
        }
    }

    private static func hasShown(_ request: Request) -> Bool {
        request.headers[.authorization] != nil || request.headers[.vibeKey] != nil || request.headers[.cookie] != nil
    }
}

/// What a call is about, so that the domain's "there is none" gets the document's words.
enum VibeSubject {
    case camera
    case event
    case profile
    case backup

    var missing: Problem {
        let name =
            switch self {
            case .camera: "Camera"
            case .event: "Event"
            case .profile: "Storage profile"
            case .backup: "Backup file"
            }
        return VibeErrors.problem(.notFound, "\(name) not found")
    }

    func naming<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as DomainError where error.kind == .notFound {
            throw missing
        }
    }
}

extension HTTPField.Name {
    static var vibeKey: HTTPField.Name { .spelled("X-API-Key") }
}
