import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR

/// What is wrong, as `{"error", "code"}`; of a 401 the body is empty and the code stands in a header field.
enum MiBeeErrors {
    private static let member = "code"

    static func problem(_ code: MiBeeCode, _ sentence: String) -> Problem {
        Problem(code.status, detail: sentence, members: [member: .text(code.rawValue)])
    }

    static func invalid(_ sentence: String) -> Problem { problem(.invalidInput, "invalid input: \(sentence)") }

    static func render(_ problem: Problem, _ request: Request) -> Response {
        // One that a call throws itself, as of an account somewhere else, has words.
        if problem.status == .unauthorized, problem.members[member] == nil { return unproven(problem, request) }
        let (status, message) = message(problem)
        var headers = problem.headers
        headers[.contentType] = "application/json"
        let body = (try? JSONBody.encode(message)) ?? ByteBuffer(string: "{}")
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// What a device refuses, in the document's words.
    static func asking<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as DomainError {
            switch error.kind {
            case .camera: throw problem(.onvifConnectionFailed, error.sentence)
            case .unsupported where error.member == "main_profile": throw problem(.onvifNoProfiles, error.sentence)
            default: throw error
            }
        }
    }

    private static func unproven(_ problem: Problem, _ request: Request) -> Response {
        var headers = problem.headers
        // Browsers are asked in another way, which shows no window of theirs.
        if headers[.wwwAuthenticate]?.hasPrefix("Basic") ?? true {
            headers[.wwwAuthenticate] = #"Basic realm="MiBee NVR", charset="UTF-8""#
        }
        let hasShown = request.headers[.authorization] != nil || request.headers[.mibeeKey] != nil
        headers[.mibeeError] = (hasShown ? MiBeeCode.authFailed : .authRequired).rawValue
        return Response(status: .unauthorized, headers: headers)
    }

    static func message(_ problem: Problem) -> (HTTPResponse.Status, MiBeeErrorMessage) {
        let detail = problem.detail ?? problem.title
        if case .text(let code) = problem.members[member] {
            return (problem.status, MiBeeErrorMessage(error: detail, code: code))
        }
        let code = usual(problem.status)
        guard let code else {
            return (problem.status, MiBeeErrorMessage(error: detail, code: "HTTP_\(problem.status.code)"))
        }
        let text = code == .invalidInput ? "invalid input: \(detail)" : detail
        return (code.status, MiBeeErrorMessage(error: text, code: code.rawValue))
    }

    /// The code of a problem that has none of its own.
    private static func usual(_ status: HTTPResponse.Status) -> MiBeeCode? {
        switch status {
        case .badRequest, .unprocessableContent, .unsupportedMediaType: .invalidInput
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .forbidden: .forbidden
        case .conflict: .conflict
        case .contentTooLarge: .tooLarge
        case .tooManyRequests: .tooOften
        case .internalServerError: .internal
        case .notImplemented: .notImplemented
        case .serviceUnavailable: .unavailable
        default: nil
        }
    }
}

/// What a call is about, so that the domain's "there is none" gets the document's words.
enum MiBeeSubject {
    case camera(String)
    case recording(String)
    case archive(String)

    var missing: Problem {
        switch self {
        case .camera(let id): MiBeeErrors.problem(.cameraNotFound, "camera not found: \(id)")
        case .recording(let id): MiBeeErrors.problem(.recordingNotFound, "recording not found: \(id)")
        case .archive(let id): MiBeeErrors.problem(.archiveNotFound, "archive not found: \(id)")
        }
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
    static var mibeeError: HTTPField.Name { .spelled("X-Error-Code") }
    static var mibeeKey: HTTPField.Name { .spelled("X-API-Key") }
}
