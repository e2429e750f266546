import HTTPTypes
import NVR
import Reception

/// Calls of the document that wait for a part of the recorder, each with the right that it will ask for (docs/dialects.md).
extension MiBeeRoutes {
    var awaited: [Endpoint] { Self.rest + [Self.xiaomiLogin] }

    private static func waiting(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ access: Access,
        _ part: String
    ) -> Endpoint {
        .foreign(method, path, access: access) { _ in
            throw MiBeeErrors.problem(.notImplemented, "\(part) is not built yet in this version of Nightjar")
        }
    }

    private static let rest: [Endpoint] = [
        waiting(.post, "/api/backup", .may(.manageSystem), "a backup without a passphrase"),
        waiting(.get, "/api/backups", .may(.manageSystem), "a backup without a passphrase"),
    ]
}
