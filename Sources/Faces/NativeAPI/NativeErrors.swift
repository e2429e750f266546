import HTTPServing
import HTTPTypes
import NVR

extension Problem {
    /// What the domain refused, as the native API says it.
    init(_ error: DomainError) {
        let status: HTTPResponse.Status =
            switch error.kind {
            case .notFound: .notFound
            case .invalid: .unprocessableContent
            case .conflict: .conflict
            case .unavailable: .serviceUnavailable
            }
        self.init(status, detail: error.sentence, members: error.member.map { ["member": $0] } ?? [:])
    }
}

/// Runs a call of the domain; what it refuses becomes a problem.
func asking<Result>(_ call: () async throws -> Result) async throws -> Result {
    do {
        return try await call()
    } catch let error as DomainError {
        throw Problem(error)
    }
}
