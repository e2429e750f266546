import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR

/// What is wrong, as `{"error"}`; of statuses the document has few.
enum LightErrors {
    static func problem(_ status: HTTPResponse.Status, _ sentence: String) -> Problem {
        Problem(status, detail: sentence)
    }

    static func invalid(_ sentence: String) -> Problem { problem(.badRequest, sentence) }

    static var streamExists: Problem { problem(.conflict, "Stream already exists") }

    /// Adding a camera whose name somebody else took meanwhile is refused in the document's words.
    static func naming<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as DomainError where error.kind == .conflict && error.member == "name" {
            throw streamExists
        }
    }

    static func render(_ problem: Problem, _ request: Request) -> Response {
        var headers = problem.headers
        headers[.contentType] = "application/json"
        headers.forbidKeeping()
        let message = LightErrorMessage(error: problem.detail ?? problem.title)
        let body = (try? JSONBody.encode(message)) ?? ByteBuffer(string: "{}")
        return Response(status: status(of: problem), headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// Whatever makes no sense is 400 in the document.
    static func status(of problem: Problem) -> HTTPResponse.Status {
        switch problem.status {
        case .unprocessableContent, .unsupportedMediaType: .badRequest
        case .gone: .notFound
        case .preconditionFailed: .conflict
        default: problem.status
        }
    }
}

/// What a call is about, so that the domain's "there is none" gets the document's words.
enum LightSubject: String {
    case stream = "Stream"
    case recording = "Recording"
    case recordingFile = "Recording file"
    case user = "User"
    case job = "Job"
    case profile = "Profile"

    var missing: Problem { LightErrors.problem(.notFound, "\(rawValue) not found") }

    func naming<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as DomainError where error.kind == .notFound {
            throw missing
        }
    }
}

extension HTTPFields {
    /// As the product sends with every answer of JSON.
    mutating func forbidKeeping() {
        self[.cacheControl] = "no-cache, no-store, must-revalidate"
        self[.pragma] = "no-cache"
        self[.expires] = "0"
    }
}

extension HTTPField.Name {
    static var pragma: HTTPField.Name { .spelled("Pragma") }
    static var requestedWith: HTTPField.Name { .spelled("X-Requested-With") }
    static var deviceURL: HTTPField.Name { .spelled("X-Device-URL") }
    static var deviceUsername: HTTPField.Name { .spelled("X-Username") }
    static var devicePassword: HTTPField.Name { .spelled("X-Password") }
}
