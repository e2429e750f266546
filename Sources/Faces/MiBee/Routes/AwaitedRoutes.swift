import HTTPTypes
import NVR
import Reception

/// Calls of the document that wait for a part of the recorder, each with the right that it will ask for (docs/dialects.md).
extension MiBeeRoutes {
    var awaited: [Endpoint] {
        Self.onvif + Self.rest + [Self.xiaomiLogin]
    }

    private static func camera(_ method: HTTPRequest.Method, _ path: String, _ action: Action) -> Endpoint {
        waiting(method, "/api/cameras/{id}/\(path)", .camera(action, parameter: "id"), "ONVIF")
    }

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

    private static let onvif: [Endpoint] = [
        camera(.get, "onvif/profiles", .manageCamera), camera(.get, "onvif/capabilities", .manageCamera),
        camera(.post, "ptz/move", .controlCamera), camera(.post, "ptz/stop", .controlCamera),
        camera(.get, "ptz/status", .controlCamera), camera(.get, "ptz/presets", .controlCamera),
        camera(.post, "ptz/presets", .controlCamera), camera(.post, "ptz/presets/{token}/goto", .controlCamera),
        camera(.delete, "ptz/presets/{token}", .controlCamera), camera(.get, "imaging/settings", .controlCamera),
        camera(.put, "imaging/settings", .controlCamera), camera(.get, "imaging/options", .controlCamera),
        camera(.get, "snapshot/uri", .manageCamera), camera(.post, "onvif/reboot", .manageCamera),
        camera(.get, "onvif/network", .manageCamera), camera(.put, "onvif/network", .manageCamera),
        waiting(.post, "/api/onvif/discover", .may(.addCameras), "ONVIF"),
        waiting(.get, "/api/onvif/discover/{ip}", .may(.addCameras), "ONVIF"),
    ]

    private static let rest: [Endpoint] = [
        waiting(.get, "/api/stats/trends", .may(.seeSystem), "the trend of the storage"),
        waiting(.get, "/api/merge/pending", .may(.seeSystem), "counting what can be joined"),
        waiting(.post, "/api/backup", .may(.manageSystem), "a backup without a passphrase"),
        waiting(.get, "/api/backups", .may(.manageSystem), "a backup without a passphrase"),
    ]
}
